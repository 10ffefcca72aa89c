import { addBias } from '../../../experiment/attention-output'
import type { ComputationalGraph } from '../../../graph'
import type { TransformerConfig } from '../../../model/transformer'
import type { Feeds } from '../../../onnx'
import { answerPositionFeeds, type Where } from '../../../transformer'
import { answersAmong, changingRows, rowsOf } from '../../../experiment/changing-rows'
import type { PromptBatch } from '../../../experiment/paired-runs'
import { addTo, AttentionViews } from './attention-views'
import { changingRowFeeds } from './row-inputs'
import { SenderArrays } from './sender-arrays'

/** Streams that are kept: those of the receivers that are decided now, and of their nodes' readers. */
export const KEPT_STREAMS = 4

/**
 * One batch's clean run as its receivers saw it, and what replacing a sender by its corrupt value
 * changes: constants of a whole run. Sums are float64, so that the order in which changes were
 * made does not show in them. Values are at all rows [batch*pos], or at those of a `Where`.
 */
export class CleanRun {
  readonly size: number
  /** Of all rows, those of each `Where`, in ascending order. */
  readonly rows: Record<Where, readonly number[]>
  /** Which of the changing rows are those of the answers. */
  readonly answersAmongChanging: readonly number[]
  /** Position inputs of the graphs of single nodes: masks, rotary tables, and which rows can change. */
  readonly positionInputs: Feeds
  /** The same with every row among those that can change. */
  readonly positionInputsOfAllRows: Feeds
  /** What receivers see of layers whose attention output passes a norm. */
  readonly views: AttentionViews
  /** Values of one sender at all rows. */
  private readonly cells: number
  /** Those that were read last. */
  private readonly streams = new Map<number, Float64Array>()
  private readonly senders: Record<'clean' | 'corrupt', SenderArrays>

  constructor(
    private readonly graph: ComputationalGraph,
    private readonly config: TransformerConfig,
    private readonly weights: Feeds,
    batch: PromptBatch,
    readonly length: number,
  ) {
    const positions = batch.pairs.map((pair) => pair.answerPosition)
    this.size = batch.pairs.length
    const allRows = Array.from({ length: this.size * length }, (_, row) => row)
    const answer = positions.map((position, prompt) => prompt * length + position)
    const changing = changingRows(config, batch.pairs, length, batch.ablation)
    this.rows = { changing, answer }
    this.answersAmongChanging = answersAmong(changing, batch.pairs, length)
    const atAnswers = answerPositionFeeds(config, length, positions)
    this.positionInputs = { ...atAnswers, ...changingRowFeeds(changing, allRows.length) }
    this.positionInputsOfAllRows = { ...atAnswers, ...changingRowFeeds(allRows, allRows.length) }
    this.cells = allRows.length * config.dModel
    this.senders = {
      clean: SenderArrays.from(batch.cleanSenders, graph.senders.length),
      corrupt: SenderArrays.from(batch.donorSenders, graph.senders.length),
    }
    this.views = new AttentionViews(graph, config, weights, (sender) => this.sender(sender))
  }

  /** Number of values of one sender or receiver at these rows. */
  width(where: Where): number {
    return this.rows[where].length * this.config.dModel
  }

  /** Number of values of one head's q, k or v: at all positions, or at the answers. */
  projectionSize(where: Where): number {
    return this.size * (where === 'changing' ? this.length : 1) * this.config.dHead
  }

  /** The residual stream that a receiver of the first `senderCount` senders reads: [batch*pos, dModel]. */
  stream(senderCount: number): Float64Array {
    const known = this.streams.get(senderCount)
    const sum = known ?? new Float64Array(this.cells)
    if (!known) this.extend(sum, 0, senderCount)
    this.streams.delete(senderCount)
    this.streams.set(senderCount, sum)
    if (this.streams.size > KEPT_STREAMS) this.streams.delete([...this.streams.keys()][0])
    return sum
  }

  /**
   * Whether senders' values are needed no more once their receivers are decided: what is seen through a norm is summed up
   * again from all of a layer's heads.
   */
  get canDropSenders(): boolean {
    return this.graph.senders.every((_, sender) => this.views.layerOf(sender) === null)
  }

