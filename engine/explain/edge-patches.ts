import { paddedLength, pairFeeds, type Experiment } from '../experiment/experiment'
import { copiesOf, mostCopies } from '../experiment/replacement'
import { inletOf, receiverMask } from '../experiment/sender-values'
import type { Receiver } from '../graph'
import { floatTensor, Session, type Feeds } from '../onnx'
import { addedInputGraph, firstLayer } from '../transformer'
import type { RunTrace } from './run-trace'

/** With an edge patched at all positions. */
interface Whole {
  /** [vocab] at the answer */
  logits: Float32Array
  /** [pos, pos] of the receiver's head, where it is one. */
  pattern?: Float32Array
}

/** The base run of one prompt from a receiver on, with something added to what it reads. */
export class EdgePatches {
  private constructor(
    private readonly one: Experiment,
    private readonly session: Session,
    private readonly feeds: Feeds,
    private readonly receiver: Receiver,
  ) {}

  static async create(one: Experiment, base: RunTrace, receiver: Receiver): Promise<EdgePatches> {
    const { config, weights, threads, pairs } = one
    const at = inletOf(receiver)
    const graph = addedInputGraph(config, weights, base.length, at, { pattern: receiver.head >= 0 })
    const feeds = {
      ...weights,
      answerRows: pairFeeds(pairs, base.side, base.length).answerRows,
      stream: base.value('resid', firstLayer(config, at)),
      mask: receiverMask(config.heads, [receiver]),
    }
    return new EdgePatches(one, await Session.create(graph, { threads }), feeds, receiver)
  }

  /**
   * With `change` [pos, dModel]: logits [vocab] at the answer, and the pattern [pos, pos] of the receiver's head. With it at
   * each of the positions alone: what `see` gets.
   */
  async run(
    change: Float32Array,
    positions: readonly number[],
    see: (position: number, logits: Float32Array) => void,
  ): Promise<Whole> {
    const size = mostCopies(this.one, paddedLength(this.one))
    const first = await this.runCopies(change, [null, ...positions.slice(0, size - 1)], see)
    for (let at = size - 1; at < positions.length; at += size)
      await this.runCopies(change, positions.slice(at, at + size), see)
    return first!
  }

  /** null: at all positions, which comes first. */
  private async runCopies(
    change: Float32Array,
    copies: readonly (number | null)[],
    see: (position: number, logits: Float32Array) => void,
  ): Promise<Whole | null> {
    const { dModel } = this.one.config
    const data = new Float32Array(copies.length * change.length)
    for (const [copy, position] of copies.entries()) {
      const [from, to] = position === null ? [0, change.length] : [position * dModel, (position + 1) * dModel]
      data.set(change.subarray(from, to), copy * change.length + from)
    }
    const addition = floatTensor(data, [copies.length, 1, change.length / dModel, dModel])
    const names = copies[0] === null && this.receiver.head >= 0 ? ['logits', 'pattern'] : ['logits']
    const { logits, pattern } = await this.session.run({ ...this.feeds, addition }, {}, names)
    const ofCopies = copiesOf(logits.data, copies.length)
    for (const [copy, position] of copies.entries()) if (position !== null) see(position, ofCopies[copy])
    return copies[0] === null
      ? { logits: ofCopies[0], pattern: pattern && this.patternOfFirst(pattern.data) }
      : null
  }

  private patternOfFirst(patterns: Float32Array): Float32Array {
    const size = paddedLength(this.one) ** 2
    const { head } = this.receiver
    return patterns.slice(head * size, (head + 1) * size)
  }

  release(): Promise<void> {
    return this.session.release()
  }
}
