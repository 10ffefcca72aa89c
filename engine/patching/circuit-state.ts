import type { ComputationalGraph } from '../graph'
import type { SlotKind, Where } from '../transformer'
import type { CleanState } from './clean-state'
import { CutPlanner, receiversOf, type CutPlan, type ReceiverSum } from './cut-plan'
import type { LiveNodes } from './live-nodes'
import { part, type ChangeTarget, type Copies, type NodeRunner } from './node-runner'
import { SenderChanges } from './sender-changes'
import { cleanSlots } from './clean-slots'
import { TestedInput } from './tested-input'

/** Several changed circuits, one a copy, as they were last tried. */
interface Trial {
  plan: CutPlan
  copies: number
  /** receiver -> new q, k or v */
  slots: Map<number, Copies>
  /** [copies, batch, dModel] the last stream at the answer positions, once it is there */
  last: Copies | null
}

/**
 * The current circuit's activations of one batch. A receiver's input is a constant (the clean stream, and
 * corrupt - clean of every sender cut from it) plus the changes of the senders it still reads; a trial
 * recomputes the nodes that changed receivers lead to, along edges of the circuit, and nothing else.
 *
 * Memory, in units of rows*dModel floats (rows: those that change): receivers that are read (constants) + nodes that are read *
 * (2 + copies of a trial), where a node or receiver needed at the answer positions only counts as that few rows.
 */
export class CircuitState {
  private readonly changes: Record<Where, SenderChanges>
  private readonly planner: CutPlanner
  /** [receiver] [rows, dModel] what its senders' changes are added to */
  private readonly constants = new Map<number, Float32Array>()
  /** [receiver] q, k or v in the current circuit */
  private readonly slots = new Map<number, Float32Array>()
  /** [receiver] k and v in the clean run at the rows that do not change, 0 at the others */
  private readonly unchanged = new Map<number, Float32Array>()
  /** [node] its output in the clean run, computed as trials do, so that rounding cancels */
  private readonly bases = new Map<number, Float32Array>()
  /** Receivers whose constants hold all their cuts. */
  private readonly settled = new Set<number>()
  private lastPlan: { key: string; plan: CutPlan } | null = null
  private tested: TestedInput | null = null
  private trial: Trial | null = null
  /** Cuts into the tested receiver of which only its constant knows; `copy` of the last trial has them, if that is still there. */
  private unsaved: { receiver: number; copy: number | null } | null = null

  constructor(
    private readonly graph: ComputationalGraph,
    private readonly clean: CleanState,
    private readonly live: LiveNodes,
    private readonly runner: NodeRunner,
  ) {
    this.changes = {
      changing: new SenderChanges(clean.width('changing')),
      answer: new SenderChanges(clean.width('answer')),
    }
    this.planner = new CutPlanner(graph, live)
  }

  /** What a cut into this receiver makes to be recomputed. */
  planOf(receiver: number): CutPlan {
    return this.plan([receiver])
  }

  /** The last stream [copies, batch, dModel] with edges[0..i] cut in copy i; all lead into one receiver. */
  async tryNested(edges: readonly number[]): Promise<Copies> {
    const receiver = this.graph.edgeReceiver[edges[0]]
    if (this.unsaved?.receiver === receiver) this.unsaved.copy = null
    else await this.save()
    const inputs = new Map([[receiver, this.testedInput(receiver).withCuts(edges)]])
    return this.run(this.plan([receiver]), edges.length, inputs)
  }

  /**
   * Makes the first copies' cuts, all of `edges`, the current circuit; `edges` begin the last tryNested. What changes
   * by them is saved once another receiver is tested: until then nothing reads it, since every trial computes it.
   */
  acceptNested(edges: readonly number[]): void {
    const input = this.testedInput(this.graph.edgeReceiver[edges[0]])
    input.cut(edges)
    input.store(this.constantOf(input.receiver))
    this.settled.add(input.receiver)
    this.unsaved = { receiver: input.receiver, copy: edges.length - 1 }
  }