  /** Gives back the values of this sender and of all after it, in both runs. */
  dropSenders(sender: number): void {
    for (const senders of Object.values(this.senders)) senders.dropFrom(sender)
    for (const senderCount of this.streams.keys()) {
      if (senderCount > sender) this.streams.delete(senderCount)
    }
  }

  /** Adds what senders `from` to `to` add to the stream; of a layer, all heads or none are among them. */
  extend(sum: Float64Array, from: number, to: number): void {
    for (let sender = from; sender < to; sender++) {
      if (this.views.layerOf(sender) === null) addTo(sum, this.sender(sender))
    }
    this.addAttention(sum, from, to)
  }

  /** The sum of a layer's heads and b_O, before the norm after it: a copy of these rows. */
  attentionAt(where: Where, layer: number): Float64Array {
    return this.at(where, this.views.attention(layer))
  }

  /** What a receiver's view of a layer differs in from the clean run's, from the sum of its heads and b_O. */
  viewChange(where: Where, layer: number, attention: Float64Array): Float64Array {
    const change = this.views.normed(layer, attention)
    const clean = this.at(where, this.views.view(layer))
    for (let i = 0; i < change.length; i++) change[i] -= clean[i]
    return change
  }

  /** A sender's clean output, [batch*pos, dModel], as a view. */
  sender(sender: number): Float32Array {
    return this.senders.clean.of(sender)
  }

  /** Adds corrupt - clean of a sender to `into`, which holds these rows. */
  addDifference(sender: number, where: Where, into: Float64Array): void {
    const { clean, corrupt } = this.pair(sender)
    const { dModel } = this.config
    this.rows[where].forEach((row, r) => {
      const from = row * dModel
      const to = r * dModel
      for (let i = 0; i < dModel; i++) into[to + i] += corrupt[from + i] - clean[from + i]
    })
  }

  /**
   * `into` [copies, rows, dModel]: in copy i, `start` [rows, dModel] plus corrupt - clean of senders[0..i]; `end`: with
   * all of them, unrounded. Row by row, so that the sum stays in the cache.
   */
  addDifferences(
    senders: readonly number[],
    where: Where,
    start: Float64Array,
    into: Float32Array,
    end?: Float64Array,
  ): void {
    const { dModel } = this.config
    const pairs = senders.map((sender) => this.pair(sender))
    const sum = new Float64Array(dModel)
    this.rows[where].forEach((row, r) => {
      const from = row * dModel
      const at = r * dModel
      sum.set(start.subarray(at, at + dModel))
      let to = at
      for (const { clean, corrupt } of pairs) {
        for (let i = 0; i < dModel; i++) {
          const value = sum[i] + (corrupt[from + i] - clean[from + i])
          sum[i] = value
          into[to + i] = value
        }
        to += start.length
      }
      end?.set(sum, at)
    })
  }

  /** The rows `where` of values given at all rows. */
  at<Data extends Float32Array | Float64Array>(where: Where, values: Data): Data {
    return rowsOf(values, this.rows[where], this.config.dModel)
  }

  /** A clean k or v [batch, pos, dHead] at the rows that do not change, 0 at the others. */
  unchangedOf(projection: Float32Array): Float32Array {
    const { dHead } = this.config
    const unchanged = projection.slice()
    for (const row of this.rows.changing) unchanged.fill(0, row * dHead, (row + 1) * dHead)
    return unchanged
  }

  private pair(sender: number): Record<'clean' | 'corrupt', Float32Array> {
    return { clean: this.senders.clean.of(sender), corrupt: this.senders.corrupt.of(sender) }
  }

  /** What belongs to no single sender, of every layer whose heads are among senders `from` to `to`: b_O, or its view. */
  private addAttention(sum: Float64Array, from: number, to: number): void {
    this.graph.senders.forEach(({ kind, layer, head }, sender) => {
      if (kind !== 'head' || head !== this.config.heads - 1 || sender < from || sender >= to) return
      if (this.views.layerOf(sender) !== null) addTo(sum, this.views.view(layer))
      else addBias(sum, this.config, this.weights, layer)
    })
  }
}
