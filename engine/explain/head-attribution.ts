import { layerSpec } from '../model/transformer'
import { tensorRows } from '../onnx'
import type { Experiment } from '../experiment/experiment'
import { answerRow, headsDirection, lastDirection } from './direct-directions'
import { headPattern } from './head-scores'
import { LogitDirections, dot } from './logit-directions'
import type { RunTrace } from './run-trace'

/** What a head adds to the logit difference on one prompt directly, and of it what came through each key position. */
export interface HeadAttribution {
  total: number
  /** [pos] they add up to the total */
  byKey: Float64Array
}

/**
 * Of the only prompt of a trace.
 * @param directions kept, where there are some; what they keep is for all prompts
 */
export function headAttribution(
  experiment: Experiment,
  trace: RunTrace,
  { layer, head }: { layer: number; head: number },
  directions = new LogitDirections(experiment),
): HeadAttribution {
  const [pair] = trace.pairs
  const asked = directions.ofDifference(pair)
  if (!asked) return { total: NaN, byKey: new Float64Array(pair.clean.length).fill(NaN) }
  const row = answerRow(trace, 0)
  const last = lastDirection(experiment, trace, row, asked)
  const { values } = headsDirection(experiment, trace, { layer, row }, last)
  const ofHead = throughOutput(experiment, layer, head, values)
  const { values: pattern, stride } = headPattern(trace, layer, head)
  const byKey = Float64Array.from(pair.clean, (_, key) => {
    const probability = pattern[pair.answerPosition * stride + key]
    return probability * dot(headRow(experiment, trace, 'v', { layer, head, row: key }), ofHead)
  })
  return { total: dot(headRow(experiment, trace, 'z', { layer, head, row }), ofHead), byKey }
}

/** The direction of a head's z that gives a direction of the stream: [dHead], the multiplier of the residual in it. */
function throughOutput(
  { config, weights }: Experiment,
  layer: number,
  head: number,
  direction: Float64Array,
): Float64Array {
  const { dHead, dModel } = config
  const { residualMultiplier } = layerSpec(config, layer)
  const matrix = tensorRows(weights[`layer${layer}.o.weight`], [head])
  return Float64Array.from(
    { length: dHead },
    (_, i) => residualMultiplier * dot(matrix.subarray(i * dModel, (i + 1) * dModel), direction),
  )
}

/** A row [dHead] of what one head computes, of a trace of one prompt. */
export function headRow(
  { config }: Pick<Experiment, 'config'>,
  trace: RunTrace,
  site: 'q' | 'k' | 'v' | 'z',
  { layer, head, row }: { layer: number; head: number; row: number },
): Float32Array {
  const { dHead } = config
  const from = (head * trace.length + row) * dHead
  return trace.value(site, layer).data.subarray(from, from + dHead)
}
