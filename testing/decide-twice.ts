import { acdc } from '../engine/methods/acdc/acdc'
import {
  type CircuitEvaluator,
  type EvaluatorSetup,
  IncrementalEvaluator,
  MaskedEvaluator,
} from '../engine/evaluators'
import { edgeName, edgesInTestOrder } from '../engine/graph'
import { metricSense } from '../engine/metrics'
import type { Decision } from '../engine/methods/event'

/** One run's decisions in test order; 0 where no test was needed. */
export interface Decided {
  /** Names of kept edges. */
  kept: string[]
  metrics: number[]
  deltas: number[]
  cutByTest: number
}

/** The same ACDC run by whole masked forward passes and by the incremental evaluator with `batch` nested cuts at once. */
export async function decideTwice(
  setup: EvaluatorSetup,
  { threshold, batch }: { threshold: number; batch: number },
): Promise<Record<'incremental' | 'masked', Decided>> {
  const masked = await decide(setup, threshold, await MaskedEvaluator.create(setup))
  const evaluator = await IncrementalEvaluator.create(setup)
  evaluator.batchSize = () => batch
  return { masked, incremental: await decide(setup, threshold, evaluator) }
}

async function decide(
  { graph, metric }: EvaluatorSetup,
  threshold: number,
  evaluator: CircuitEvaluator,
): Promise<Decided> {
  const decisions: Decision[] = []
  const steps = acdc({
    graph,
    order: edgesInTestOrder(graph, 'reference'),
    evaluator,
    metricInitial: await evaluator.currentMetric(),
    sense: metricSense(metric),
    threshold,
    absolute: false,
  })
  for await (const step of steps) if (step.type === 'decision') decisions.push(step)
  await evaluator.release()
  return {
    kept: decisions.flatMap((one) => (one.kept ? [edgeName(graph, one.edge)] : [])),
    metrics: decisions.map((one) => one.metric ?? 0),
    deltas: decisions.map((one) => one.delta ?? 0),
    cutByTest: decisions.filter((one) => !one.kept && one.delta !== null).length,
  }
}

export function largestDifference(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, i) => Math.abs(value - b[i])))
}
