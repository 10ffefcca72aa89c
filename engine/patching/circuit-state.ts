import type { ComputationalGraph } from '../graph'
import type { Feeds } from '../onnx'
import type { SlotKind } from '../transformer'
import type { CleanState } from './clean-state'
import type { LiveNodes } from './live-nodes'
import { part, rounded, type Copies, type NodeRunner } from './node-runner'

/** What several changed circuits, one a copy, differ in from the current one. */
export interface Trial {
  /** receiver -> change of its input, at the rows where it matters */
  changes: Map<number, Copies<Float64Array>>
  /** receiver -> new q, k or v */
  slots: Map<number, Copies>
  /** sender -> new output */
  outputs: Map<number, Copies>
  /** [copies, batch, columns] */
  logits: Copies
}

/**
 * The current circuit's activations of one batch, kept only where they differ from the clean run or
 * have been asked for. A trial recomputes the nodes that changed receivers lead to, along edges of the
 * circuit, and nothing else.
 */
export class CircuitState {
  /** [receiver] its input; unset while it is the clean one */
  private readonly inputs = new Map<number, Float64Array>()
  private readonly slots = new Map<number, Float32Array>()
  private readonly outputs = new Map<number, Float32Array>()

  constructor(
    private readonly graph: ComputationalGraph,
    private readonly clean: CleanState,
    private readonly live: LiveNodes,
    private readonly runner: NodeRunner,
    /** `unembed` and `unembedBias`, or the columns of them that the metric needs */
    private readonly head: Feeds,
  ) {}

  /** Copy i has edges[0..i] cut (with `nested`), or all of them (one copy). */
  async try(edges: readonly number[], nested: boolean): Promise<Trial> {
    const trial = this.emptyTrial(nested ? edges.length : 1)
    edges.forEach((edge, i) => this.addCut(trial, edge, nested ? i : 0))
    for (let node = 1; node < this.graph.senders.length; node++) await this.recompute(trial, node)
    const logits = this.graph.receivers.length - 1
    const last = this.input(logits, trial)
    trial.logits = await this.runner.logits(last, this.head)
    return trial
  }

  /** Makes one copy of a trial the current circuit. */
  accept(trial: Trial, copy: number): void {
    for (const [receiver, change] of trial.changes) {
      const input = this.baseInput(receiver).slice()
      add(input, part(change, copy))
      this.inputs.set(receiver, input)
    }
    for (const [receiver, slot] of trial.slots) this.slots.set(receiver, part(slot, copy).slice())
    for (const [node, output] of trial.outputs) this.outputs.set(node, part(output, copy).slice())
  }

  /** Logits [batch, columns] of the current circuit. */
  async logits(head: Feeds): Promise<Float32Array> {
    const x = this.input(this.graph.receivers.length - 1, null)
    return (await this.runner.logits(x, head)).data
  }

  /** Inputs held apart from the clean run: what one more copy of the changes may cost. */
  get changedInputs(): number {
    return this.inputs.size
  }

  private emptyTrial(copies: number): Trial {
    const changes = new Map<number, Copies<Float64Array>>()
    return { changes, slots: new Map(), outputs: new Map(), logits: { data: new Float32Array(), copies } }
  }

  private addCut(trial: Trial, edge: number, firstCopy: number): void {
    const receiver = this.graph.edgeReceiver[edge]
    const change = this.changeOf(trial, receiver)
    for (let copy = firstCopy; copy < change.copies; copy++) {
      this.clean.addDifference(this.graph.edgeSender[edge], this.live.rowsOf(receiver), part(change, copy))
    }
  }

