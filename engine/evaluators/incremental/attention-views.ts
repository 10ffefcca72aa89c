import type { TransformerConfig } from '../../model/transformer'
import type { Feeds } from '../../onnx'

/**
 * Where the output of a layer's attention passes a norm (Gemma 2, OLMo-2), a head's value is taken before it, and each
 * receiver sees of the layer the norm of (sum over its heads of kept or cut values + b_O): a view. It depends on which of
 * the layer's heads are cut from that receiver.
 */
export function hasAttentionView(config: TransformerConfig, layer: number): boolean {
  return config.norm.kind !== 'none' && config.layer(layer).norms.afterAttention
}

/** The norm after a layer's attention, in float64: rows [rows, dModel] -> [rows, dModel]. */
export function normAfterAttention(
  { norm, dModel }: TransformerConfig,
  weights: Feeds,
  layer: number,
  rows: Float64Array,
): Float64Array {
  if (norm.kind === 'none') return rows
  const name = `layer${layer}.attentionPostNorm`
  const weight = weights[`${name}.weight`]?.data as Float32Array | undefined
  const bias = weights[`${name}.bias`]?.data as Float32Array | undefined
  const normed = new Float64Array(rows.length)
  for (let from = 0; from < rows.length; from += dModel) {
    const row = rows.subarray(from, from + dModel)
    const mean = norm.kind === 'layer-norm' ? row.reduce((sum, x) => sum + x, 0) / dModel : 0
    const square = row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / dModel
    const deviation = Math.sqrt(square + norm.epsilon)
    for (let i = 0; i < dModel; i++) {
      normed[from + i] = ((row[i] - mean) / deviation) * (weight?.[i] ?? 1) + (bias?.[i] ?? 0)
    }
  }
  return normed
}
