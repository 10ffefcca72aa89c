import { graphOf, type Experiment } from '../experiment/experiment'
import { layerSpec } from '../model/transformer'
import { vectorOf, withValues } from '../onnx'
import { rowOf } from './direct-directions'
import { deviationOf, meanOf } from './norm-shares'
import type { RunTrace } from './run-trace'

/** What the stream before a layer is the sum of, at one row of a trace. */
export interface Contributions {
  /** Senders of earlier layers in the order of the graph, then `constants`. */
  nodes: string[]
  /** [node][dModel], through the norm after the attention where there is one */
  vectors: Float64Array[]
}

/** @param before a layer, or the number of layers for the last stream */
export function contributionsAt(
  experiment: Experiment,
  trace: RunTrace,
  before: number,
  row: number,
): Contributions {
  const { config } = experiment
  const senders = graphOf(config).senders.filter(({ layer }) => layer < before)
  const constants = new Float64Array(config.dModel)
  const vectors = senders.flatMap(({ kind, layer, head }): Float64Array[] => {
    if (kind === 'input') return [Float64Array.from(rowOf(trace.value('resid', 0).data, row, config.dModel))]
    if (kind === 'mlp') return [Float64Array.from(rowOf(trace.value('mlp', layer).data, row, config.dModel))]
    return head === 0 ? headsOfLayer(experiment, trace, { layer, row }, constants) : []
  })
  return { nodes: [...senders.map(({ name }) => name), 'constants'], vectors: [...vectors, constants] }
}

/** [head][dModel]; what the layer's attention adds that no head writes is added to `constants`. */
function headsOfLayer(
  { config, weights }: Experiment,
  trace: RunTrace,
  at: { layer: number; row: number },
  constants: Float64Array,
): Float64Array[] {
  const { layer, row } = at
  const { heads, dModel } = config
  const { norms, residualMultiplier } = layerSpec(config, layer)
  const outputs = headOutputs({ config, weights }, trace, at)
  const bias = vectorOf(weights, `layer${layer}.o.bias`)
  const scaledBias = new Float64Array(dModel)
  bias?.forEach((value, i) => (scaledBias[i] = residualMultiplier * value))
  if (!norms.afterAttention) {
    addTo(constants, scaledBias)
    return outputs
  }
  const name = `layer${layer}.attentionPostNorm`
  const share = partInNorm({ config, weights }, name, rowOf(trace.value('attn', layer).data, row, dModel))
  addTo(constants, share(scaledBias))
  addTo(constants, vectorOf(weights, `${name}.bias`) ?? [])
  return Array.from({ length: heads }, (_, head) => share(outputs[head]))
}

/** z @ W_O of every head times the multiplier of the residual. */
function headOutputs(
  { config, weights }: Pick<Experiment, 'config' | 'weights'>,
  trace: RunTrace,
  { layer, row }: { layer: number; row: number },
): Float64Array[] {
  const { heads, dHead, dModel } = config
  const { residualMultiplier } = layerSpec(config, layer)
  const z = trace.value('z', layer).data
  const rows = z.length / (heads * dHead)
  const { data } = weights[`layer${layer}.o.weight`]
  if (data instanceof BigInt64Array) throw new Error('W_O holds no whole numbers')
  return withValues(data, (matrix) =>
    Array.from({ length: heads }, (_, head) => {
      const own = rowOf(z, head * rows + row, dHead)
      const scaled = Float64Array.from(own, (value) => value * residualMultiplier)
      return product(scaled, matrix.subarray(head * dHead * dModel, (head + 1) * dHead * dModel))
    }),
  )
}

/** What becomes of a part of `sum` in the norm of `sum`, without its bias (see normShares), in float64. */
export function partInNorm(
  { config: { norm }, weights }: Pick<Experiment, 'config' | 'weights'>,
  name: string,
  sum: ArrayLike<number>,
): (part: Float64Array) => Float64Array {
  if (norm.kind === 'none') return (part) => part
  const weight = vectorOf(weights, `${name}.weight`)!
  const isCentred = norm.kind === 'layer-norm'
  const deviation = deviationOf(sum, isCentred, norm.epsilon)
  return (part) => {
    const mean = isCentred ? meanOf(part) : 0
    return part.map((value, i) => (weight[i] * (value - mean)) / deviation)
  }
}

/** A row times a matrix [row, column] that is as high as it is long: [column]. */
export function product(row: Float64Array, matrix: Float32Array): Float64Array {
  const columns = matrix.length / row.length
  const sums = new Float64Array(columns)
  for (let i = 0; i < row.length; i++) {
    const value = row[i]
    if (value === 0) continue
    for (let j = 0, at = i * columns; j < columns; j++, at++) sums[j] += value * matrix[at]
  }
  return sums
}

export function addTo(sum: Float64Array, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) sum[i] += values[i]
}
