import { meaningOfReading } from '../../contract'
import { rankEdges } from '../../engine/graph'
import { resultOf } from '../../engine/experiment/progress'
import { LayerRuns } from '../../engine/gradients/layer-runs'
import { eap } from '../../engine/methods/eap/eap'
import { judgeCircuit } from '../../engine/methods/evaluate'
import { siteGradientGraphs } from '../../engine/transformer'
import { mediansOf, peakBytes, stopwatch, type Timing } from '../process-stats'
import { experimentOf, loadWorkload, type WorkloadSize } from '../workload'

export interface JudgeJob extends WorkloadSize {
  /** Of the circuit: the best ones of EAP. */
  edges: number
}

export interface JudgeResult {
  /** All of Judge: random circuits, minimality, completeness, curves by size. */
  judge: Timing
  /** How many circuits were measured for it. */
  circuits: number
  /** From clean tokens to logits; sessions are warm. */
  forward: Timing
  /** After Judge, the model included. */
  peakBytes: number | null
}

const TIMES = 7

export async function judgeJob({ edges, ...size }: JudgeJob): Promise<JudgeResult> {
  const experiment = experimentOf(await loadWorkload(size))
  const reading = { metric: 'logit_diff', direction: 'noising' } as const
  const scores = Float64Array.from((await resultOf(eap(experiment, reading))).scores.score)
  const circuit = {
    edges: rankEdges(scores, 'absolute').slice(0, edges),
    scores,
    meaning: meaningOfReading({ kind: 'effect', ...reading }),
  }
  const stop = stopwatch()
  let circuits = 0
  const method = judgeCircuit(experiment, { circuit })
  for (let step = await method.next(); !step.done; step = await method.next()) {
    const { value } = step
    if (value.type === 'progress' && value.done === value.total) circuits += value.total
  }
  const judge = stop()
  const peak = peakBytes()
  const { pairs } = experiment
  const layers = new LayerRuns(experiment, { pairs, keepMemory: true }, (layer, own, options) =>
    siteGradientGraphs(layer, own, options, []),
  )
  const [forward] = await mediansOf(TIMES, [() => layers.fromTokens('clean', {})])
  await layers.release()
  return { judge, circuits, forward, peakBytes: peak }
}
