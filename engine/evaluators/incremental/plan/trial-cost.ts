import type { ComputationalGraph } from '../../../graph'
import type { TransformerConfig } from '../../../model/transformer'
import type { CleanRun } from '../clean/clean-run'
import { inputsOf, isProjection, nodesOf, type CutPlan } from './cut-plan'

/** What a trial costs, in multiply-adds: `start` however many circuits it has, and `copy` for each of them. */
export interface TrialCost {
  start: number
  copy: number
}

/** A weight that is read once for few rows costs as much as this many rows of products with it. */
const ROWS_PER_READ = 56

/** Adding a value to a sum costs as much as this many multiply-adds of a product: it is read from memory. */
const ADD_COST = 40

export interface CostSetting {
  graph: ComputationalGraph
  config: TransformerConfig
  /** Of the unembedding, those that the metric reads. */
  columns: number
}

/** On one batch. */
export function trialCost(
  plan: CutPlan,
  { rows }: Pick<CleanRun, 'rows'>,
  { graph, config, columns }: CostSetting,
): TrialCost {
  const { dModel, dHead, dMlp, mlp } = config
  const mlpWeights = dModel * (dMlp ?? 0) * (mlp.kind === 'gated' ? 3 : 2)
  let weights = dModel * columns
  let products = weights * rows.answer.length
  for (const { node, where } of nodesOf(plan)) {
    const size = graph.senders[node].kind === 'mlp' ? mlpWeights : 4 * dModel * dHead
    weights += size
    products += size * rows[where].length
  }
  for (const { where, changed, views } of inputsOf(plan)) {
    const terms = [changed, ...views.map((view) => view.changed)].flat()
    products += ADD_COST * terms.length * dModel * rows[where].length
  }
  return { start: weights * ROWS_PER_READ, copy: products }
}

/** What one circuit of a trial holds in memory, on one batch. */
export function trialBytes(
  plan: CutPlan,
  clean: Pick<CleanRun, 'width' | 'projectionSize'>,
  graph: ComputationalGraph,
): number {
  const changes = nodesOf(plan).map(({ where }) => clean.width(where))
  const projections = inputsOf(plan)
    .filter(({ receiver }) => isProjection(graph, receiver))
    .map(({ where }) => clean.projectionSize(where))
  const total = [...changes, ...projections].reduce((sum, size) => sum + size, 0)
  return Float32Array.BYTES_PER_ELEMENT * total
}

/**
 * The number of nested cuts that decides most edges for its cost, where each edge is kept with probability
 * `keepRate`: of k cuts tried at once, (1 - (1 - keepRate)^k) / keepRate are decided on average.
 */
export function bestBatch({ start, copy }: TrialCost, keepRate: number, limit: number): number {
  let best = 1
  let bestRate = 0
  for (let size = 1; size <= limit; size++) {
    const decided = keepRate > 0 ? (1 - (1 - keepRate) ** size) / keepRate : size
    const rate = decided / (start + size * copy)
    if (rate > bestRate) [best, bestRate] = [size, rate]
  }
  return best
}
