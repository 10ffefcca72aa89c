import type { ComputationalGraph, ReceiverKind } from '../graph'
import type { TransformerConfig } from '../model/transformer'
import type { Feeds } from '../onnx'
import type { SlotKind } from '../transformer'
import type { CleanState } from './clean-state'
import { part, rounded, type Copies, type NodeRunner } from './node-runner'

/**
 * Path patching of single edges in the clean run: only that edge carries the corrupt value. Behind the
 * edge's node all edges are present, so the rest of the run is a plain forward pass on the residual
 * stream that the node's changed output is added to.
 */
export class SingleEdges {
  private lastSlots: { node: number; slots: Record<SlotKind, Copies> } | null = null

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
    const receiver = this.graph.receivers[this.graph.edgeReceiver[edges[0]]]
    const copies = edges.length
    const stream = this.clean.stream(receiver.senderCount)
    const change = { data: new Float64Array(copies * stream.length), copies }
    edges.forEach((edge, copy) =>
      this.clean.addDifference(this.graph.edgeSender[edge], 'all', part(change, copy)),
    )
    const last =
      receiver.kind === 'logits'
        ? this.atAnswers(change, stream)
        : await this.rest(
            receiver.sender,
            await this.nodeOutput(receiver.sender, receiver.kind, rounded(change, stream)),
          )
    return { data: last, copies }
  }

  private async nodeOutput(node: number, changed: ReceiverKind, x: Copies): Promise<Copies> {
    const { kind, layer, head } = this.graph.senders[node]
    if (kind === 'mlp') return this.runner.mlp(layer, x)
    const clean = await this.cleanSlots(node)
    const changedSlot = await this.runner.slot(layer, head, changed as SlotKind, 'all', x, {})
    return this.runner.attend(layer, head, 'all', { ...clean, [changed]: changedSlot }, {})
  }

  /** q, k and v of a head in the clean run; edges come receiver by receiver, so one head's are kept. */
  private async cleanSlots(node: number): Promise<Record<SlotKind, Copies>> {
    if (this.lastSlots?.node === node) return this.lastSlots.slots
    const { layer, head } = this.graph.senders[node]
    const { senderCount } = this.graph.receivers.find((receiver) => receiver.sender === node)!
    const x = { data: Float32Array.from(this.clean.stream(senderCount)), copies: 1 }
    const slot = (kind: SlotKind) => this.runner.slot(layer, head, kind, 'all', x, {})
    const slots = { q: await slot('q'), k: await slot('k'), v: await slot('v') }
    this.lastSlots = { node, slots }
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
    const stream = this.clean.stream(senderCount)
    const before = this.clean.sender(node)
    const { copies, data } = output
    const change = { data: new Float64Array(data.length), copies }
    for (let at = 0; at < data.length; at += before.length) {
      for (let i = 0; i < before.length; i++) change.data[at + i] = data[at + i] - before[i]
    }
    if (!goesThroughMlp && layer + 1 === layers) return this.atAnswers(change, stream)
    const start = goesThroughMlp
      ? { layer, part: 'mlp' as const }
      : { layer: layer + 1, part: 'attention' as const }
    const rows = this.clean.size * this.clean.length
    const answerRows = Array.from({ length: copies }, (_, copy) =>
      this.clean.answerRows.map((row) => copy * rows + row),
    ).flat()
    return this.runner.suffix(start, rounded(change, stream).data, answerRows)
  }

  private atAnswers({ data, copies }: Copies<Float64Array>, stream: Float64Array): Float32Array {
    return rounded({ data: this.clean.at('answer', data), copies }, this.clean.at('answer', stream)).data
  }
}
