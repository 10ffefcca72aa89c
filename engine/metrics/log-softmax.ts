/** ln softmax(logits) in float64: the maximum is taken out first, so nothing overflows. */
export function logSoftmax(logits: Float32Array): Float64Array {
  let max = -Infinity
  for (const logit of logits) if (logit > max) max = logit
  let sum = 0
  for (const logit of logits) sum += Math.exp(logit - max)
  const shift = max + Math.log(sum)
  return Float64Array.from(logits, (logit) => logit - shift)
}
