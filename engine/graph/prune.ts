import type { Circuit } from './circuit'
import type { ComputationalGraph } from './computational-graph'

/**
 * The circuit without dangling edges: a node that nothing kept leads into, or that leads into nothing kept,
 * loses all its edges, until no such node is left (`input` needs no way in, `logits` no way out; a head is
 * one node with its q, k and v). No metric changes by it.
 */
export function withoutDanglingEdges(graph: ComputationalGraph, circuit: Circuit): Circuit {
  const kept = circuit.clone()
  const nodes = graph.senders.length
  for (let isStable = false; !isStable;) {
    const [incoming, outgoing] = [new Int32Array(nodes), new Int32Array(nodes)]
    for (const edge of kept.edges()) {
      outgoing[graph.edgeSender[edge]]++
      const node = graph.receivers[graph.edgeReceiver[edge]].sender
      if (node >= 0) incoming[node]++
    }
    const isDead = (node: number) => (node > 0 && incoming[node] === 0) || outgoing[node] === 0
    isStable = true
    for (const edge of kept.edges()) {
      const target = graph.receivers[graph.edgeReceiver[edge]].sender
      if (!isDead(graph.edgeSender[edge]) && (target < 0 || !isDead(target))) continue
      kept.delete(edge)
      isStable = false
    }
  }
  return kept
}
