import { Circuit, type ComputationalGraph } from '../../../graph'

/** The circuit as far as it is decided: which edges are left, and in which order the others were cut. */
export interface CircuitEdges {
  has(edge: number): boolean
  /** Receiver indices that still read a sender, ascending. */
  readersOf(sender: number): number[]
  /** Senders that a receiver still reads, ascending. */
  sendersOf(receiver: number): number[]
  /** Edges into a receiver that are cut, in the order in which they were. */
  cutsInto(receiver: number): readonly number[]
}

export class CurrentCircuit implements CircuitEdges {
  private readonly edges: Circuit
  private readonly cuts = new Map<number, number[]>()
  /** [sender] how many receivers read it */
  private readonly readers: Int32Array
  private total = 0

  /** Every edge of the graph. */
  constructor(private readonly graph: ComputationalGraph) {
    this.edges = Circuit.full(graph.edgeCount)
    this.readers = new Int32Array(graph.senders.length)
    for (const sender of graph.edgeSender) this.readers[sender]++
  }

  has(edge: number): boolean {
    return this.edges.has(edge)
  }

  readersOf(sender: number): number[] {
    const readers: number[] = []
    this.graph.receivers.forEach(({ senderCount, firstEdge }, receiver) => {
      if (sender < senderCount && this.edges.has(firstEdge + sender)) readers.push(receiver)
    })
    return readers
  }

  sendersOf(receiver: number): number[] {
    const { senderCount, firstEdge } = this.graph.receivers[receiver]
    const senders: number[] = []
    for (let sender = 0; sender < senderCount; sender++) {
      if (this.edges.has(firstEdge + sender)) senders.push(sender)
    }
    return senders
  }

  cutsInto(receiver: number): readonly number[] {
    return this.cuts.get(receiver) ?? []
  }

  /** How many edges into other receivers than this one are cut: as long as they are the same, so is every plan for it. */
  cutsElsewhere(receiver: number): number {
    return this.total - this.cutsInto(receiver).length
  }

  /** Whether anything reads the node of this receiver; the logits are always read. */
  isRead(receiver: number): boolean {
    const { sender } = this.graph.receivers[receiver]
    return sender < 0 || this.readers[sender] > 0
  }

  /** Receivers that are read and have lost edges, ascending. */
  cutReceivers(): number[] {
    return [...this.cuts.keys()].filter((receiver) => this.isRead(receiver)).sort((a, b) => a - b)
  }

  /** Each of the edges must be one that is left. */
  cut(edges: readonly number[]): void {
    const { edgeReceiver, edgeSender } = this.graph
    for (const edge of edges) {
      const receiver = edgeReceiver[edge]
      this.edges.delete(edge)
      this.readers[edgeSender[edge]]--
      this.total++
      const cuts = this.cuts.get(receiver)
      if (cuts) cuts.push(edge)
      else this.cuts.set(receiver, [edge])
    }
  }
}
