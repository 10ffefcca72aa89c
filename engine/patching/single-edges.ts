import type { ComputationalGraph, ReceiverKind } from '../graph'
import type { TransformerConfig } from '../model/transformer'
import type { Feeds } from '../onnx'
import type { SlotKind } from '../transformer'
import type { CleanState } from './clean-state'
import { cleanSlots } from './clean-slots'
import { part, type Copies, type NodeRunner } from './node-runner'

/**
 * Path patching of single edges in the clean run: only that edge carries the corrupt value. Behind the
 * edge's node all edges are present, so the rest of the run is a plain forward pass on the residual
 * stream that the node's changed output is added to.
 */
export class SingleEdges {
  private lastHead: { node: number; slots: Record<SlotKind, Copies> } | null = null

  constructor(
    private readonly graph: ComputationalGraph,
    private readonly config: TransformerConfig,
    private readonly clean: CleanState,
    private readonly runner: NodeRunner,
    private readonly head: Feeds,
  ) {}

  /** Logits [edges, batch, columns]; all edges lead into one receiver. */
  async logits(edges: readonly number[]): Promise<Copies> {
    return this.runner.logits(await this.last(edges), this.head)
  }

  /** The last stream at the answer positions [edges, batch, dModel]; all edges lead into one receiver. */
  async last(edges: readonly number[]): Promise<Copies> {
    const { senderCount, kind, sender } = this.graph.receivers[this.graph.edgeReceiver[edges[0]]]
    const copies = edges.length
    const where = kind === 'logits' ? 'answer' : 'changing'
    const start = this.clean.at(where, this.clean.stream(senderCount))
    const data = new Float32Array(copies * start.length)
    edges.forEach((edge, copy) =>
      this.clean.addDifferences([this.graph.edgeSender[edge]], where, start, part({ data, copies }, copy)),
    )
    if (kind === 'logits') return { data, copies }
    return { data: await this.rest(sender, await this.nodeOutput(sender, kind, { data, copies })), copies }
  }

  private async nodeOutput(node: number, changed: ReceiverKind, x: Copies): Promise<Copies> {
    const { kind, layer, head } = this.graph.senders[node]
    if (kind === 'mlp') return this.runner.mlp(layer, x)
    const slots = await this.slots(node)
    const name = { layer, head, kind: changed as SlotKind, where: 'changing' } as const
    const unchanged = changed === 'q' ? undefined : this.clean.unchangedOf(slots[name.kind].data)
    const slot = await this.runner.slot(name, x, this.clean.places, unchanged)
    return this.runner.attend(layer, head, 'changing', { ...slots, [changed]: slot }, this.clean.places)
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
    const { layers, heads, parallel, mlp } = this.config
    const { kind, layer } = this.graph.senders[node]
    const hasMlp = mlp.kind !== 'none'
    const perLayer = heads + (hasMlp ? 1 : 0)
    const goesThroughMlp = kind === 'head' && hasMlp && !parallel
    const senderCount = 1 + layer * perLayer + (goesThroughMlp ? heads : perLayer)
    const streams = this.withOutput(node, output, this.clean.stream(senderCount))
    if (!goesThroughMlp && layer + 1 === layers) return this.clean.at('answer', streams)
    const start = goesThroughMlp
      ? { layer, part: 'mlp' as const }
      : { layer: layer + 1, part: 'attention' as const }
    const rows = this.clean.size * this.clean.length
    const answerRows = Array.from({ length: output.copies }, (_, copy) =>
      this.clean.rows.answer.map((row) => copy * rows + row),
    ).flat()
    return this.runner.suffix(start, streams, answerRows)
  }

  /** Streams [copies, batch*pos, dModel] with the node's output replaced, which is given at the changing rows. */
  private withOutput(node: number, { data, copies }: Copies, stream: Float64Array): Float32Array {
    const { dModel } = this.config
    const { changing } = this.clean.rows
    const before = this.clean.sender(node)
    const streams = new Float32Array(copies * stream.length)
    for (let copy = 0; copy < copies; copy++) {
      const to = copy * stream.length
      streams.set(stream, to)
      changing.forEach((row, r) => {
        const from = (copy * changing.length + r) * dModel
        const at = row * dModel
        for (let i = 0; i < dModel; i++)
          streams[to + at + i] = stream[at + i] + (data[from + i] - before[at + i])
      })
    }
    return streams
  }
}
