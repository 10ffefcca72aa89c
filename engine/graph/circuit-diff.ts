import type { ComputationalGraph } from './computational-graph'
import { circuitNodes, type Circuit } from './circuit'

export interface CircuitDiff {
  /** Edge indices, ascending. */
  onlyA: Int32Array
  onlyB: Int32Array
  both: Int32Array
  /** |A and B| / |A or B|; 1 when both are empty. */
  edgeJaccard: number
  nodeJaccard: number
  nodesOnlyA: string[]
  nodesOnlyB: string[]
}

/** Compares two circuits of the same graph. */
export function diffCircuits(graph: ComputationalGraph, a: Circuit, b: Circuit): CircuitDiff {
  const onlyA: number[] = []
  const onlyB: number[] = []
  const both: number[] = []
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    const inA = a.has(edge)
    const inB = b.has(edge)
    if (inA && inB) both.push(edge)
    else if (inA) onlyA.push(edge)
    else if (inB) onlyB.push(edge)
  }
  const nodesA = circuitNodes(graph, a)
  const nodesB = circuitNodes(graph, b)
  const nodesOnlyA = [...nodesA].filter((node) => !nodesB.has(node))
  const nodesOnlyB = [...nodesB].filter((node) => !nodesA.has(node))
  return {
    onlyA: Int32Array.from(onlyA),
    onlyB: Int32Array.from(onlyB),
    both: Int32Array.from(both),
    edgeJaccard: jaccard(both.length, onlyA.length + onlyB.length),
    nodeJaccard: jaccard(nodesA.size - nodesOnlyA.length, nodesOnlyA.length + nodesOnlyB.length),
    nodesOnlyA,
    nodesOnlyB,
  }
}

/** |A and B| / |A or B|; of two empty sets 1. */
export function jaccard(shared: number, different: number): number {
  return shared + different === 0 ? 1 : shared / (shared + different)
}
