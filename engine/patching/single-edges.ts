import type { ComputationalGraph } from '../graph'
import type { TransformerConfig } from '../model/transformer'
import type { Feeds } from '../onnx'
import type { SlotKind } from '../transformer'
import { part } from './circuit-state'
import type { CleanState } from './clean-state'
import type { Copies, NodeRunner } from './node-runner'

/**
 * Path patching of single edges in the clean run: only that edge carries the corrupt value. Behind the
 * edge's node all edges are present, so the rest of the run is a plain forward pass on the residual
 * stream that the node's changed output is added to.
 */
export class SingleEdges {
  constructor(
    private readonly graph: ComputationalGraph,
    private readonly config: TransformerConfig,
    private readonly clean: CleanState,
    private readonly runner: NodeRunner,
    private readonly head: Feeds,
  ) {}

  /** Logits [edges, batch, columns]; all edges lead into one receiver. */
  async logits(edges: readonly number[]): Promise<Copies> {
    const receiver = this.graph.receivers[this.graph.edgeReceiver[edges[0]]]
    const copies = edges.length
    const inputs = this.repeated(this.clean.stream(receiver.senderCount), copies)
    edges.forEach((edge, copy) => this.clean.addDifference(this.graph.edgeSender[edge], 'all', part(inputs, copy)))
    const isLogits = receiver.kind === 'logits'
    const data = isLogits
      ? this.clean.at('answer', inputs.data)
      : await this.rest(receiver.sender, await this.nodeOutput(receiver.sender, receiver.kind, inputs))
    return this.runner.logits({ data, copies }, this.head)
  }

  private async nodeOutput(node: number, changed: string, x: Copies): Promise<Copies> {
    const { kind, layer, head } = this.graph.senders[node]
    if (kind === 'mlp') return this.runner.mlp(layer, x)
    const before = this.graph.receivers.find((receiver) => receiver.sender === node)!.senderCount
    const clean = { data: this.clean.stream(before), copies: 1 }
    const slot = (slotKind: SlotKind) =>
      this.runner.slot(layer, head, slotKind, 'all', changed === slotKind ? x : clean, {})
    return this.runner.attend(layer, head, 'all', { q: await slot('q'), k: await slot('k'), v: await slot('v') }, {})
  }

  /** The last stream at the answer positions, [copies, batch, dModel], with the node's output replaced. */
  private async rest(node: number, output: Copies): Promise<Float32Array> {
    const { layers, heads, parallel, mlp } = this.config
    const { kind, layer } = this.graph.senders[node]
    const hasMlp = mlp.kind !== 'none'
    const perLayer = heads + (hasMlp ? 1 : 0)
    const goesThroughMlp = kind === 'head' && hasMlp && !parallel
    const senderCount = 1 + layer * perLayer + (goesThroughMlp ? heads : perLayer)
    const stream = this.repeated(this.clean.stream(senderCount), output.copies)
    const before = this.clean.sender(node)
    for (let copy = 0; copy < output.copies; copy++) {
      const [into, now] = [part(stream, copy), part(output, copy)]
      for (let i = 0; i < into.length; i++) into[i] += now[i] - before[i]
    }
    if (!goesThroughMlp && layer + 1 === layers) return this.clean.at('answer', stream.data)
    const start = goesThroughMlp ? { layer, part: 'mlp' as const } : { layer: layer + 1, part: 'attention' as const }
    const rows = this.clean.size * this.clean.length
    const answerRows = Array.from({ length: output.copies }, (_, copy) =>
      this.clean.answerRows.map((row) => copy * rows + row),
    ).flat()
    return this.runner.suffix(start, stream.data, answerRows)
  }

  private repeated(values: Float32Array, copies: number): Copies {
    const data = new Float32Array(copies * values.length)
    for (let copy = 0; copy < copies; copy++) data.set(values, copy * values.length)
    return { data, copies }
  }
}
