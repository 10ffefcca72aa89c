type Logits = Float32Array | Float64Array

/** ln sum exp(logits) in float64: the maximum is taken out first, so nothing overflows. */
export function logSumExp(logits: Float32Array): number {
  const max = largest(logits)
  let sum = 0
  for (let token = 0; token < logits.length; token++) sum += Math.exp(logits[token] - max)
  return max + Math.log(sum)
}

/** softmax(logits) in float64, and logSumExp of them. */
export function softmax(logits: Logits): { probs: Float64Array; logSumExp: number } {
  const max = largest(logits)
  const probs = new Float64Array(logits.length)
  let sum = 0
  for (let token = 0; token < logits.length; token++) {
    probs[token] = Math.exp(logits[token] - max)
    sum += probs[token]
  }
  for (let token = 0; token < logits.length; token++) probs[token] /= sum
  return { probs, logSumExp: max + Math.log(sum) }
}

/** ln softmax(logits) in float64. */
export function logSoftmax(logits: Float32Array, shift = logSumExp(logits)): Float64Array {
  const logProbs = new Float64Array(logits.length)
  for (let token = 0; token < logits.length; token++) logProbs[token] = logits[token] - shift
  return logProbs
}

function largest(logits: Logits): number {
  let max = -Infinity
  for (let token = 0; token < logits.length; token++) if (logits[token] > max) max = logits[token]
  return max
}
