import { DECISION_REASONS, PatchbayError, type DecisionColumns } from '../../../contract'
import { edgeName, type ComputationalGraph } from '../../graph'
import type { CircuitEvaluator } from '../../evaluators'
import type { Decision, DecisionEvent, PreparingEvent, TestingEvent } from '../event'

/** The share of tested edges that are kept: what is assumed at first, and over how many edges it is followed. */
const KEEP_RATE_AT_FIRST = 0.05
const KEEP_RATE_EDGES = 40

export interface AcdcOptions {
  graph: ComputationalGraph
  /** Every edge once, in the order of the tests; reverse topological, as from edgesInTestOrder. */
  order: Int32Array
  evaluator: CircuitEvaluator
  /** The evaluator's metric of the full circuit. */
  metricInitial: number
  /** +1 where a larger metric is worse. */
  sense: 1 | -1
  /** tau */
  threshold: number
  /** Compare |delta| with the threshold. */
  absolute: boolean
  /**
   * Whether a cut edge carries the same vector at every position (ablation `zero`, `mean-over-positions`). A head
   * whose v reads nothing else mixes equal values: its q and k change nothing then, whatever rounding says.
   */
  cutsAreEverywhereAlike?: boolean
  /** All decisions so far; they are taken as made. */
  journal?: DecisionColumns
}

export type AcdcStep = TestingEvent | DecisionEvent | PreparingEvent

/**
 * ACDC (Conmy et al. 2023, Algorithm 1; order and free decisions of the reference implementation).
 * For each edge in order: cut it, measure; delta < tau cuts it for good, else it is restored. An edge
 * into a node none of whose outgoing edges is left is cut without a run.
 *
 * Several edges are measured ahead as nested cuts {e1}, {e1, e2}, ...: the decisions are those of one
 * edge at a time, since every measured circuit up to and including the first restored edge is one the
 * sequential algorithm measures too; the edges after it are measured again. A cut that changes nothing has a
 * delta of exactly 0.
 * @throws PatchbayError where the journal is not a beginning of this order.
 */
export async function* acdc(options: AcdcOptions): AsyncGenerator<AcdcStep> {
  const { order, evaluator, sense, threshold, absolute } = options
  const state = replay(options)
  if (state.cutEdges.length > 0) {
    const total = state.cutEdges.length
    for await (const done of evaluator.replay(state.cutEdges)) yield { type: 'preparing', done, total }
  }
  let { step, current } = state
  let keepRate = KEEP_RATE_AT_FIRST
  while (step < order.length) {
    if (state.isFree(order[step])) {
      const edge = order[step]
      state.cut(edge)
      await evaluator.commit([edge])
      yield {
        type: 'decision',
        step: step++,
        edge,
        metric: null,
        delta: null,
        kept: false,
        reason: 'receiver-has-no-kept-output',
      }
      continue
    }
    const edges = state.nestable(step, evaluator.batchSize(order[step], keepRate))
    yield { type: 'testing', edge: edges[0] }
    const metrics = await evaluator.nestedCuts(edges)
    const cutEdges: number[] = []
    for (let i = 0; i < edges.length; i++) {
      const edge = edges[i]
      const metric = (state.changesNothing(edge) ? null : metrics[i]) ?? current
      const delta = metric === current ? 0 : sense * (metric - current)
      // Written so that a delta that is not a number keeps the edge, as the published code does.
      const isCut = (absolute ? Math.abs(delta) : delta) < threshold
      if (i > 0) yield { type: 'testing', edge }
      keepRate += ((isCut ? 0 : 1) - keepRate) / KEEP_RATE_EDGES
      if (isCut) {
        state.cut(edge)
        cutEdges.push(edge)
        current = metric
      }
      const reason = isCut ? 'below-threshold' : 'at-or-above-threshold'
      yield { type: 'decision', step: step++, edge, metric, delta, kept: !isCut, reason }
      if (!isCut) break
    }
    await evaluator.commit(cutEdges)
  }
}

