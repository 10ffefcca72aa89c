import type { ComputationalGraph } from '../../engine/graph'

/** What a node is called on screen: its name in files, but `embed` for `input`, as it is labelled in the graph. */
export function nodeTitle(node: string): string {
  return node === 'input' ? 'embed' : node
}

/** `a1.h2<k> ← a0.h1`: receiver first, as in the lists. */
export function edgeTitle(graph: ComputationalGraph, edge: number): string {
  const sender = graph.senders[graph.edgeSender[edge]].name
  return `${graph.receivers[graph.edgeReceiver[edge]].name} ← ${nodeTitle(sender)}`
}
