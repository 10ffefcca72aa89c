import type { ComputationalGraph } from '../../engine/graph'
import { nodeStates } from './elements'
import { compactLayout, type GridLayout } from './layout'
import type { EdgeLook } from './looks'

/** The compact layout of the nodes that these edges make live. */
export function compacted(
  graph: ComputationalGraph,
  grid: GridLayout,
  edges: readonly EdgeLook[],
): GridLayout {
  const live = new Set<string>()
  for (const [name, state] of nodeStates(graph, edges)) if (state === 'live') live.add(name)
  const links = edges.map(({ edge }): [string, string] => [
    graph.senders[graph.edgeSender[edge]].name,
    graph.receivers[graph.edgeReceiver[edge]].node,
  ])
  return compactLayout(grid, live, links)
}
