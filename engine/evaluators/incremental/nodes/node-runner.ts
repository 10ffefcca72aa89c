import type { TransformerConfig } from '../../../model/transformer'
import {
  floatTensor,
  intTensor,
  Sessions,
  type Feeds,
  type FloatTensor,
  type Graph,
  type Session,
} from '../../../onnx'
import {
  attendGraph,
  attentionViewGraph,
  headsGraph,
  keysOrValuesGraph,
  mlpGraph,
  qkvGraph,
  suffixGraph,
  type HeadRange,
  type QkvKind,
  type SuffixStart,
  type Where,
} from '../../../transformer'
import { copiesOf, type Copies } from './copies'
import { LastStreamRunner } from './last-stream-runner'
import { SingleLayers, type SingleLayer } from './single-layers'
import { MAX_TERMS, TermSums } from './term-sums'

/** Where a node's change is written, and what it is measured from. */
export interface ChangeTarget {
  /** [rows, dModel] */
  base: Float32Array
  /** [copies, rows, dModel] */
  change: Float32Array
  /** [copies, batch, dModel]: the change at the answer positions; only where `change` has all changing rows. */
  answerChange: Float32Array | null
  /** Which of the rows of `change` these are. */
  answerRows: readonly number[]
}

/** Which head, and at which rows. */
export interface HeadName {
  layer: number
  head: number
  where: Where
}

/** Its q, k or v. */
export interface ProjectionName extends HeadName {
  kind: QkvKind
}

/**
 * Runs single nodes. One session serves all heads of all layers with an equal spec; sessions are made when first
 * needed.
 */
export class NodeRunner {
  /** What comes after the last node. */
  readonly last: LastStreamRunner
  readonly sums: TermSums
  private readonly sessions: Sessions
  private readonly layers: SingleLayers

  constructor(
    private readonly config: TransformerConfig,
    private readonly weights: Feeds,
    private readonly length: number,
    threads: number,
  ) {
    this.sessions = new Sessions({ threads, keepMemory: false })
    this.last = new LastStreamRunner(config, weights, threads, this.sessions)
    this.sums = new TermSums(config, this.sessions)
    this.layers = new SingleLayers(config, weights)
  }

  /**
   * One head's q, k or v from its residual stream, the sum of `terms` [copies or 1, rows, dModel]: [copies, batch, pos or
   * 1, dHead], written `into` that memory where there is some. `positionInputs` are those of CleanRun; `unchanged` [batch,
   * pos, dHead], for k and v, is what they are at the rows that do not change.
   */
  async projection(
    { layer, head, kind, where }: ProjectionName,
    terms: readonly Copies[],
    positionInputs: Feeds,
    { unchanged, into }: { unchanged?: Float32Array; into?: Float32Array } = {},
  ): Promise<Copies> {
    const { config, length } = this
    const few = await this.sums.fewTerms(terms)
    const session = await this.session(layer, `${kind}.${where}.${few.length}`, (one) =>
      qkvGraph(one.config, one.weights, length, { kind, where, terms: few.length }),
    )
    const feeds: Feeds = {
      ...this.layers.nodeWeights(layer, head),
      ...positionInputs,
      ...this.sums.feeds(few),
    }
    const dims = (data: Float32Array, copies: number) => {
      const at = where === 'answer' ? 1 : length
      return [copies, 1, data.length / (copies * at * config.dHead), at, config.dHead]
    }
    if (unchanged) feeds.unchanged = floatTensor(unchanged, dims(unchanged, 1))
    const copies = copiesOf(terms)
    const fetches: Record<string, FloatTensor> = into
      ? { projection: floatTensor(into, dims(into, copies)) }
      : {}
    return { data: (await session.run(feeds, fetches)).projection.data, copies }
  }

