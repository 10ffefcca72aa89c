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
    for (const word of this.words) count += onesOf(word)
    return count
  }

  /** How many edges both have. */
  sharedWith({ words }: Circuit): number {
    let count = 0
    for (let at = 0; at < words.length; at++) count += onesOf(this.words[at] & words[at])
    return count
  }

  /** Those of `count` edges from `first` on, counted from there, ascending: words without any are passed over. */
  within(first: number, count: number): number[] {
    const found: number[] = []
    const end = first + count
    for (let at = first >>> 5; at << 5 < end; at++) {
      for (let word = this.words[at]; word !== 0; word &= word - 1) {
        const edge = (at << 5) + 31 - Math.clz32(word & -word)
        if (edge >= end) break
        if (edge >= first) found.push(edge - first)
      }
    }
    return found
  }

  /** Edge indices, ascending. */
  edges(): Int32Array {
    const edges = new Int32Array(this.size)
    let at = 0
    for (let edge = 0; edge < this.edgeCount; edge++) if (this.has(edge)) edges[at++] = edge
    return edges
  }
}

/** Bits that are set, counted in pairs, then in fours and eights at once: circuits are compared by the thousand. */
function onesOf(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
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
