import type { Ablation, MetricName, Direction } from '../../../contract'
import { edgeName, type ComputationalGraph } from '../../graph'
import { ablatedRuns } from '../../experiment/ablated-runs'
import { checkAblation } from '../../experiment/ablation'
import { CleanState } from '../../evaluators/incremental/clean-state'
import {
  type Baseline,
  baselineOfRuns,
  baseSide,
  type Experiment,
  graphOf,
  inBatches,
  type Progress,
} from '../../experiment/experiment'
import { NodeRunner, part, type Copies } from '../../evaluators/incremental/node-runner'
import { exchanged, joinedData, runPairs } from '../../experiment/paired-runs'
import { scoreOf, type Score } from '../../experiment/scores'
import { SingleEdges } from '../../evaluators/incremental/single-edges'
import type { Unchanged } from '../../evaluators/incremental/tested-input'

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
 * sender, or what the ablation puts in its place; everything behind its receiver is recomputed. Edges into one receiver run together, as copies.
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
  const { length, batches } = direction === 'noising' ? ablatedRuns(config, runs, ablation) : exchanged(runs)
  const runner = new NodeRunner(config, weights, length, threads)
  const states = batches.map((batch) => new CleanState(graph, config, weights, batch, length))
  const head = { unembed: weights.unembed }
  const singles = states.map((state) => new SingleEdges(graph, config, state, runner, head))
  const rows = Math.max(...states.map((state) => state.rows.changing.length))
  const copies = Math.max(1, Math.min(MAX_COPIES, Math.floor(MAX_ROWS / rows)))
  const wanted = edges ?? Array.from({ length: graph.edgeCount }, (_, edge) => edge)
  const scores: EdgeScore[] = []
  yield { type: 'stage', stage: 'patching edges' }
  try {
    for (const some of byReceiver(graph, wanted).flatMap((group) => inBatches(group, copies))) {
      const parts: (Copies & Unchanged)[] = []
      for (const single of singles) parts.push(await single.logits(some))
      for (const [copy, edge] of some.entries()) {
        // Where the edge changes nothing its effect is 0, whatever rounding would make of it.
        const logits = joinedData(
          parts.map((one, b) => (one.unchanged[copy] ? batches[b].cleanLogits : part(one, copy))),
        )
        const score = { edge, name: edgeName(graph, edge), ...scoreOf(meter, base, metrics, logits) }
        scores.push(score)
        yield { type: 'edge', score }
      }
      yield { type: 'progress', done: scores.length, total: wanted.length }
    }
  } finally {
    await runner.release()
  }
  scores.sort((a, b) => a.edge - b.edge)
  return { scores, baseline }
}

/** Edges receiver by receiver, each once. */
function byReceiver({ edgeReceiver }: ComputationalGraph, edges: readonly number[]): number[][] {
  const groups = new Map<number, number[]>()
  for (const edge of new Set(edges)) {
    const receiver = edgeReceiver[edge]
    groups.set(receiver, [...(groups.get(receiver) ?? []), edge])
  }
  return [...groups.values()]
}
