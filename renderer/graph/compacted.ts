import { Circuit, circuitNodes, type ComputationalGraph } from '../../engine/graph'
import { compactLayout, type GridLayout } from './layout'
import type { EdgeLook } from './looks'

/** Edge indices of the looks that are part of a circuit, not merely waiting for their test. */
export function circuitEdges(looks: readonly EdgeLook[]): number[] {
  return looks.filter(({ kind }) => kind !== 'undecided' && kind !== 'testing').map(({ edge }) => edge)
}

/** The compact layout of the nodes that these edges touch. */
export function compacted(graph: ComputationalGraph, grid: GridLayout, edges: readonly number[]): GridLayout {
  return compactLayout(grid, circuitNodes(graph, Circuit.of(graph.edgeCount, edges)))
}