  /**
   * Computes the current circuit anew from its cuts alone, which lead into these receivers (in one fixed order):
   * the same circuit then has the same values to the last bit, however it came about.
   */
  async restate(receivers: readonly number[]): Promise<void> {
    this.changes.changing.clear()
    this.changes.answer.clear()
    this.unsaved = null
    this.lastPlan = null
    this.tested = null
    if (receivers.length > 0) await this.refresh(receivers)
  }

  /** What restate needs and takes longest, in parts: the clean run of each node, and the sums of all cuts. */
  async *prepare(receivers: readonly number[]): AsyncGenerator<void> {
    for (const node of this.planner.plan(receivers).nodes) {
      await this.base(node)
      yield
    }
    for (const receiver of receivers) {
      this.settle(receiver)
      yield
    }
  }

  /** The last stream [1, batch, dModel] of the current circuit. */
  async currentLast(): Promise<Copies> {
    await this.save()
    const logits = this.graph.receivers.length - 1
    return this.runner.sum(this.terms({ receiver: logits, changed: [], others: this.live.sendersOf(logits) }))
  }

  private settle(receiver: number): void {
    if (this.settled.has(receiver)) return
    new TestedInput(this.clean, this.live, this.graph, receiver).store(this.constantOf(receiver))
    this.settled.add(receiver)
  }

  private async save(): Promise<void> {
    if (!this.unsaved) return
    const { receiver, copy } = this.unsaved
    this.unsaved = null
    if (copy === null) await this.refresh([receiver])
    else this.accept(copy)
  }

  /** Recomputes the current circuit after any cuts into these receivers. */
  private async refresh(receivers: readonly number[]): Promise<void> {
    const plan = this.plan(receivers)
    const inputs = new Map<number, Copies>()
    for (const receiver of receivers) {
      this.settle(receiver)
      if (!plan.summed.has(receiver)) inputs.set(receiver, { data: this.constantOf(receiver), copies: 1 })
    }
    await this.run(plan, 1, inputs)
    this.accept(0)
  }

  private plan(receivers: readonly number[]): CutPlan {
    const key = receivers.join()
    if (this.lastPlan?.key !== key) this.lastPlan = { key, plan: this.planner.plan(receivers) }
    return this.lastPlan.plan
  }

  private async run(plan: CutPlan, copies: number, inputs: Map<number, Copies>): Promise<Copies> {
    const trial: Trial = { plan, copies, slots: new Map(), last: null }
    // Bases are the clean run's, so they must be there before the first cut is taken for good.
    for (const node of plan.nodes) await this.base(node)
    this.changes.answer.begin(plan.nodes, copies)
    this.changes.changing.begin(
      plan.nodes.filter((node) => this.isHeldEverywhere(node)),
      copies,
    )
    const compute = async (receiver: number, terms: Copies[]) => {
      const { kind, sender } = this.graph.receivers[receiver]
      if (kind === 'logits') trial.last = await this.runner.sum(terms)
      else if (kind === 'mlp') await this.mlp(sender, terms)
      else trial.slots.set(receiver, await this.slot(receiver, terms))
    }
    for (const [receiver, x] of inputs) {
      if (this.graph.receivers[receiver].kind === 'logits') await compute(receiver, [x])
    }
    for (const { sums, nodes } of plan.steps) {
      for (const node of nodes) {
        for (const receiver of receiversOf(this.graph, node)) {
          const x = inputs.get(receiver)
          if (x) await compute(receiver, [x])
        }
      }
      for (const sum of sums) await compute(sum.receiver, this.terms(sum))
      for (const node of nodes) if (this.graph.senders[node].kind === 'head') await this.head(node, trial)
    }
    this.trial = trial
    if (!trial.last) throw new Error('a cut that reaches no logits was tried')
    return trial.last
  }

  private accept(copy: number): void {
    const { plan, slots } = this.trial!
    for (const node of plan.nodes) {
      this.changes.answer.accept(node, copy)
      if (this.isHeldEverywhere(node)) this.changes.changing.accept(node, copy)
    }
    for (const [receiver, slot] of slots) {
      this.slots.set(receiver, slot.copies === 1 ? slot.data : part(slot, copy).slice())
    }
    this.trial = null
  }

