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
  /** All of Judge, several times: random circuits, minimality, completeness, curves by size. */
  rounds: JudgeRound[]
  /** How many circuits were measured for it. */
  circuits: number
  /** After the first time, the model included. */
  peakBytes: number | null
}

export interface JudgeRound {
  judge: Timing
  /** From clean tokens to logits, before and after it: the median of each. Sessions are warm. */
  forwards: [Timing, Timing]
}

const ROUNDS = 3
const FORWARDS = 7

export async function judgeJob({ edges, ...size }: JudgeJob): Promise<JudgeResult> {
  const experiment = experimentOf(await loadWorkload(size))
  const reading = { metric: 'logit_diff', direction: 'noising' } as const
  const scores = Float64Array.from((await resultOf(eap(experiment, reading))).scores.score)
  const circuit = {
    edges: rankEdges(scores, 'absolute').slice(0, edges),
    scores,
    meaning: meaningOfReading({ kind: 'effect', ...reading }),
  }
  const { pairs } = experiment
  const layers = new LayerRuns(experiment, { pairs, keepMemory: true }, (layer, own, options) =>
    siteGradientGraphs(layer, own, options, []),
  )
  const forward = async () => (await mediansOf(FORWARDS, [() => layers.fromTokens('clean', {})]))[0]
  const rounds: JudgeRound[] = []
  let circuits = 0
  let peak: number | null = null
  let before = await forward()
  for (let round = 0; round < ROUNDS; round++) {
    const stop = stopwatch()
    circuits = await judgeAll(judgeCircuit(experiment, { circuit }))
    const judge = stop()
    peak ??= peakBytes()
    const after = await forward()
    rounds.push({ judge, forwards: [before, after] })
    before = after
  }
  await layers.release()
  return { rounds, circuits, peakBytes: peak }
}

/** Runs it to the end; how many circuits were measured. */
async function judgeAll(method: ReturnType<typeof judgeCircuit>): Promise<number> {
  let circuits = 0
  for (let step = await method.next(); !step.done; step = await method.next()) {
    const { value } = step
    if (value.type === 'progress' && value.done === value.total) circuits += value.total
  }
  return circuits
}
