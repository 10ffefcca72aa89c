import type { ComputationalGraph } from '../graph'
import type { TransformerConfig } from '../model/transformer'
import { floatTensor, intTensor, type Feeds } from '../onnx'
import { answerPlaceFeeds, type Where } from '../transformer'
import type { PromptBatch } from './paired-runs'

/**
 * One batch's clean run as its receivers saw it, and what replacing a sender by its corrupt value
 * changes: constants of a whole ACDC run. Sums are float64, so that the order in which changes were
 * made does not show in them. Rows are [batch*pos] (`all`) or [batch] (`answer`).
 */
export class CleanState {
  readonly size: number
  /** Row of each prompt's answer position. */
  readonly answerRows: number[]
  readonly answerPlaces: Feeds
  /** The rows that can change at all, as mlpAtSomeRowsGraph takes them; null where they are nearly all. */
  readonly someRows: Feeds | null
  /** Values of one sender at all rows. */
  private readonly cells: number
  private readonly streams = new Map<number, Float64Array>()

  constructor(
    private readonly graph: ComputationalGraph,
    private readonly config: TransformerConfig,
    private readonly weights: Feeds,
    private readonly batch: PromptBatch,
    readonly length: number,
  ) {
    const positions = batch.pairs.map((pair) => pair.answerPosition)
    this.size = batch.pairs.length
    this.answerRows = positions.map((position, prompt) => prompt * length + position)
    this.answerPlaces = answerPlaceFeeds(config, length, positions)
    this.someRows = config.causal ? changingRows(batch, length) : null
    this.cells = this.size * length * config.dModel
  }

  /** Number of values of one sender or receiver at these rows. */
  width(where: Where): number {
    return where === 'all' ? this.cells : this.size * this.config.dModel
  }

  /** The residual stream that a receiver of the first `senderCount` senders reads: [batch*pos, dModel]. */
  stream(senderCount: number): Float64Array {
    const known = this.streams.get(senderCount)
    if (known) return known
    const sum = new Float64Array(this.cells)
    for (let sender = 0; sender < senderCount; sender++) {
      const values = this.sender(sender)
      for (let i = 0; i < sum.length; i++) sum[i] += values[i]
    }
    this.addConstants(sum, senderCount)
    this.streams.set(senderCount, sum)
    return sum
  }

  /** A sender's clean output, [batch*pos, dModel], as a view. */
  sender(sender: number): Float32Array {
    return this.batch.cleanSenders.subarray(sender * this.cells, (sender + 1) * this.cells)
  }

  /** Adds corrupt - clean of a sender to `into`, which holds these rows. */
  addDifference(sender: number, where: Where, into: Float64Array): void {
    const clean = this.sender(sender)
    const corrupt = this.batch.corruptSenders.subarray(sender * this.cells, (sender + 1) * this.cells)
    if (where === 'all') {
      for (let i = 0; i < into.length; i++) into[i] += corrupt[i] - clean[i]
      return
    }
    const { dModel } = this.config
    this.answerRows.forEach((row, prompt) => {
      const from = row * dModel
      const to = prompt * dModel
      for (let i = 0; i < dModel; i++) into[to + i] += corrupt[from + i] - clean[from + i]
    })
  }

  /** The rows `where` of values given at all rows of every copy. */
  at(where: Where, values: Float64Array): Float64Array {
    if (where === 'all') return values
    const { dModel } = this.config
    const copies = values.length / this.cells
    const picked = new Float64Array(copies * this.size * dModel)
    for (let copy = 0; copy < copies; copy++) {
      this.answerRows.forEach((row, prompt) => {
        const from = copy * this.cells + row * dModel
        picked.set(values.subarray(from, from + dModel), (copy * this.size + prompt) * dModel)
      })
    }
    return picked
  }

  /** b_O of every layer whose heads are all among the first `senderCount` senders. */
  private addConstants(sum: Float64Array, senderCount: number): void {
    const { dModel, heads } = this.config
    this.graph.senders.forEach(({ kind, layer, head }, sender) => {
      if (kind !== 'head' || head !== heads - 1 || sender >= senderCount) return
      const constant = this.weights[`layer${layer}.o.bias`]?.data as Float32Array | undefined
      if (constant) for (let i = 0; i < sum.length; i++) sum[i] += constant[i % dModel]
    })
  }
}

/** Below this share of rows it is worth leaving the others out. */
const WORTH_LEAVING_OUT = 0.9

/**
 * Under causal attention nothing differs between the runs before a prompt's first differing token, and nothing
 * behind its answer position is ever looked at.
 */
function changingRows({ pairs }: PromptBatch, length: number): Feeds | null {
  const rows = pairs.flatMap(({ clean, corrupt, answerPosition }, prompt) => {
    const first = clean.findIndex((token, position) => token !== corrupt[position])
    const positions = first < 0 ? 0 : Math.max(0, answerPosition + 1 - first)
    return Array.from({ length: positions }, (_, i) => prompt * length + first + i)
  })
  const all = pairs.length * length
  if (rows.length === 0 || rows.length > WORTH_LEAVING_OUT * all) return null
  const place = new Map(rows.map((row, i) => [row, i]))
  const places = Array.from({ length: all }, (_, row) => place.get(row))
  return {
    someRows: intTensor(rows, [rows.length]),
    placeOfRow: intTensor(
      places.map((at) => at ?? 0),
      [all],
    ),
    isSome: floatTensor(
      Float32Array.from(places, (at) => (at === undefined ? 0 : 1)),
      [all, 1],
    ),
  }
}
