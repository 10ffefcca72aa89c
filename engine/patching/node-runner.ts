import type { TransformerConfig } from '../model/transformer'
import { floatTensor, intTensor, Session, type Feeds, type FloatTensor, type Graph } from '../onnx'
import {
  attendGraph,
  logitsGraph,
  mlpGraph,
  nodeWeights,
  slotGraph,
  suffixGraph,
  type SlotKind,
  type Where,
} from '../transformer'

/** Values of several copies of a run, one behind the other: [copies, rows, width]. */
export interface Copies<Data extends Float32Array | Float64Array = Float32Array> {
  data: Data
  copies: number
}

/** One copy, as a view. */
export function part<Data extends Float32Array | Float64Array>(
  { data, copies }: Copies<Data>,
  copy: number,
): Data {
  const size = data.length / copies
  return data.subarray(copy * size, (copy + 1) * size) as Data
}

/** `values` added to every copy, rounded once. */
export function rounded({ data, copies }: Copies<Float64Array>, values: Float64Array): Copies {
  const sum = new Float32Array(data.length)
  for (let at = 0; at < data.length; at += values.length) {
    for (let i = 0; i < values.length; i++) sum[at + i] = data[at + i] + values[i]
  }
  return { data: sum, copies }
}

/**
 * Runs single nodes. One session of each kind serves all layers and heads; sessions are made when first
 * needed.
 */
export class NodeRunner {
  private readonly sessions = new Map<string, Promise<Session>>()
  private readonly nodeWeights = new Map<string, Feeds>()

  constructor(
    private readonly config: TransformerConfig,
    private readonly weights: Feeds,
    private readonly length: number,
    private readonly threads: number,
  ) {}

  /** One head's q, k or v from its residual stream x [copies, rows, dModel]: [copies, batch, place, dHead]. */
  async slot(
    layer: number,
    head: number,
    kind: SlotKind,
    where: Where,
    x: Copies,
    places: Feeds,
  ): Promise<Copies> {
    const session = await this.session(`slot.${kind}.${where}`, () =>
      slotGraph(this.config, this.weights, this.length, kind, where),
    )
    const feeds = { ...this.weightsOf(layer, head), ...places, x: this.stream(x) }
    return { data: (await session.run(feeds)).slot.data, copies: x.copies }
  }

  /** One head's output [copies, rows, dModel] at the places of q. */
  async attend(
    layer: number,
    head: number,
    where: Where,
    slots: Record<SlotKind, Copies>,
    places: Feeds,
  ): Promise<Copies> {
    const session = await this.session(`attend.${where}`, () =>
      attendGraph(this.config, this.weights, this.length, where),
    )
    const { dHead } = this.config
    const slot = ({ data, copies }: Copies, at: number) =>
      floatTensor(data, [copies, 1, data.length / (copies * at * dHead), at, dHead])
    const q = slot(slots.q, where === 'all' ? this.length : 1)
    const k = slot(slots.k, this.length)
    const v = slot(slots.v, this.length)
    const feeds = { ...this.weightsOf(layer, head), ...places, q, k, v }
    const copies = Math.max(slots.q.copies, slots.k.copies, slots.v.copies)
    return { data: (await session.run(feeds)).out.data, copies }
  }

  /** The MLP's output [copies, rows, dModel], row by row. */
  async mlp(layer: number, x: Copies): Promise<Copies> {
    const session = await this.session('mlp', () => mlpGraph(this.config, this.weights))
    const { out } = await session.run({ ...this.weightsOf(layer, 0), x: this.stream(x) })
    return { data: out.data, copies: x.copies }
  }

  /** Logits [copies, batch, columns] from the last stream at the answer positions [copies, batch, dModel]. */
  async logits(x: Copies, head: Feeds): Promise<Copies> {
    const columns = head.unembed.dims[1]
    const session = await this.session(`logits.${columns}`, () =>
      logitsGraph(this.config, { ...this.weights, ...head }),
    )
    const { logits } = await session.run({ ...this.weights, ...head, x: this.stream(x) })
    return { data: logits.data, copies: x.copies }
  }

  /** The last stream at `answerRows`, from the stream x [rows, dModel] before a layer (or before its MLP). */
  async suffix(
    start: { layer: number; part: 'attention' | 'mlp' },
    x: Float32Array,
    answerRows: readonly number[],
  ): Promise<Float32Array> {
    const session = await this.session(`suffix.${start.layer}.${start.part}`, () =>
      suffixGraph(this.config, this.weights, this.length, start),
    )
    const { dModel } = this.config
    const feeds = {
      ...this.weights,
      x: floatTensor(x, [1, 1, x.length / dModel, dModel]),
      answerRows: intTensor(answerRows, [answerRows.length]),
    }
    return (await session.run(feeds)).last.data
  }

  async release(): Promise<void> {
    for (const session of this.sessions.values()) await (await session).release()
    this.sessions.clear()
  }

  private session(name: string, graph: () => Graph): Promise<Session> {
    const known = this.sessions.get(name)
    if (known) return known
    const created = Session.create(graph(), { threads: this.threads })
    this.sessions.set(name, created)
    return created
  }

  private weightsOf(layer: number, head: number): Feeds {
    const key = `${layer}.${head}`
    const known = this.nodeWeights.get(key)
    if (known) return known
    const feeds = nodeWeights(this.weights, this.config, layer, head)
    this.nodeWeights.set(key, feeds)
    return feeds
  }

  private stream({ data, copies }: Copies): FloatTensor {
    const { dModel } = this.config
    return floatTensor(data, [copies, 1, data.length / (copies * dModel), dModel])
  }
}