  /** One head's output [copies, rows, dModel] at these rows. */
  async attend(name: HeadName, projections: Record<QkvKind, Copies>, positionInputs: Feeds): Promise<Copies> {
    const session = await this.session(name.layer, `attend.${name.where}`, ({ config, weights }) =>
      attendGraph(config, weights, this.length, name.where, 'out'),
    )
    const { out } = await session.run(this.attendFeeds(name, projections, positionInputs))
    return { data: out.data, copies: copiesOf(Object.values(projections)) }
  }

  /** The same, minus the base; q, k or v has as many copies as the target. */
  async attendChange(
    name: HeadName,
    projections: Record<QkvKind, Copies>,
    positionInputs: Feeds,
    target: ChangeTarget,
  ): Promise<void> {
    const session = await this.session(name.layer, `attend.${name.where}.change`, ({ config, weights }) =>
      attendGraph(config, weights, this.length, name.where, 'change'),
    )
    await this.runChange(session, this.attendFeeds(name, projections, positionInputs), target)
  }

  /**
   * The changes of some of a layer's heads: `read` [copies or 1, head, rows, dModel], or [copies, 1, rows, dModel] where all
   * receivers read the same, the same object then; `unchanged` [head, batch, pos, dHead]; the target has heads within
   * copies.
   */
  async headsChange(
    { layer, first, count, where }: HeadRange & { layer: number; where: Where },
    read: Record<QkvKind, Float32Array>,
    unchanged: Record<'k' | 'v', Float32Array>,
    positionInputs: Feeds,
    target: ChangeTarget,
  ): Promise<void> {
    const { dModel, dHead } = this.config
    const isShared = read.q === read.k && read.k === read.v
    const session = await this.session(layer, `heads.${count}.${where}.${isShared}`, ({ config, weights }) =>
      headsGraph(config, weights, this.length, { count, where, isShared }),
    )
    const feeds: Feeds = { ...this.layers.nodeWeights(layer, first, count), ...positionInputs }
    const { base, change, answerChange, answerRows } = target
    const heads = (data: Float32Array, own: number, rows: number) =>
      floatTensor(data, [data.length / (own * rows * dModel), own, rows, dModel])
    const rows = base.length / (count * dModel)
    const changing = Number(positionInputs.changingRows.dims[0])
    if (isShared) feeds.x = heads(read.q, 1, changing)
    else {
      feeds['x.q'] = heads(read.q, count, rows)
      for (const kind of ['k', 'v'] as const) feeds[`x.${kind}`] = heads(read[kind], count, changing)
    }
    for (const kind of ['k', 'v'] as const) {
      const size = unchanged[kind].length / (count * this.length * dHead)
      feeds[`unchanged.${kind}`] = floatTensor(unchanged[kind], [1, count, size, this.length, dHead])
    }
    feeds.base = heads(base, count, rows)
    const fetches: Record<string, FloatTensor> = { change: heads(change, count, rows) }
    if (answerChange) {
      feeds.answerRows = intTensor(answerRows, [answerRows.length])
      fetches.answerChange = heads(answerChange, count, answerRows.length)
    }
    await session.run(feeds, fetches)
  }

  /** k or v of all of a layer's heads at some rows, 0 at the others: x [rows, dModel] -> [head, batch, pos, dHead]. */
  async keysOrValues(
    layer: number,
    kind: 'k' | 'v',
    x: Float32Array,
    rowInputs: Feeds,
  ): Promise<Float32Array> {
    const { config, layers, length } = this
    const session = await this.session(layer, `all.${kind}`, (one) =>
      keysOrValuesGraph(one.config, one.weights, length, kind),
    )
    const feeds = { ...layers.nodeWeights(layer, 0, config.heads), ...rowInputs }
    return (await session.run({ ...feeds, x: this.sums.stream({ data: x, copies: 1 }) })).projection.data
  }

  /** The MLP's output [copies, rows, dModel], row by row. */
  async mlp(layer: number, x: Copies): Promise<Copies> {
    const session = await this.session(layer, 'mlp', ({ config, weights }) =>
      mlpGraph(config, weights, { where: 'answer', terms: 1, output: 'out' }),
    )
    const { out } = await session.run({ ...this.layers.nodeWeights(layer, 0), ...this.sums.feeds([x]) })
    return { data: out.data, copies: x.copies }
  }

