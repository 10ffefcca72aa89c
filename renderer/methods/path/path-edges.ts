import { pathNameOf, shownNode, shownReceiver, type ComputationalGraph } from '../../../engine/graph'

/**
 * The edges of a path, `logits ← 1.2.q ← 0.1` or `a0.h1->a1.h2<q>->logits`: a sender, then receivers, each of which
 * sends on to the next.
 * Otherwise one sentence on what is wrong with it.
 */
export function pathEdges(
  graph: ComputationalGraph,
  text: string,
): { edges: number[] } | { problem: string } {
  const names = pathNameOf(text).split('->')
  if (names.length < 2 || names.some((name) => name === '')) {
    return { problem: 'A path is a sender and receivers, for example logits ← 1.2.q ← 0.1.' }
  }
  const edges: number[] = []
  let sender = names[0]
  for (const name of names.slice(1)) {
    const from = graph.senders.findIndex((candidate) => candidate.name === sender)
    if (from < 0) return { problem: `“${shownNode(sender)}” is not a sender in this model.` }
    const to = graph.receivers.find((candidate) => candidate.name === name)
    if (!to) {
      const isHead = graph.senders.some((candidate) => candidate.name === name && candidate.kind === 'head')
      const mend = isHead ? `: write ${shownNode(name)}.q, ${shownNode(name)}.k or ${shownNode(name)}.v` : ''
      return { problem: `“${shownReceiver(name)}” is not a receiver in this model${mend}.` }
    }
    if (from >= to.senderCount) {
      return { problem: `${shownNode(sender)} comes after ${shownReceiver(name)}: it cannot write to it.` }
    }
    edges.push(to.firstEdge + from)
    sender = to.node
  }
  return { edges }
}
