import type { ComputationalGraph } from '../../../graph'
import type { TransformerConfig } from '../../../model/transformer'
import { intTensor, type Feeds } from '../../../onnx'
import type { QkvKind } from '../../../transformer'
import { rowsOf } from '../../../experiment/changing-rows'
import { isSame } from '../../../experiment/is-same'
import { cleanProjections, UnchangedProjections } from '../clean/clean-projections'
import type { CleanRun } from '../clean/clean-run'
import { part, type Copies } from '../nodes/copies'
import { InputSum } from '../current/input-sum'
import type { NodeRunner } from '../nodes/node-runner'
import type { RestOfRun, SingleEdgePlan } from '../plan/single-edge-plan'

/** What each of several edges alone makes of the clean run. */
export interface SingleEdgeStreams {
  /** The last stream at the answer positions [edges, batch, dModel]. */
  last: Copies
  /** Of each edge, whether it alone leaves the receiver's input, or its node's output, as in the clean run. */
  isUnchanged: boolean[]
}

interface NodeOutput {
  /** [copies, rows, dModel] */
  output: Copies
  /** Of a head: its q, k or v that reads the changed input. */
  projection: { changed: Copies; clean: Float32Array } | null
}

/**
 * Path patching of single edges in one batch's clean run: only that edge carries the corrupt value. Downstream of the
 * edge's node all edges are there, so the rest of the run is a plain forward pass on the residual stream that the
 * node's changed output is added to.
 */
export class SingleEdges {
  private readonly unchanged: UnchangedProjections
  /** Edges come receiver by receiver, so one head's are kept. */
  private lastHead: { sender: number; clean: Record<QkvKind, Copies> } | null = null

  constructor(
    private readonly graph: ComputationalGraph,
    private readonly config: TransformerConfig,
    private readonly clean: CleanRun,
    private readonly runner: NodeRunner,
  ) {
    this.unchanged = new UnchangedProjections(graph, config, clean, runner)
  }

  /** What edges of earlier layers need of this one when its senders are given back. */
  keepStream(layer: number): void {
    this.unchanged.keepStream(layer)
  }

  /** The edges lead into the planned receiver. */
  async execute(plan: SingleEdgePlan, edges: readonly number[]): Promise<SingleEdgeStreams> {
    const { receiver, node } = plan
    const start = InputSum.ofCleanRun(this.clean, receiver.senderCount, receiver.where)
    const input = this.inputs(edges, start)
    const isLike = (values: Copies, base: Float32Array) =>
      edges.map((_, copy) => isSame(part(values, copy), base))
    const isSameInput = isLike(input, start.rounded())
    if (!node) return { last: input, isUnchanged: isSameInput }
    const { output, projection } = await this.nodeOutput(plan, input)
    const isSameOutput = isLike(output, this.clean.at('changing', this.clean.sender(node.sender)))
    const isUnchanged = edges.map(
      (_, copy) =>
        isSameInput[copy] ||
        isSameOutput[copy] ||
        (projection !== null && this.isSameProjection(part(projection.changed, copy), projection.clean)),
    )
    return { last: await this.rest(node.sender, node.rest, output), isUnchanged }
  }

  /** [edges, rows, dModel]: a receiver's input in the clean run with each edge alone carrying its corrupt value. */
  private inputs(edges: readonly number[], start: InputSum): Copies {
    const input = { data: new Float32Array(edges.length * start.length), copies: edges.length }
    const end = new Float64Array(start.length)
    edges.forEach((edge, copy) => start.nested([this.graph.edgeSender[edge]], part(input, copy), end))
    return input
  }

  /** At the rows that can change; the others are not looked at. */
  private isSameProjection(changed: Float32Array, clean: Float32Array): boolean {
    const at = (values: Float32Array) => rowsOf(values, this.clean.rows.changing, this.config.dHead)
    return isSame(at(changed), at(clean))
  }

  private async nodeOutput({ receiver, node }: SingleEdgePlan, x: Copies): Promise<NodeOutput> {
    const { layer, head } = node!
    const { kind } = receiver
    if (kind === 'mlp') return { output: await this.runner.mlp(layer, x), projection: null }
    const clean = await this.projections(node!.sender, { layer, head, senderCount: receiver.senderCount })
    const name = { layer, head, kind: kind as QkvKind, where: 'changing' } as const
    const unchanged = kind === 'q' ? undefined : this.clean.unchangedOf(clean[name.kind].data)
    const { positionInputs } = this.clean
    const changed = await this.runner.projection(name, [x], positionInputs, { unchanged })
    const output = await this.runner.attend(name, { ...clean, [kind]: changed }, positionInputs)
    return { output, projection: { changed, clean: clean[name.kind].data } }
  }

  /** q, k and v of a head in the clean run. */
  private async projections(
    sender: number,
    head: { layer: number; head: number; senderCount: number },
  ): Promise<Record<QkvKind, Copies>> {
    if (this.lastHead?.sender === sender) return this.lastHead.clean
    const clean = await cleanProjections(this.clean, this.runner, { ...head, where: 'changing' })
    this.lastHead = { sender, clean }
    return clean
  }

  /** The last stream at the answer positions [copies, batch, dModel], with the sender's output replaced. */
  private async rest(
    sender: number,
    { senderCount, start, attention }: RestOfRun,
    output: Copies,
  ): Promise<Copies> {
    const streams = this.withOutput(sender, output, this.clean.stream(senderCount))
    if (!start) return this.atAnswers(streams)
    const { answersAmongChanging, positionInputs } = this.clean
    const answerRows = intTensor(answersAmongChanging, [answersAmongChanging.length])
    const feeds: Feeds = { ...positionInputs, answerRows }
    for (const layer of attention) Object.assign(feeds, await this.unchanged.of(layer))
    return { data: await this.runner.suffix(start, streams, feeds), copies: output.copies }
  }

  /** [copies, rows, dModel] -> [copies, batch, dModel] */
  private atAnswers(streams: Copies): Copies {
    const width = this.clean.width('answer')
    const data = new Float32Array(streams.copies * width)
    for (let copy = 0; copy < streams.copies; copy++) {
      data.set(rowsOf(part(streams, copy), this.clean.answersAmongChanging, this.config.dModel), copy * width)
    }
    return { data, copies: streams.copies }
  }

  /** Streams [copies, rows, dModel] with a sender's output replaced; all at the changing rows. */
  private withOutput(sender: number, output: Copies, stream: Float64Array): Copies {
    const before = this.clean.at('changing', this.clean.sender(sender))
    const start = this.clean.at('changing', stream)
    const layer = this.clean.views.layerOf(sender)
    const attention = layer === null ? null : this.clean.attentionAt('changing', layer)
    const streams = { data: new Float32Array(output.data.length), copies: output.copies }
    for (let copy = 0; copy < output.copies; copy++) {
      const [from, to] = [part(output, copy), part(streams, copy)]
      if (attention === null) for (let i = 0; i < to.length; i++) to[i] = start[i] + (from[i] - before[i])
      else {
        const changed = attention.map((value, i) => value + (from[i] - before[i]))
        const view = this.clean.viewChange('changing', layer!, changed)
        for (let i = 0; i < to.length; i++) to[i] = start[i] + view[i]
      }
    }
    return streams
  }
}
