import { layerSpec, type TransformerConfig } from '../model/transformer'
import { vectorOf, type Feeds } from '../onnx'

/** What a layer's attention adds to the stream besides its heads, computed in float64 from the weights. */

/**
 * Where the output of a layer's attention passes a norm (Gemma 2, OLMo-2), a head's value is taken before it, and each
 * receiver sees of the layer the norm of (sum over its heads of kept or cut values + b_O): a view. It depends on which of
 * the layer's heads are cut from that receiver.
 */
export function hasAttentionView(config: TransformerConfig, layer: number): boolean {
  return config.norm.kind !== 'none' && layerSpec(config, layer).norms.afterAttention
}

/** b_O of a layer, times its residual multiplier, to every row of `sum` [rows, dModel]. */
export function addBias(sum: Float64Array, config: TransformerConfig, weights: Feeds, layer: number): void {
  const bias = vectorOf(weights, `layer${layer}.o.bias`)
  const { residualMultiplier } = layerSpec(config, layer)
  if (bias) for (let i = 0; i < sum.length; i++) sum[i] += residualMultiplier * bias[i % config.dModel]
}

/** The norm after a layer's attention, where it has one: rows [rows, dModel] -> [rows, dModel]. */
export function afterPostNorm(
  rows: Float64Array,
  config: TransformerConfig,
  weights: Feeds,
  layer: number,
): Float64Array {
  const { norm, dModel } = config
  if (norm.kind === 'none' || !hasAttentionView(config, layer)) return rows
  const name = `layer${layer}.attentionPostNorm`
  const weight = vectorOf(weights, `${name}.weight`)
  const bias = vectorOf(weights, `${name}.bias`)
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
