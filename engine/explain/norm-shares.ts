import type { TransformerConfig } from '../model/transformer'
import { vectorOf, type Feeds } from '../onnx'

/** Rows [rows, dModel], and of each the sum that it is a part of. */
interface PartsOfSums {
  parts: Float32Array
  sums: Float32Array
}

/**
 * What parts of sums add to the norm of those sums, row by row: with w the norm's weight, w * part / deviation of the sum,
 * for LayerNorm less the part's own mean. Shares of all parts, with the norm's bias, add up to the norm of the sum.
 */
export function normShares(
  { norm, dModel }: TransformerConfig,
  weights: Feeds,
  name: string,
  { parts, sums }: PartsOfSums,
): Float32Array {
  if (norm.kind === 'none') return parts
  const weight = vectorOf(weights, `${name}.weight`)!
  const isCentred = norm.kind === 'layer-norm'
  const shares = new Float32Array(parts.length)
  for (let from = 0; from < parts.length; from += dModel) {
    const part = parts.subarray(from, from + dModel)
    const mean = isCentred ? meanOf(part) : 0
    const deviation = deviationOf(sums.subarray(from, from + dModel), isCentred, norm.epsilon)
    for (let i = 0; i < dModel; i++) shares[from + i] = (weight[i] * (part[i] - mean)) / deviation
  }
  return shares
}

/** What parts of the last stream add to what the unembedding reads: the final norm's share times the scale of logits. */
export function finalShares(config: TransformerConfig, weights: Feeds, rows: PartsOfSums): Float32Array {
  const shares = normShares(config, weights, 'finalNorm', rows)
  const { scale } = config.logits
  return scale === 1 ? shares : shares.map((value) => value * scale)
}

/** What a norm divides by where it is computed on this row. */
export function deviationOf(row: ArrayLike<number>, isCentred: boolean, epsilon: number): number {
  const mean = isCentred ? meanOf(row) : 0
  let squares = 0
  for (let i = 0; i < row.length; i++) squares += (row[i] - mean) ** 2
  return Math.sqrt(squares / row.length + epsilon)
}

export function meanOf(row: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < row.length; i++) sum += row[i]
  return sum / row.length
}
