import type { Ablation, MetricName, Direction } from '../../../contract'
import { edgeName, type ComputationalGraph } from '../../graph'
import { ablatedRuns } from '../../experiment/ablated-runs'
import { checkAblation } from '../../experiment/ablation'
import { EdgeSweep, planSingleEdges } from '../../evaluators'
import {
  type Baseline,
  baselineOfRuns,
  baseSide,
  type Experiment,
  graphOf,
  inBatches,
  type Progress,
} from '../../experiment/experiment'
import { exchanged, runPairs } from '../../experiment/paired-runs'
import { scoreOf, type Score } from '../../experiment/scores'

export interface EdgePatchingOptions {
  direction: Direction
  ablation?: Ablation
  /** Edge indices, as from edgesByName, edgesInto or edgesFrom; all without it. */
  edges?: readonly number[]
  metrics: readonly MetricName[]
}

export interface EdgeScore extends Score {
  edge: number
  name: string
}

export interface EdgePatchingResult {
  /** By edge index, ascending. */
  scores: EdgeScore[]
  baseline: Baseline
}

export type EdgePatchingEvent = Progress | { type: 'edge'; score: EdgeScore }

/** Rows (copies * those that change) of one run: enough for products at full speed; a pause waits for one run. */
const MAX_ROWS = 1024
const MAX_COPIES = 16

/**
 * Exact edge patching: the metric of the base run when only that edge carries the donor run's value of its
 * sender, or what the ablation puts in its place; everything downstream of its receiver is recomputed. Edges into one
 * receiver run together, as copies.
 * @throws PatchbayError (bad-input) as checkAblation.
 */
export async function* edgePatching(
  experiment: Experiment,
  { direction, ablation = 'resample', edges, metrics }: EdgePatchingOptions,
): AsyncGenerator<EdgePatchingEvent, EdgePatchingResult> {
  checkAblation(direction, ablation)
  const { config, pairs, weights, threads } = experiment
  const graph = graphOf(config)
  yield { type: 'stage', stage: 'capturing clean and corrupt runs' }
  const runs = await runPairs(config, weights, pairs, threads)
  const { meter, baseline } = baselineOfRuns(experiment, runs)
  const base = baseline[baseSide(direction)]
  const patched = direction === 'noising' ? ablatedRuns(config, runs, ablation) : exchanged(runs)
  const sweep = new EdgeSweep({ graph, config, weights, runs: patched, threads })
  const copies = Math.max(1, Math.min(MAX_COPIES, Math.floor(MAX_ROWS / sweep.changingRows)))
  const wanted = edges ?? Array.from({ length: graph.edgeCount }, (_, edge) => edge)
  const scores: EdgeScore[] = []
  yield { type: 'stage', stage: 'patching edges' }
  try {
    for (const [receiver, group] of byReceiver(graph, wanted)) {
      const plan = planSingleEdges(graph, config, receiver)
      for (const some of inBatches(group, copies)) {
        const logits = await sweep.execute(plan, some)
        for (const [i, edge] of some.entries()) {
          const score = { edge, name: edgeName(graph, edge), ...scoreOf(meter, base, metrics, logits[i]) }
          scores.push(score)
          yield { type: 'edge', score }
        }
        yield { type: 'progress', done: scores.length, total: wanted.length }
      }
    }
  } finally {
    await sweep.release()
  }
  scores.sort((a, b) => a.edge - b.edge)
  return { scores, baseline }
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
