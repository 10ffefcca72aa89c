import { rankEdges } from '../../engine/graph'
import { resultOf } from '../../engine/experiment/progress'
import { eap } from '../../engine/methods/eap/eap'
import { circuitTests } from '../../engine/methods/tests'
import { peakBytes, stopwatch, type Timing } from '../process-stats'
import { experimentOf, loadWorkload, type WorkloadSize } from '../workload'

export interface TestsJob extends WorkloadSize {
  /** Of the circuit: the best ones of EAP. */
  edges: number
}

export interface TestsResult {
  tests: Timing
  /** How many circuits were measured. */
  circuits: number
  /** After the tests, the model included. */
  peakBytes: number | null
}

export async function testsJob({ edges: count, ...size }: TestsJob): Promise<TestsResult> {
  const experiment = experimentOf(await loadWorkload(size))
  const { scores } = await resultOf(eap(experiment, { metric: 'logit_diff', direction: 'noising' }))
  const edges = rankEdges(scores.score, 'absolute').slice(0, count)
  const stop = stopwatch()
  const { measured } = await resultOf(circuitTests(experiment, { circuit: { edges }, metric: 'logit_diff' }))
  return { tests: stop(), circuits: measured, peakBytes: peakBytes() }
}
