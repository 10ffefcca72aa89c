import type { Baselines } from '../../../contract'
import { EdgeSweep, planSingleEdges } from '../../evaluators'
import { ablatedRuns } from '../../experiment/ablated-runs'
import { baselineOfRuns } from '../../experiment/baseline'
import { baseSide, graphOf, inBatches, type Experiment } from '../../experiment/experiment'
import { exchanged, runPairs } from '../../experiment/paired-runs'
import { patchedMetric } from '../../experiment/patched-metric'
import type { Progress } from '../../experiment/progress'
import type { ComputationalGraph } from '../../graph'
import type { EdgeQuestion, MeasuredEdge } from './measured-edge'

/** Rows (copies * those that change) of one run: enough for products at full speed; a pause waits for one run. */
const MAX_ROWS = 1024
const MAX_COPIES = 16

/** Effects of single edges, everything downstream of their receivers recomputed; see edgePatching. */
export async function* exactEffects(
  experiment: Experiment,
  { direction, ablation = 'resample', metric }: EdgeQuestion,
  edges: readonly number[],
): AsyncGenerator<Progress<'edges'> | MeasuredEdge, Baselines> {
  const { config, pairs, weights, threads } = experiment
  const graph = graphOf(config)
  yield { type: 'stage', stage: 'capturing clean and corrupt runs' }
  const runs = await runPairs(config, weights, pairs, threads)
  const { meter, baseline } = baselineOfRuns(experiment, runs)
  const base = baseline[baseSide(direction)]
  const patched = direction === 'noising' ? ablatedRuns(config, runs, ablation) : exchanged(runs)
  const sweep = new EdgeSweep({ graph, config, weights, runs: patched, threads })
  const copies = Math.max(1, Math.min(MAX_COPIES, Math.floor(MAX_ROWS / sweep.changingRows)))
  let done = 0
  yield { type: 'stage', stage: 'patching edges' }
  try {
    for (const [receiver, group] of byReceiver(graph, edges)) {
      const plan = planSingleEdges(graph, config, receiver)
      for (const some of inBatches(group, copies)) {
        const logits = await sweep.execute(plan, some)
        for (const [i, edge] of some.entries())
          yield { type: 'measured', edge, found: patchedMetric(meter, base, metric, logits[i]) }
        done += some.length
        yield { type: 'progress', done, total: edges.length }
      }
    }
  } finally {
    await sweep.release()
  }
  return baseline
}

/** Edges by receiver, each once. */
function byReceiver({ edgeReceiver }: ComputationalGraph, edges: readonly number[]): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  for (const edge of new Set(edges)) {
    const receiver = edgeReceiver[edge]
    groups.set(receiver, [...(groups.get(receiver) ?? []), edge])
  }
  return groups
}
