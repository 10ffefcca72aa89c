import type { ComputationalGraph } from './computational-graph'

/** A set of edges of one graph, as a bitset over edge indices. */
export class Circuit {
  readonly edgeCount: number
  private readonly words: Uint32Array

  private constructor(edgeCount: number, words: Uint32Array) {
    this.edgeCount = edgeCount
    this.words = words
  }

  static empty(edgeCount: number): Circuit {
    return new Circuit(edgeCount, new Uint32Array(Math.ceil(edgeCount / 32)))
  }

  static full(edgeCount: number): Circuit {
    const circuit = Circuit.empty(edgeCount)
    for (let edge = 0; edge < edgeCount; edge++) circuit.add(edge)
    return circuit
  }

  static of(edgeCount: number, edges: Iterable<number>): Circuit {
    const circuit = Circuit.empty(edgeCount)
    for (const edge of edges) circuit.add(edge)
    return circuit
  }

  has(edge: number): boolean {
    return ((this.words[edge >>> 5] >>> (edge & 31)) & 1) === 1
  }

  add(edge: number): void {
    this.words[edge >>> 5] |= 1 << (edge & 31)
  }

  delete(edge: number): void {
    this.words[edge >>> 5] &= ~(1 << (edge & 31))
  }

  clone(): Circuit {
    return new Circuit(this.edgeCount, this.words.slice())
  }

  get size(): number {
    let count = 0
    for (let word of this.words) {
      for (; word !== 0; word &= word - 1) count++
    }
    return count
  }

  /** Edge indices, ascending. */
  edges(): Int32Array {
    const edges = new Int32Array(this.size)
    let at = 0
    for (let edge = 0; edge < this.edgeCount; edge++) if (this.has(edge)) edges[at++] = edge
    return edges
  }
}

/** Names of the nodes that touch a kept edge. */
export function circuitNodes(graph: ComputationalGraph, circuit: Circuit): Set<string> {
  const nodes = new Set<string>()
  for (const edge of circuit.edges()) {
    nodes.add(graph.senders[graph.edgeSender[edge]].name)
    nodes.add(graph.receivers[graph.edgeReceiver[edge]].node)
  }
  return nodes
}
