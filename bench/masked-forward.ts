import type { MetricName } from '../contract'
import { median, timed, type Timing } from './process-stats'
import { experimentOf, type Workload } from './workload'
import { evaluatorSetup, MaskedEvaluator } from '../engine/evaluators'
import { runPairs } from '../engine/experiment/paired-runs'

/** What the plain evaluator pays for one edge. */
export async function maskedForward(workload: Workload, metric: MetricName): Promise<Timing> {
  const experiment = experimentOf(workload)
  const { config, weights, pairs, threads } = experiment
  const runs = await runPairs(config, weights, pairs, threads)
  const evaluator = await MaskedEvaluator.create(evaluatorSetup(experiment, runs, metric))
  try {
    const timings: Timing[] = []
    for (let edge = 0; edge < 4; edge++) timings.push(await timed(() => evaluator.nestedCuts([edge])))
    return {
      wallMs: median(timings.slice(1).map((t) => t.wallMs)),
      cpuMs: median(timings.slice(1).map((t) => t.cpuMs)),
    }
  } finally {
    await evaluator.release()
  }
}
