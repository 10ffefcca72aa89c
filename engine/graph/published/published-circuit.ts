import { buildGraph, type GraphShape, type Receiver, type Sender } from '../computational-graph'

/** A circuit that a paper describes, as edges: facts, with where they are from. */
export interface PublishedCircuit {
  /** The paper, and where its edges were written down. */
  source: string
  /** The model's name at the hub. */
  model: string
  shape: GraphShape
  /** Heads and MLPs by what the paper calls them. */
  groups: Record<string, readonly string[]>
  hasEdge(sender: Sender, receiver: Receiver): boolean
}

/** Indices of its edges in the graph of its shape, ascending. */
export function publishedEdges({ shape, hasEdge }: PublishedCircuit): Int32Array {
  const graph = buildGraph(shape)
  return Int32Array.from({ length: graph.edgeCount }, (_, edge) => edge).filter((edge) =>
    hasEdge(graph.senders[graph.edgeSender[edge]], graph.receivers[graph.edgeReceiver[edge]]),
  )
}

/** `9.9` as the heads of papers are written, as the node `a9.h9`; `m3` stays. */
export function nodes(names: string): string[] {
  return names.split(' ').map((name) => name.replace(/^(\d+)\.(\d+)$/, 'a$1.h$2'))
}

/** The group that each node is in. */
export function groupOfNode(groups: PublishedCircuit['groups']): Map<string, string> {
  return new Map(Object.entries(groups).flatMap(([group, names]) => names.map((name) => [name, group])))
}