  /** Recomputes a node whose inputs have changed, and passes its change on to its readers. */
  private async recompute(trial: Trial, node: number): Promise<void> {
    const receivers = this.receiversOf(node)
    if (!receivers.some((receiver) => trial.changes.has(receiver))) return
    const { readers, where } = this.live.node(node)
    if (readers.length === 0) return
    const base = await this.output(node)
    const output = await this.compute(node, trial)
    trial.outputs.set(node, output)
    const difference = minus(output, base)
    const atAnswers = where === 'all' ? this.clean.at('answer', difference) : difference
    for (const reader of readers) {
      add(this.changeOf(trial, reader).data, this.live.rowsOf(reader) === 'all' ? difference : atAnswers)
    }
  }

  /** The node's current output. The first time it is computed as trials do, so that rounding cancels. */
  private async output(node: number): Promise<Float32Array> {
    const known = this.outputs.get(node)
    if (known) return known
    const { data } = await this.compute(node, null)
    this.outputs.set(node, data)
    return data
  }

  private async compute(node: number, trial: Trial | null): Promise<Copies> {
    const { kind, layer, head } = this.graph.senders[node]
    const receivers = this.receiversOf(node)
    if (kind === 'mlp') return this.runner.mlp(layer, this.input(receivers[0], trial))
    const [q, k, v] = [
      await this.slot(receivers[0], trial),
      await this.slot(receivers[1], trial),
      await this.slot(receivers[2], trial),
    ]
    return this.runner.attend(layer, head, this.live.node(node).where, { q, k, v }, this.clean.answerPlaces)
  }

  private async slot(receiver: number, trial: Trial | null): Promise<Copies> {
    if (trial?.changes.has(receiver)) {
      const slot = await this.computeSlot(receiver, this.input(receiver, trial))
      trial.slots.set(receiver, slot)
      return slot
    }
    const known = this.slots.get(receiver)
    if (known) return { data: known, copies: 1 }
    const slot = await this.computeSlot(receiver, this.input(receiver, null))
    this.slots.set(receiver, slot.data)
    return slot
  }

  private computeSlot(receiver: number, x: Copies): Promise<Copies> {
    const { layer, head, kind } = this.graph.receivers[receiver]
    return this.runner.slot(
      layer,
      head,
      kind as SlotKind,
      this.live.rowsOf(receiver),
      x,
      this.clean.answerPlaces,
    )
  }

  /** A receiver's input in the trial, or in the current circuit where the trial does not change it. */
  private input(receiver: number, trial: Trial | null): Copies {
    const base = this.baseInput(receiver)
    const change = trial?.changes.get(receiver)
    return change ? rounded(change, base) : { data: Float32Array.from(base), copies: 1 }
  }

  private baseInput(receiver: number): Float64Array {
    const known = this.inputs.get(receiver)
    if (known) return known
    return this.clean.at(
      this.live.rowsOf(receiver),
      this.clean.stream(this.graph.receivers[receiver].senderCount),
    )
  }

  private changeOf(trial: Trial, receiver: number): Copies<Float64Array> {
    const known = trial.changes.get(receiver)
    if (known) return known
    const { copies } = trial.logits
    const change = { data: new Float64Array(copies * this.clean.width(this.live.rowsOf(receiver))), copies }
    trial.changes.set(receiver, change)
    return change
  }

  /** q, k, v of a head, or the one receiver of an MLP. */
  private receiversOf(node: number): number[] {
    const { kind, layer, head } = this.graph.senders[node]
    const { heads } = this.graph.shape
    const perLayer = 3 * heads + (this.graph.shape.mlps ? 1 : 0)
    const first = layer * perLayer
    return kind === 'mlp'
      ? [first + 3 * heads]
      : [first + head, first + heads + head, first + 2 * heads + head]
  }
}

function add(into: Float64Array, values: Float64Array): void {
  for (let i = 0; i < into.length; i++) into[i] += values[i]
}

/** Every copy minus the one base. */
function minus({ data }: Copies, base: Float32Array): Float64Array {
  const difference = new Float64Array(data.length)
  for (let at = 0; at < data.length; at += base.length) {
    for (let i = 0; i < base.length; i++) difference[at + i] = data[at + i] - base[i]
  }
  return difference
}
