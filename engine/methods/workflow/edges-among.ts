import type { ComputationalGraph } from '../../graph'

/** Edges that lead from `input` or one of the nodes to one of the nodes or to the logits. */
export function edgesAmong(graph: ComputationalGraph, nodes: ReadonlySet<string>): number[] {
  return Array.from({ length: graph.edgeCount }, (_, edge) => edge).filter((edge) => {
    const sender = graph.senders[graph.edgeSender[edge]].name
    const { node } = graph.receivers[graph.edgeReceiver[edge]]
    return (sender === 'input' || nodes.has(sender)) && (node === 'logits' || nodes.has(node))
  })
}
