import type { ComputationalGraph } from '../../../engine/graph'

/**
 * The edges of a path `a0.h1->a1.h2<q>->logits`: a sender, then receivers, each of which sends on to the next.
 * Otherwise one sentence on what is wrong with it.
 */
export function pathEdges(
  graph: ComputationalGraph,
  text: string,
): { edges: number[] } | { problem: string } {
  const names = text.split('->').map((name) => name.trim())
  if (names.length < 2 || names.some((name) => name === '')) {
    return { problem: 'A path is a sender and receivers, for example a0.h1->a1.h2<q>->logits.' }
  }
  const edges: number[] = []
  let sender = names[0]
  for (const name of names.slice(1)) {
    const from = graph.senders.findIndex((candidate) => candidate.name === sender)
    if (from < 0) return { problem: `“${sender}” is not a sender in this model.` }
    const to = graph.receivers.find((candidate) => candidate.name === name)
    if (!to) {
      const isHead = graph.senders.some((candidate) => candidate.name === name && candidate.kind === 'head')
      const mend = isHead ? `: write ${name}<q>, ${name}<k> or ${name}<v>` : ''
      return { problem: `“${name}” is not a receiver in this model${mend}.` }
    }
    if (from >= to.senderCount) return { problem: `${sender} comes after ${name}: it cannot write to it.` }
    edges.push(to.firstEdge + from)
    sender = to.node
  }
  return { edges }
}
