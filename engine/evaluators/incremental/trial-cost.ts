import type { ComputationalGraph } from '../../graph'
import type { TransformerConfig } from '../../model/transformer'
import type { Where } from '../../transformer'
import type { CutPlan } from './cut-plan'
import type { LiveNodes } from './live-nodes'

/** What a trial costs, in multiply-adds: `start` however many circuits it has, and `copy` for each of them. */
export interface TrialCost {
  start: number
  copy: number
}

/** A weight that is read once for few rows costs as much as this many rows of products with it. */
const ROWS_PER_READ = 56

/** Adding a value to a sum costs as much as this many multiply-adds of a product: it is read from memory. */
const ADD_COST = 40

/** `rows` of a batch; `columns`: of the unembedding that the metric reads. */
export function trialCost(
  { nodes, steps }: CutPlan,
  { graph, config, live, rows, columns }: CostSetting,
): TrialCost {
  const { dModel, dHead, dMlp, mlp } = config
  const mlpWeights = dModel * (dMlp ?? 0) * (mlp.kind === 'gated' ? 3 : 2)
  let weights = dModel * columns
  let products = weights * rows.answer.length
  for (const node of nodes) {
    const { where } = live.node(node)
    const size = graph.senders[node].kind === 'mlp' ? mlpWeights : 4 * dModel * dHead
    weights += size
    products += size * rows[where].length
  }
  for (const { receiver, changed } of steps.flatMap(({ sums }) => sums)) {
    products += ADD_COST * changed.length * dModel * rows[live.rowsOf(receiver)].length
  }
  return { start: weights * ROWS_PER_READ, copy: products }
}

export interface CostSetting {
  graph: ComputationalGraph
  config: TransformerConfig
  live: LiveNodes
  rows: Record<Where, readonly number[]>
  columns: number
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
