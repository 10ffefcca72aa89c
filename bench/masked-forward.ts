import type { MetricName } from '../contract'
import { MetricMeter } from '../engine/metrics'
import { graphOf, joinedData, MaskedEvaluator, runPairs } from '../engine/patching'
import { weightFeeds } from '../engine/transformer'
import { median, timed, type Timing } from './process-stats'
import type { Workload } from './workload'

/** What the plain evaluator pays for one edge. */
export async function maskedForward(
  { architecture, weights, pairs, threads }: Workload,
  metric: MetricName,
): Promise<Timing> {
  const feeds = weightFeeds(weights)
  const runs = await runPairs(architecture, feeds, pairs, threads)
  const meter = new MetricMeter(pairs, joinedData(runs.batches.map((batch) => batch.cleanLogits)))
  const setup = {
    graph: graphOf(architecture),
    config: architecture,
    weights: feeds,
    runs,
    meter,
    metric,
    threads,
  }
  const evaluator = await MaskedEvaluator.create(setup)
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
