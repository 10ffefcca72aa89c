import type { ComputationalGraph } from '../../../graph'
import { isSame } from '../../../experiment/is-same'
import type { CleanRun } from '../clean/clean-run'
import { part, type Copies } from '../nodes/copies'
import type { CircuitEdges } from './current-circuit'
import type { ReceiverRows } from '../plan/cut-plan'
import { InputSum } from './input-sum'
import type { TrialMemory } from '../execute/trial-memory'

/** Of the sums of heads that are kept for views: 64 MB. */
const MAX_ATTENTION_VALUES = 16e6

/** A receiver's input with more and more of its edges cut. */
export interface NestedInput {
  receiver: number
  edges: readonly number[]
  /** [copies, rows, dModel]: in copy i without edges[0..i] */
  input: Copies
  /** Of each copy, whether it is equal to the one before it; the first one's is the current circuit's. */
  isUnchanged: boolean[]
  /** The last copy before it was rounded. */
  sum: InputSum
}

/** What trials read of them. */
export interface CircuitInputs {
  /** [rows, dModel] in the current circuit */
  of(rows: ReceiverRows): Float32Array
  /**
   * [rows, dModel] the sum of a layer's heads and b_O as a receiver sees it before the norm after the attention, in the
   * current circuit.
   */
  attention(rows: ReceiverRows, layer: number): Float32Array
}

/**
 * What receivers of one batch read while all that is upstream of them is as in the clean run: the clean stream, plus
 * corrupt - clean of every sender cut from them. Summed in float64 and in the order of the cuts, so that it does not
 * show how many were tried at once. Inputs depend on the cuts alone: they are kept for as long as those are the same.
 */
export class ReceiverInputs implements CircuitInputs {
  private readonly rounded = new Map<number, { cuts: number; data: Float32Array }>()
  private readonly attentions = new Map<string, { cuts: number; data: Float32Array }>()
  /** Of the receiver whose edges are being tested. */
  private exact: { receiver: number; cuts: number; sum: InputSum } | null = null

  constructor(
    private readonly graph: ComputationalGraph,
    private readonly clean: CleanRun,
    private readonly circuit: CircuitEdges,
  ) {}

  of(rows: ReceiverRows): Float32Array {
    const { receiver } = rows
    const cuts = this.circuit.cutsInto(receiver).length
    const known = this.rounded.get(receiver)
    if (known?.cuts === cuts) return known.data
    return this.keep(receiver, cuts, this.sum(rows))
  }

  attention({ receiver, where }: ReceiverRows, layer: number): Float32Array {
    const key = `${receiver}.${layer}`
    const cuts = this.circuit.cutsInto(receiver)
    const known = this.attentions.get(key)
    if (known?.cuts === cuts.length) return known.data
    const sum = this.clean.attentionAt(where, layer)
    for (const edge of cuts) {
      const sender = this.graph.edgeSender[edge]
      if (this.clean.views.layerOf(sender) === layer) this.clean.addDifference(sender, where, sum)
    }
    const data = Float32Array.from(sum)
    if (this.attentions.size * data.length > MAX_ATTENTION_VALUES) this.attentions.clear()
    this.attentions.set(key, { cuts: cuts.length, data })
    return data
  }

  /** Edges into one receiver, cut one after another; valid until the memory is used again. */
  nested(rows: ReceiverRows, edges: readonly number[], memory: TrialMemory): NestedInput {
    const start = this.exactOf(rows).sum
    const copies = edges.length
    const { data, sum: end } = memory.input(copies, start.length)
    const senders = edges.map((edge) => this.graph.edgeSender[edge])
    const sum = start.nested(senders, data, end)
    const input = { data, copies }
    const isUnchanged = edges.map((_, copy) =>
      isSame(part(input, copy), copy === 0 ? this.of(rows) : part(input, copy - 1)),
    )
    return { receiver: rows.receiver, edges, input, isUnchanged, sum }
  }

  /** The first `count` of the edges are cut for good. */
  commit({ edges, sum }: NestedInput, count: number, rows: ReceiverRows): void {
    const exact = this.exactOf(rows)
    if (count === edges.length) exact.sum.take(sum)
    else for (const edge of edges.slice(0, count)) exact.sum.cut(this.graph.edgeSender[edge])
    exact.cuts += count
    this.keep(rows.receiver, exact.cuts, exact.sum)
  }

  private exactOf(rows: ReceiverRows) {
    const { receiver } = rows
    const cuts = this.circuit.cutsInto(receiver).length
    if (this.exact?.receiver !== receiver || this.exact.cuts !== cuts) {
      this.exact = { receiver, cuts, sum: this.sum(rows) }
    }
    return this.exact
  }

  private sum({ receiver, where }: ReceiverRows): InputSum {
    const sum = InputSum.ofCleanRun(this.clean, this.graph.receivers[receiver].senderCount, where)
    for (const edge of this.circuit.cutsInto(receiver)) sum.cut(this.graph.edgeSender[edge])
    return sum
  }

  private keep(receiver: number, cuts: number, sum: InputSum): Float32Array {
    const data = this.rounded.get(receiver)?.data ?? new Float32Array(sum.length)
    sum.writeTo(data)
    this.rounded.set(receiver, { cuts, data })
    return data
  }
}
