import type { Experiment } from '../experiment/experiment'
import { layerSpec } from '../model/transformer'
import { tensorRows, vectorOf } from '../onnx'
import { partInNorm, product, addTo } from './contributions'
import type { Head } from './named-head'

type Model = Pick<Experiment, 'config' | 'weights'>
type OneHead = Pick<Head, 'layer' | 'head'>

/** The value [dHead] that a head reads of a stream [dModel]: through its norm, W_V with its bias, and the layer's limit. */
export function headValue(model: Model, { layer, head }: OneHead, stream: Float32Array): Float64Array {
  const { config, weights } = model
  const { heads, kvHeads, dHead } = config
  const { norms, attention } = layerSpec(config, layer)
  const normName = `layer${layer}.attentionNorm`
  const read = norms.beforeAttention
    ? partInNorm(model, normName, stream)(Float64Array.from(stream))
    : Float64Array.from(stream)
  if (norms.beforeAttention) addTo(read, vectorOf(weights, `${normName}.bias`) ?? [])
  const kvHead = Math.floor(head / (heads / kvHeads))
  const value = product(read, tensorRows(weights[`layer${layer}.v.weight`], [kvHead]))
  const bias = vectorOf(weights, `layer${layer}.v.bias`)
  if (bias) addTo(value, bias.subarray(kvHead * dHead, (kvHead + 1) * dHead))
  const { clip } = attention
  return clip === null ? value : value.map((one) => Math.min(clip, Math.max(-clip, one)))
}

/** What a head writes [dModel] with this value or z [dHead]: W_O times the multiplier of the residual. */
export function headWriting(
  { config, weights }: Model,
  { layer, head }: OneHead,
): (value: ArrayLike<number>) => Float64Array {
  const { residualMultiplier } = layerSpec(config, layer)
  const matrix = tensorRows(weights[`layer${layer}.o.weight`], [head])
  return (value) =>
    product(
      Float64Array.from(value, (one) => one * residualMultiplier),
      matrix,
    )
}

/** What becomes of what a head writes where the unembedding reads it; null: sums are what it writes alone. */
export function toUnembedding(
  model: Model,
  { layer }: OneHead,
  sums: { attention: Float32Array; last: Float32Array } | null,
): (written: Float64Array) => Float64Array {
  const { config } = model
  const hasNorm = layerSpec(config, layer).norms.afterAttention
  const { scale } = config.logits
  return (written) => {
    const after = hasNorm
      ? partInNorm(model, `layer${layer}.attentionPostNorm`, sums?.attention ?? written)(written)
      : written
    return partInNorm(model, 'finalNorm', sums?.last ?? after)(after).map((value) => value * scale)
  }
}

/** Rows [row, dModel] as one array of what graphs read. */
export function asRows(vectors: readonly Float64Array[], width: number): Float32Array {
  const rows = new Float32Array(vectors.length * width)
  vectors.forEach((vector, row) => rows.set(vector, row * width))
  return rows
}
