import { edgeName, type Circuit, type ComputationalGraph } from '../../graph'
import type { Where } from '../../transformer'

/** Who reads a node in the current circuit, and at which rows its output is needed. */
export interface LiveNode {
  /** Receiver indices. */
  readers: number[]
  where: Where
}

/**
 * Readers of nodes, looked up once: edges are decided in reverse topological order, so when a node is
 * recomputed for the first time everything downstream of it has been decided for good.
 */
export class LiveNodes {
  private readonly known = new Map<number, LiveNode>()
  private readonly cuts = new Map<number, number[]>()

  constructor(
    private readonly graph: ComputationalGraph,
    private readonly circuit: Circuit,
  ) {}

  /** By the node's sender index. */
  node(sender: number): LiveNode {
    const known = this.known.get(sender)
    if (known) return known
    const readers: number[] = []
    this.graph.receivers.forEach(({ senderCount, firstEdge }, receiver) => {
      if (sender < senderCount && this.circuit.has(firstEdge + sender)) readers.push(receiver)
    })
    const where: Where = readers.every((reader) => this.rowsOf(reader) === 'answer') ? 'answer' : 'changing'
    const node = { readers, where }
    this.known.set(sender, node)
    return node
  }

  /** The rows at which a receiver's input matters: keys and values at all that change, the rest where the node's output does. */
  rowsOf(receiver: number): Where {
    const { kind, sender } = this.graph.receivers[receiver]
    if (kind === 'logits') return 'answer'
    return kind === 'k' || kind === 'v' ? 'changing' : this.node(sender).where
  }

  /** Senders that a receiver reads. */
  sendersOf(receiver: number): number[] {
    const { senderCount, firstEdge } = this.graph.receivers[receiver]
    const senders: number[] = []
    for (let sender = 0; sender < senderCount; sender++) {
      if (this.circuit.has(firstEdge + sender)) senders.push(sender)
    }
    return senders
  }

  /** Edges into a receiver that are cut, in the order in which they were. */
  cutsInto(receiver: number): readonly number[] {
    return this.cuts.get(receiver) ?? []
  }

  /** Whether anything reads the node of this receiver. */
  isRead(receiver: number): boolean {
    const { sender } = this.graph.receivers[receiver]
    return sender < 0 || this.node(sender).readers.length > 0
  }

  cut(edge: number): void {
    if (this.known.has(this.graph.edgeSender[edge])) {
      throw new Error(
        `${edgeName(this.graph, edge)} was cut after its sender had been recomputed: not a reverse topological order`,
      )
    }
    this.circuit.delete(edge)
    const receiver = this.graph.edgeReceiver[edge]
    const cuts = this.cuts.get(receiver)
    if (cuts) cuts.push(edge)
    else this.cuts.set(receiver, [edge])
  }
}
