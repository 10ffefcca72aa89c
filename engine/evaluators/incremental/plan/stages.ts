import { edgeName, type ComputationalGraph } from '../../../graph'

/**
 * Receivers whose edges may be decided in any order without changing what the others reach: one layer's heads, its MLP,
 * or the logits; counted from the first layer on, so that deciding goes down.
 */
export function stageOf({ receivers, edgeReceiver }: ComputationalGraph, edge: number): number {
  const { layer, kind } = receivers[edgeReceiver[edge]]
  return 2 * layer + (kind === 'mlp' ? 1 : 0)
}

/** @throws Error where an edge is of a stage that has already been decided. */
export function checkOrder(graph: ComputationalGraph, edges: readonly number[], stage: number): void {
  const late = edges.find((edge) => stageOf(graph, edge) > stage)
  if (late === undefined) return
  throw new Error(
    `${edgeName(graph, late)} was cut after its sender had been recomputed: not a reverse topological order`,
  )
}

/** Runs of edges into one receiver, at most `size` long, in the order given. */
export function byReceiver(
  { edgeReceiver }: ComputationalGraph,
  edges: readonly number[],
  size: number,
): number[][] {
  const groups: number[][] = []
  for (const edge of edges) {
    const group = groups.at(-1)
    if (group && group.length < size && edgeReceiver[group[0]] === edgeReceiver[edge]) group.push(edge)
    else groups.push([edge])
  }
  return groups
}
