import type { Experiment } from '../experiment/experiment'
import { layerSpec } from '../model/transformer'
import { vectorOf } from '../onnx'
import { dot, throughNorm, type LogitDirection } from './logit-directions'
import type { RunTrace } from './run-trace'

type Model = Pick<Experiment, 'config' | 'weights'>

/** A direction of the stream at one row of a run: what is written there adds its product with `values` to what is asked. */
export interface StreamDirection {
  values: Float64Array
  /** What is added by what follows on the way, whatever is written. */
  constant: number
}

/** Of the last stream, through the final norm with its scale there: the biases of the end are its constant. */
export function lastDirection(
  { config, weights }: Model,
  trace: RunTrace,
  row: number,
  { values, bias }: LogitDirection,
): StreamDirection {
  const { scale } = config.logits
  const scaled = scale === 1 ? values : values.map((value) => value * scale)
  if (config.norm.kind === 'none') return { values: scaled, constant: scale * bias }
  const normBias = vectorOf(weights, 'finalNorm.bias')
  return {
    values: throughNorm(
      config,
      vectorOf(weights, 'finalNorm.weight')!,
      scaled,
      rowOf(trace.last.data, row, config.dModel),
    ),
    constant: scale * bias + (normBias ? dot(normBias, scaled) : 0),
  }
}

/**
 * Of what a layer's heads write, through the norm after them where there is one: b_O and that norm's bias are its constant.
 */
export function headsDirection(
  { config, weights }: Model,
  trace: RunTrace,
  { layer, row }: { layer: number; row: number },
  last: StreamDirection,
): StreamDirection {
  const { norms, residualMultiplier } = layerSpec(config, layer)
  const bias = vectorOf(weights, `layer${layer}.o.bias`)
  const ofBias = (values: Float64Array) => (bias ? residualMultiplier * dot(bias, values) : 0)
  if (!norms.afterAttention) return { values: last.values, constant: ofBias(last.values) }
  const name = `layer${layer}.attentionPostNorm`
  const sum = rowOf(trace.value('attn', layer).data, row, config.dModel)
  const values = throughNorm(config, vectorOf(weights, `${name}.weight`)!, last.values, sum)
  const normBias = vectorOf(weights, `${name}.bias`)
  return { values, constant: ofBias(values) + (normBias ? dot(normBias, last.values) : 0) }
}

/** A view of row `row` of rows `width` wide. */
export function rowOf(data: Float32Array, row: number, width: number): Float32Array {
  return data.subarray(row * width, (row + 1) * width)
}

/** The row of a trace's values at the answer position of its `at`th prompt. */
export const answerRow = ({ pairs, length, atAnswers }: RunTrace, at: number): number =>
  atAnswers ? at : at * length + pairs[at].answerPosition
