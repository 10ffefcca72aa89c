import type { ComputationalGraph, ReceiverKind } from '../../graph'
import type { TransformerConfig } from '../../model/transformer'
import { intTensor, type Feeds } from '../../onnx'
import { attentionLayers, type SlotKind, type SuffixStart } from '../../transformer'
import { rowsOf } from '../../experiment/changing-rows'
import { isSame } from '../../experiment/is-same'
import type { CleanState } from './clean-state'
import { cleanSlots, UnchangedSlots } from './clean-slots'
import { part, type Copies, type NodeRunner } from './node-runner'
import type { Unchanged } from './tested-input'

interface NodeOutput {
  output: Copies
  slot: { changed: Copies; clean: Float32Array } | null
}

/**
 * Path patching of single edges in the clean run: only that edge carries the corrupt value. Behind the
 * edge's node all edges are present, so the rest of the run is a plain forward pass on the residual
 * stream that the node's changed output is added to.
 */
export class SingleEdges {
  private readonly unchanged: UnchangedSlots
  private lastHead: { node: number; slots: Record<SlotKind, Copies> } | null = null

  constructor(
    private readonly graph: ComputationalGraph,
    private readonly config: TransformerConfig,
    private readonly clean: CleanState,
    private readonly runner: NodeRunner,
    private readonly head: Feeds,
  ) {
    this.unchanged = new UnchangedSlots(graph, config, clean, runner)
  }

  /** Logits [edges, batch, columns]; all edges lead into one receiver. */
  async logits(edges: readonly number[]): Promise<Copies & Unchanged> {
    const { unchanged, ...last } = await this.last(edges)
    return { ...(await this.runner.logits(last, this.head)), unchanged }
  }

  /**
   * The last stream at the answer positions [edges, batch, dModel]; all edges lead into one receiver. `unchanged`: the
   * edge alone leaves the receiver's input, or its node's output, as in the clean run.
   */
  async last(edges: readonly number[]): Promise<Copies & Unchanged> {
    const { senderCount, kind, sender } = this.graph.receivers[this.graph.edgeReceiver[edges[0]]]
    const copies = edges.length
    const where = kind === 'logits' ? 'answer' : 'changing'
    const start = this.clean.at(where, this.clean.stream(senderCount))
    const data = new Float32Array(copies * start.length)
    edges.forEach((edge, copy) =>
      this.clean.addDifferences([this.graph.edgeSender[edge]], where, start, part({ data, copies }, copy)),
    )
    const isLike = (values: Copies, base: Float32Array) =>
      edges.map((_, copy) => isSame(part(values, copy), base))
    const sameInput = isLike({ data, copies }, Float32Array.from(start))
    if (kind === 'logits') return { data, copies, unchanged: sameInput }
    const { output, slot } = await this.nodeOutput(sender, kind, { data, copies })
    const sameOutput = isLike(output, this.clean.at('changing', this.clean.sender(sender)))
    const sameSlot = slot && edges.map((_, copy) => this.isSameSlot(part(slot.changed, copy), slot.clean))
    const unchanged = sameInput.map((same, copy) => same || sameOutput[copy] || sameSlot?.[copy] === true)
    return { data: await this.rest(sender, output), copies, unchanged }
  }

  /** q, k and v at rows that do not change are not looked at. */
  private isSameSlot(slot: Float32Array, clean: Float32Array): boolean {
    const at = (values: Float32Array) => rowsOf(values, this.clean.rows.changing, this.config.dHead)
    return isSame(at(slot), at(clean))
  }

  /** Besides, what becomes of the slot that reads x. */
  private async nodeOutput(node: number, changed: ReceiverKind, x: Copies): Promise<NodeOutput> {
    const { kind, layer, head } = this.graph.senders[node]
    if (kind === 'mlp') return { output: await this.runner.mlp(layer, x), slot: null }
    const slots = await this.slots(node)
    const name = { layer, head, kind: changed as SlotKind, where: 'changing' } as const
    const unchanged = changed === 'q' ? undefined : this.clean.unchangedOf(slots[name.kind].data)
    const slot = await this.runner.slot(name, [x], this.clean.places, { unchanged })
    const all = { ...slots, [changed]: slot }
    const output = await this.runner.attend(layer, head, 'changing', all, this.clean.places)
    return { output, slot: { changed: slot, clean: slots[name.kind].data } }
  }

  /** q, k and v of a head in the clean run; edges come receiver by receiver, so one head's are kept. */
  private async slots(node: number): Promise<Record<SlotKind, Copies>> {
    if (this.lastHead?.node === node) return this.lastHead.slots
    const { layer, head } = this.graph.senders[node]
    const { senderCount } = this.graph.receivers.find((receiver) => receiver.sender === node)!
    const name = { layer, head, where: 'changing', senderCount } as const
    const slots = await cleanSlots(this.clean, this.runner, name)
    this.lastHead = { node, slots }
    return slots
  }

  /** The last stream at the answer positions, [copies, batch, dModel], with the node's output replaced. */
  private async rest(node: number, output: Copies): Promise<Float32Array> {
    const { layerCount, heads, parallel, mlp } = this.config
    const { kind, layer } = this.graph.senders[node]
    const hasMlp = mlp.kind !== 'none'
    const perLayer = heads + (hasMlp ? 1 : 0)
    const goesThroughMlp = kind === 'head' && hasMlp && !parallel
    const senderCount = 1 + layer * perLayer + (goesThroughMlp ? heads : perLayer)
    const streams = this.withOutput(node, output, this.clean.stream(senderCount))
    const { answersAmongChanging } = this.clean
    if (!goesThroughMlp && layer + 1 === layerCount) return this.atAnswers(streams)
    const start: SuffixStart = goesThroughMlp
      ? { layer, part: 'mlp' }
      : { layer: layer + 1, part: 'attention' }
    const answerRows = intTensor(answersAmongChanging, [answersAmongChanging.length])
    const feeds: Feeds = { ...this.clean.places, answerRows }
    for (const attention of attentionLayers(start, this.config)) {
      Object.assign(feeds, await this.unchanged.of(attention))
    }
    return this.runner.suffix(start, streams, feeds)
  }

  /** [copies, rows, dModel] -> [copies, batch, dModel] */
  private atAnswers(streams: Copies): Float32Array {
    const width = this.clean.width('answer')
    const picked = new Float32Array(streams.copies * width)
    for (let copy = 0; copy < streams.copies; copy++) {
      const rows = rowsOf(part(streams, copy), this.clean.answersAmongChanging, this.config.dModel)
      picked.set(rows, copy * width)
    }
    return picked
  }

  /** Streams [copies, rows, dModel] with the node's output replaced; all at the changing rows. */
  private withOutput(node: number, { data, copies }: Copies, stream: Float64Array): Copies {
    const before = this.clean.at('changing', this.clean.sender(node))
    const start = this.clean.at('changing', stream)
    const streams = new Float32Array(data.length)
    for (let at = 0; at < data.length; at += start.length) {
      for (let i = 0; i < start.length; i++) streams[at + i] = start[i] + (data[at + i] - before[i])
    }
    return { data: streams, copies }
  }
}
