import type { DecisionColumns, EffectColumns } from '../../../contract'
import type { ComputationalGraph } from '../../graph'
import type { CircuitEvaluator } from '../../evaluators'
import type { EffectEvent } from '../event'

/** Few, since each costs up to a whole forward pass and a run can be paused only in between. */
const EDGES_AT_ONCE = 2

/**
 * Path-patching effects of kept edges: metric of the clean run with only that edge carrying the
 * corrupt value, minus the clean metric. Measured together once a receiver has been decided.
 */
export class EdgeEffects {
  private pending: number[]

  /** `metricClean` as this evaluator measures the full circuit, so that rounding cancels. */
  constructor(
    private readonly graph: ComputationalGraph,
    private readonly evaluator: CircuitEvaluator,
    private readonly metricClean: number,
    journal?: DecisionColumns,
    known?: EffectColumns,
  ) {
    const done = new Set(known?.edge)
    this.pending = journal
      ? [...journal.edge].filter((edge, i) => journal.kept[i] === 1 && !done.has(edge))
      : []
  }

  add(edge: number): void {
    this.pending.push(edge)
  }

  /** Effects that are due before `edge` is looked at: those of earlier receivers. */
  async *before(edge: number): AsyncGenerator<EffectEvent> {
    const { edgeReceiver } = this.graph
    if (this.pending.some((earlier) => edgeReceiver[earlier] !== edgeReceiver[edge])) yield* this.rest()
  }

  async *rest(): AsyncGenerator<EffectEvent> {
    const edges = this.pending
    this.pending = []
    for (let first = 0; first < edges.length; first += EDGES_AT_ONCE) {
      const some = edges.slice(first, first + EDGES_AT_ONCE)
      const metrics = await this.evaluator.singleEdgeMetrics(some)
      for (let i = 0; i < some.length; i++) {
        yield { type: 'effect', edge: some[i], effect: (metrics[i] ?? this.metricClean) - this.metricClean }
      }
    }
  }
}