  private testedInput(receiver: number): TestedInput {
    if (this.tested?.receiver !== receiver) {
      this.tested = new TestedInput(this.clean, this.live, this.graph, receiver)
    }
    return this.tested
  }

  /** What a receiver's input is the sum of; those that are the same in all copies first. */
  private terms({ receiver, changed, others }: ReceiverSum): Copies[] {
    const changes = this.changes[this.live.rowsOf(receiver)]
    const constant = { data: this.constantOf(receiver), copies: 1 }
    const still = others.map((sender) => changes.ofCircuit(sender)).filter((change) => change !== null)
    return [constant, ...still, ...changed.map((sender) => changes.ofTrial(sender))]
  }

  private slot(receiver: number, terms: readonly Copies[]): Promise<Copies> {
    const { layer, head, kind } = this.graph.receivers[receiver]
    const where = this.live.rowsOf(receiver)
    const name = { layer, head, kind: kind as SlotKind, where }
    return this.runner.slot(name, terms, this.clean.places, this.unchanged.get(receiver))
  }

  private async mlp(node: number, terms: readonly Copies[]): Promise<void> {
    const { layer } = this.graph.senders[node]
    const { where } = this.live.node(node)
    await this.runner.mlpChange(layer, where, terms, this.target(node))
  }

  private async head(node: number, trial: Trial): Promise<void> {
    const { layer, head } = this.graph.senders[node]
    const [q, k, v] = receiversOf(this.graph, node).map(
      (receiver) => trial.slots.get(receiver) ?? { data: this.slots.get(receiver)!, copies: 1 },
    )
    const { where } = this.live.node(node)
    await this.runner.attendChange(layer, head, where, { q, k, v }, this.clean.places, this.target(node))
  }

  private target(node: number): ChangeTarget {
    const { changing, answer } = this.changes
    const { answersAmongChanging: answerRows } = this.clean
    const base = this.bases.get(node)!
    const atAnswers = answer.ofTrial(node).data
    return this.isHeldEverywhere(node)
      ? { base, change: changing.ofTrial(node).data, answerChange: atAnswers, answerRows }
      : { base, change: atAnswers, answerChange: null, answerRows }
  }

  private isHeldEverywhere(node: number): boolean {
    return this.live.node(node).where === 'changing'
  }

  /** Computes a node on the clean run once, its q, k and v too. */
  private async base(node: number): Promise<void> {
    if (this.bases.has(node)) return
    const { kind, layer, head } = this.graph.senders[node]
    const receivers = receiversOf(this.graph, node)
    if (kind === 'mlp') {
      const x = Float32Array.from(this.cleanInput(receivers[0]))
      this.bases.set(node, (await this.runner.mlp(layer, { data: x, copies: 1 })).data)
      return
    }
    const { where } = this.live.node(node)
    const { senderCount } = this.graph.receivers[receivers[0]]
    const slots = await cleanSlots(this.clean, this.runner, { layer, head, where, senderCount })
    for (const [i, slot] of [slots.q, slots.k, slots.v].entries()) this.slots.set(receivers[i], slot.data)
    this.unchanged.set(receivers[1], this.clean.unchangedOf(slots.k.data))
    this.unchanged.set(receivers[2], this.clean.unchangedOf(slots.v.data))
    const { data } = await this.runner.attend(layer, head, where, slots, this.clean.places)
    this.bases.set(node, data)
  }

  private cleanInput(receiver: number): Float64Array {
    const stream = this.clean.stream(this.graph.receivers[receiver].senderCount)
    return this.clean.at(this.live.rowsOf(receiver), stream)
  }

  /** [rows, dModel]; asked for only when all edges behind the receiver are decided. */
  private constantOf(receiver: number): Float32Array {
    const known = this.constants.get(receiver)
    if (known) return known
    const constant = Float32Array.from(this.cleanInput(receiver))
    this.constants.set(receiver, constant)
    return constant
  }
}