/** The circuit as far as deciding needs it: how many outgoing edges each node still has. */
class AcdcState {
  step = 0
  readonly cutEdges: number[] = []
  private readonly outgoing: Int32Array
  /** [receiver] */
  private readonly incoming: Int32Array
  /** The v receiver of each head, by its sender. */
  private readonly valueOf = new Map<number, number>()

  constructor(
    private readonly graph: ComputationalGraph,
    private readonly order: Int32Array,
    public current: number,
    private readonly cutsAreEverywhereAlike: boolean,
  ) {
    this.incoming = Int32Array.from(graph.receivers, ({ senderCount }) => senderCount)
    graph.receivers.forEach(({ kind, sender }, receiver) => {
      if (kind === 'v') this.valueOf.set(sender, receiver)
    })
    this.outgoing = new Int32Array(graph.senders.length)
    for (const sender of graph.edgeSender) this.outgoing[sender]++
  }

  cut(edge: number): void {
    this.outgoing[this.graph.edgeSender[edge]]--
    this.incoming[this.graph.edgeReceiver[edge]]--
  }

  /** Whether the edge leads into the q or k of a head whose v is the same at every position. */
  changesNothing(edge: number): boolean {
    const { edgeReceiver, receivers } = this.graph
    const { kind, sender } = receivers[edgeReceiver[edge]]
    if (!this.cutsAreEverywhereAlike || (kind !== 'q' && kind !== 'k')) return false
    return this.incoming[this.valueOf.get(sender)!] === 0
  }

  /** Whether the edge's receiver belongs to a node that nothing kept reads. */
  isFree(edge: number): boolean {
    const node = this.nodeOf(edge)
    return node >= 0 && this.outgoing[node] === 0
  }

  /**
   * Up to `limit` edges from `step` on that can be cut nested: all lead into one receiver, so that none is
   * below a node that an earlier one of them reads (cutting that one could make it free).
   */
  nestable(step: number, limit: number): number[] {
    const { edgeReceiver } = this.graph
    let end = step + 1
    while (end < step + limit && edgeReceiver[this.order[end]] === edgeReceiver[this.order[step]]) end++
    return [...this.order.subarray(step, end)]
  }

  /** Sender index of the node the edge leads into; -1 for logits. */
  private nodeOf(edge: number): number {
    return this.graph.receivers[this.graph.edgeReceiver[edge]].sender
  }
}

function replay(options: AcdcOptions): AcdcState {
  const { graph, order, metricInitial, cutsAreEverywhereAlike = false, journal } = options
  const state = new AcdcState(graph, order, metricInitial, cutsAreEverywhereAlike)
  const count = journal?.edge.length ?? 0
  for (; journal && state.step < count; state.step++) {
    const edge = journal.edge[state.step]
    if (edge !== order[state.step]) throw foreignJournal(graph, state.step, edge, order[state.step])
    if (journal.kept[state.step]) continue
    state.cut(edge)
    state.cutEdges.push(edge)
    if (!Number.isNaN(journal.metric[state.step])) state.current = journal.metric[state.step]
  }
  return state
}

function foreignJournal(
  graph: ComputationalGraph,
  step: number,
  found: number,
  expected: number,
): PatchbayError {
  const name = (edge: number) =>
    edge >= 0 && edge < graph.edgeCount ? edgeName(graph, edge) : `edge ${edge}`
  const where = expected === undefined ? 'the test order has ended' : `the test order has ${name(expected)}`
  return new PatchbayError(
    'bad-input',
    `the journal does not belong to this run: at step ${step} it has ${name(found)} where ${where}; start a new run.`,
  )
}

/** Decisions as the contract's columns; `firstStep` is the first one's step. */
export function toColumns(decisions: readonly Decision[]): DecisionColumns {
  return {
    firstStep: decisions[0]?.step ?? 0,
    edge: Int32Array.from(decisions, (decision) => decision.edge),
    metric: Float64Array.from(decisions, (decision) => decision.metric ?? NaN),
    delta: Float64Array.from(decisions, (decision) => decision.delta ?? NaN),
    kept: Uint8Array.from(decisions, (decision) => (decision.kept ? 1 : 0)),
    reason: Uint8Array.from(decisions, (decision) => DECISION_REASONS.indexOf(decision.reason)),
  }
}
