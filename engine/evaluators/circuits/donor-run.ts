import type { ComputationalGraph } from '../../graph'
import type { TransformerConfig } from '../../model/transformer'
import type { Feeds } from '../../onnx'
import type { HeadRange, Where } from '../../transformer'
import { copyRows, rowsOf } from '../../experiment/changing-rows'
import type { PromptBatch } from '../../experiment/paired-runs'
import { CleanRun } from '../incremental/clean/clean-run'
import { changingRowFeeds } from '../incremental/clean/row-inputs'
import type { NodeRunner } from '../incremental/nodes/node-runner'

/** One batch's run with every edge cut, which circuits are measured from: constants, each computed when first needed. */
export class DonorRun {
  /** The donor's values in the place of the clean ones, and the other way round. */
  readonly run: CleanRun
  private readonly values = new Map<string, Float32Array>()
  /** The stream so far, in float64: each longer one goes on from it. */
  private readonly sum: { senderCount: number; values: Float64Array }
  /** How many senders there are up to the input, to each layer's heads and to its MLP. */
  private readonly stepEnds: readonly number[]
  /** At which rows nothing changes, and the same as graphs take it. */
  private readonly others: readonly number[]
  private readonly otherRowInputs: Feeds

  constructor(
    private readonly graph: ComputationalGraph,
    private readonly config: TransformerConfig,
    weights: Feeds,
    batch: PromptBatch,
    length: number,
    private readonly runner: NodeRunner,
  ) {
    const { cleanSenders, donorSenders } = batch
    const exchanged = { ...batch, cleanSenders: donorSenders, donorSenders: cleanSenders }
    this.run = new CleanRun(graph, config, weights, exchanged, length)
    this.sum = { senderCount: 0, values: new Float64Array(cleanSenders.length / graph.senders.length) }
    const { senders, shape } = graph
    const isStepEnd = (sender: number) =>
      senders[sender].kind !== 'head' || senders[sender].head === shape.heads - 1
    this.stepEnds = [...senders.keys()].filter(isStepEnd).map((sender) => sender + 1)
    const all = this.run.size * length
    const isChanging = new Set(this.run.rows.changing)
    this.others = Array.from({ length: all }, (_, row) => row).filter((row) => !isChanging.has(row))
    this.otherRowInputs = changingRowFeeds(this.others, all)
  }

  /** Number of rows that can change, or of answers. */
  rows(where: Where): number {
    return this.run.rows[where].length
  }

  /** What the donor's value of a sender is at these rows [rows, dModel]. */
  sender(sender: number, where: Where): Float32Array {
    return this.heads({ first: sender, count: 1 }, where)
  }

  /** The same of some senders of one step, one after another: [sender, rows, dModel]. */
  heads({ first, count }: HeadRange, where: Where): Float32Array {
    const { step, at, of } = this.stepOf(first)
    const width = this.run.width(where)
    const all = this.known(`${step}.${where}`, () => {
      const values = new Float32Array(of * width)
      for (let i = 0; i < of; i++) {
        const into = values.subarray(i * width, (i + 1) * width)
        copyRows(this.run.sender(step + i), this.run.rows[where], this.config.dModel, into)
      }
      return values
    })
    return all.subarray(at * width, (at + count) * width)
  }

  /** The first sender of a layer's heads, or the MLP or the input itself; how many there are, and which of them this is. */
  private stepOf(sender: number): { step: number; at: number; of: number } {
    const { kind, head } = this.graph.senders[sender]
    if (kind !== 'head') return { step: sender, at: 0, of: 1 }
    return { step: sender - head, at: head, of: this.graph.shape.heads }
  }

  /** k or v of some of a layer's heads at the rows that do not change, 0 at the others: [head, batch, pos, dHead]. */
  async unchanged(kind: 'k' | 'v', layer: number, { first, count }: HeadRange): Promise<Float32Array> {
    const key = `${kind}.${layer}`
    const all = this.values.get(key) ?? (await this.unchangedOfLayer(kind, layer))
    this.values.set(key, all)
    const size = all.length / this.graph.shape.heads
    return all.subarray(first * size, (first + count) * size)
  }

  private async unchangedOfLayer(kind: 'k' | 'v', layer: number): Promise<Float32Array> {
    const { graph, run, config, others } = this
    if (others.length === 0) return new Float32Array(graph.shape.heads * run.projectionSize('changing'))
    const { senderCount } = graph.receivers.find((one) => one.kind === kind && one.layer === layer)!
    const x = rowsOf(this.streamAtAllRows(senderCount), others, config.dModel)
    return this.runner.keysOrValues(layer, kind, x, this.otherRowInputs)
  }

  /** What a receiver of the first `senderCount` senders reads with every edge cut [rows, dModel]. */
  stream(senderCount: number, where: Where): Float32Array {
    return this.known(`stream.${senderCount}.${where}`, () =>
      this.run.at(where, this.streamAtAllRows(senderCount)),
    )
  }

  /** The difference of two of them [rows, dModel]. */
  streamChange(from: number, to: number, where: Where): Float32Array {
    return this.known(`stream.${from}-${to}.${where}`, () => {
      const before = this.stream(from, where)
      return this.stream(to, where).map((value, i) => value - before[i])
    })
  }

  /** [batch*pos, dModel] of a step's end. Those before it are made on the way there, so that no sender is added twice. */
  private streamAtAllRows(senderCount: number): Float32Array {
    const { sum } = this
    for (const count of this.stepEnds) {
      if (count <= sum.senderCount || count > senderCount) continue
      this.run.extend(sum.values, sum.senderCount, count)
      sum.senderCount = count
      this.values.set(`stream.${count}`, Float32Array.from(sum.values))
    }
    return this.values.get(`stream.${senderCount}`)!
  }

  /** The sum of a layer's heads and b_O, before the norm after it [rows, dModel]. */
  attention(layer: number, where: Where): Float32Array {
    return this.known(`attention.${layer}.${where}`, () =>
      Float32Array.from(this.run.attentionAt(where, layer)),
    )
  }

  /** What the clean run's token embedding differs in [rows, dModel]. */
  inputChange(where: Where): Float32Array {
    return this.known(`inputChange.${where}`, () => {
      const change = new Float64Array(this.run.width(where))
      this.run.addDifference(0, where, change)
      return Float32Array.from(change)
    })
  }

  private known(key: string, compute: () => Float32Array): Float32Array {
    const known = this.values.get(key)
    if (known) return known
    const values = compute()
    this.values.set(key, values)
    return values
  }
}
