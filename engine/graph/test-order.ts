import type { ComputationalGraph, Receiver, ReceiverKind } from './computational-graph'
import { sendersPerLayer } from './computational-graph'

/**
 * `reference`: the published code's default (heads H-1..0 within a layer of senders).
 * `heads-ascending`: the published class's other mode: the heads of a layer of senders 0..H-1;
 * receivers are visited as in `reference`.
 * `eap`: receivers as in `reference`, so that all downstream of an edge is decided before it; the senders of each by the
 * magnitude of the edge's EAP score, least first, equal ones as in `reference`.
 */
export const TEST_ORDERS = ['reference', 'heads-ascending', 'eap'] as const
export type TestOrder = (typeof TEST_ORDERS)[number]

/**
 * The order in which ACDC tests every edge (reference implementation, TLACDCExperiment): `logits`;
 * then from the last layer down its MLP, all v, all k, all q heads H-1..0; senders latest first.
 * Returns [edgeCount] edge indices.
 */
export function edgesInTestOrder(graph: ComputationalGraph, order: Exclude<TestOrder, 'eap'>): Int32Array {
  const edges = new Int32Array(graph.edgeCount)
  let at = 0
  for (const receiver of receiversInTestOrder(graph)) {
    for (const sender of sendersInTestOrder(graph, receiver, order)) edges[at++] = receiver.firstEdge + sender
  }
  return edges
}

/** The order `eap`, from the score of every edge [edgeCount]. */
export function edgesByMagnitude(graph: ComputationalGraph, scores: ArrayLike<number>): Int32Array {
  const edges = new Int32Array(graph.edgeCount)
  let at = 0
  for (const receiver of receiversInTestOrder(graph)) {
    const size = (sender: number) => Math.abs(scores[receiver.firstEdge + sender])
    const senders = sendersInTestOrder(graph, receiver, 'reference').sort((a, b) => size(a) - size(b))
    for (const sender of senders) edges[at++] = receiver.firstEdge + sender
  }
  return edges
}

const RANK: Record<ReceiverKind, number> = { logits: 0, mlp: 1, v: 2, k: 3, q: 4 }

function receiversInTestOrder(graph: ComputationalGraph): Receiver[] {
  return [...graph.receivers].sort(
    (a, b) => b.layer - a.layer || RANK[a.kind] - RANK[b.kind] || b.head - a.head,
  )
}

function sendersInTestOrder(graph: ComputationalGraph, receiver: Receiver, order: TestOrder): number[] {
  const latestFirst: number[] = []
  for (let sender = receiver.senderCount - 1; sender >= 0; sender--) latestFirst.push(sender)
  if (order === 'reference') return latestFirst
  const { heads } = graph.shape
  const perLayer = sendersPerLayer(graph.shape)
  return latestFirst.map((sender) => {
    const { kind, layer, head } = graph.senders[sender]
    return kind === 'head' ? 1 + layer * perLayer + (heads - 1 - head) : sender
  })
}