  /** The same from a sum of terms [copies or 1, rows, dModel], minus the base. */
  async mlpChange(
    layer: number,
    where: Where,
    terms: readonly Copies[],
    target: ChangeTarget,
  ): Promise<void> {
    const few = await this.sums.fewTerms(terms)
    const session = await this.session(layer, `mlp.${where}.change.${few.length}`, ({ config, weights }) =>
      mlpGraph(config, weights, { where, terms: few.length, output: 'change' }),
    )
    return this.runChange(session, { ...this.layers.nodeWeights(layer, 0), ...this.sums.feeds(few) }, target)
  }

  /**
   * The change of a receiver's view of a layer's attention [copies, rows, dModel]: post_norm(first + changes) -
   * post_norm(first), terms [copies or 1, rows, dModel].
   */
  async viewChange(layer: number, [first, ...changes]: readonly Copies[]): Promise<Copies> {
    const few = [first, ...(await this.sums.fewTerms(changes, MAX_TERMS - 1))]
    const session = await this.session(layer, `view.${few.length}`, ({ config, weights }) =>
      attentionViewGraph(config, weights, few.length),
    )
    const { change } = await session.run({ ...this.layers.nodeWeights(layer, 0), ...this.sums.feeds(few) })
    return { data: change.data, copies: copiesOf(few) }
  }

  /**
   * The last stream at the answer positions [copies, batch, dModel], from the stream x [copies, rows, dModel] at the
   * changing rows before a layer (or before its MLP); `feeds` are those of suffixGraph beside the weights.
   */
  async suffix(start: SuffixStart, x: Copies, feeds: Feeds): Promise<Float32Array> {
    const session = await this.suffixSession(start)
    return (await session.run({ ...this.weights, ...feeds, x: this.sums.stream(x) })).last.data
  }

  release(): Promise<void> {
    return this.sessions.release()
  }

  /** One serves all layers of a kind. */
  private session(layer: number, name: string, graphOf: (layer: SingleLayer) => Graph): Promise<Session> {
    const single = this.layers.of(layer)
    return this.sessions.get(`layer${single.kind}.${name}`, () => graphOf(single))
  }

  /** One at a time: starts come one after another, and each session keeps memory for a whole run. */
  private async suffixSession(start: SuffixStart): Promise<Session> {
    const name = `suffix.${start.layer}.${start.part}`
    await this.sessions.release((other) => other.startsWith('suffix.') && other !== name)
    return this.sessions.get(name, () => suffixGraph(this.config, this.weights, this.length, start))
  }

  private attendFeeds(
    { layer, head, where }: HeadName,
    projections: Record<QkvKind, Copies>,
    positionInputs: Feeds,
  ): Feeds {
    const { dHead } = this.config
    const feed = ({ data, copies }: Copies, positions: number) =>
      floatTensor(data, [copies, 1, data.length / (copies * positions * dHead), positions, dHead])
    const q = feed(projections.q, where === 'changing' ? this.length : 1)
    const k = feed(projections.k, this.length)
    const v = feed(projections.v, this.length)
    return { ...this.layers.nodeWeights(layer, head), ...positionInputs, q, k, v }
  }

  private async runChange(session: Session, feeds: Feeds, target: ChangeTarget): Promise<void> {
    const { dModel } = this.config
    const { base, change, answerChange, answerRows } = target
    const rows = base.length / dModel
    const copies = change.length / base.length
    const fetches: Record<string, FloatTensor> = { change: floatTensor(change, [copies, 1, rows, dModel]) }
    const inputs: Feeds = { ...feeds, base: floatTensor(base, [1, 1, rows, dModel]) }
    if (answerChange) {
      inputs.answerRows = intTensor(answerRows, [answerRows.length])
      fetches.answerChange = floatTensor(answerChange, [copies, 1, answerRows.length, dModel])
    }
    await session.run(inputs, fetches)
  }
}
