import type { ComputationalGraph } from '../../graph'
import type { SlotKind, Where } from '../../transformer'
import type { CleanState } from './clean-state'
import { CutPlanner, receiversOf, type CutPlan, type ReceiverSum } from './cut-plan'
import type { LiveNodes } from './live-nodes'
import { part, type ChangeTarget, type Copies, type NodeRunner } from './node-runner'
import { cleanSlots } from './clean-slots'
import { isSame } from '../../experiment/is-same'
import { TestedInput, type Unchanged } from './tested-input'
import { TrialValues } from './trial-values'

/**
 * The current circuit's activations of one batch. A receiver's input is a constant (the clean stream, and
 * corrupt - clean of every sender cut from it) plus the changes of the senders it still reads; a trial
 * recomputes the nodes that changed receivers lead to, along edges of the circuit, and nothing else.
 *
 * Memory, in units of rows*dModel floats (rows: those that change): receivers that are read (constants) + nodes that are read *
 * (2 + copies of a trial), where a node or receiver needed at the answer positions only counts as that few rows.
 */
export class CircuitState {
  /** [sender] [rows, dModel] what its output differs in from its base; all have it at the answers, some at all changing rows. */
  private readonly changes: Record<Where, TrialValues>
  /** [receiver] [batch, place, dHead] q, k and v */
  private readonly slots: Record<Where, TrialValues>
  private readonly planner: CutPlanner
  /** [receiver] [rows, dModel] what its senders' changes are added to */
  private readonly constants = new Map<number, Float32Array>()
  /** [receiver] k and v in the clean run at the rows that do not change, 0 at the others */
  private readonly unchanged = new Map<number, Float32Array>()
  /** [node] its output in the clean run, computed as trials do, so that rounding cancels */
  private readonly bases = new Map<number, Float32Array>()
  /** Receivers whose constants hold all their cuts. */
  private readonly settled = new Set<number>()
  private lastPlan: { key: string; plan: CutPlan } | null = null
  private tested: TestedInput | null = null
  /** Cuts into the tested receiver of which only its constant knows; `copy` of the last trial has them, if that is still there. */
  /** Of the last trial: see triedOutputs, and the last stream. */
  private tried: Copies[] = []
  /** The same of the current circuit, as far as it is known. */
  private accepted: (Float32Array | undefined)[] | null = null
  private unsaved: { receiver: number; copy: number | null } | null = null

  constructor(
    private readonly graph: ComputationalGraph,
    private readonly clean: CleanState,
    private readonly live: LiveNodes,
    private readonly runner: NodeRunner,
  ) {
    const valuesOf = (size: (where: Where) => number) => ({
      changing: new TrialValues(size('changing')),
      answer: new TrialValues(size('answer')),
    })
    this.changes = valuesOf((where) => clean.width(where))
    this.slots = valuesOf((where) => clean.slotSize(where))
    this.planner = new CutPlanner(graph, live)
  }

  /** What a cut into this receiver makes to be recomputed. */
  planOf(receiver: number): CutPlan {
    return this.plan([receiver])
  }

  /** What one circuit of a trial at this receiver holds in memory. */
  trialBytes(receiver: number): number {
    const plan = this.planOf(receiver)
    const changes = plan.nodes.map((node) => this.clean.width(this.live.node(node).where))
    const slots = this.slotsOf(plan, [receiver]).map((slot) => this.clean.slotSize(this.live.rowsOf(slot)))
    return Float32Array.BYTES_PER_ELEMENT * [...changes, ...slots].reduce((total, size) => total + size, 0)
  }

  /**
   * The last stream [copies, batch, dModel] with edges[0..i] cut in copy i; all lead into one receiver. A cut changes
   * nothing where the receiver's input, its node's output or the last stream stay as they were.
   */
  async tryNested(edges: readonly number[]): Promise<Copies & Unchanged> {
    const receiver = this.graph.edgeReceiver[edges[0]]
    if (this.unsaved?.receiver === receiver) this.unsaved.copy = null
    else await this.save()
    for (const node of this.plan([receiver]).nodes) await this.base(node)
    const input = this.testedInput(receiver).withCuts(edges)
    const last = await this.run(this.plan([receiver]), edges.length, new Map([[receiver, input]]))
    const tried = [...this.triedOutputs(receiver), last]
    const unchanged = edges.map(
      (_, copy) =>
        input.unchanged[copy] ||
        tried.some((values, i) => {
          const before = copy > 0 ? part(values, copy - 1) : this.accepted?.[i]
          return before !== undefined && isSame(part(values, copy), before)
        }),
    )
    this.tried = tried
    return { ...last, unchanged }
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
    this.accepted = this.tried.map((values) => part(values, edges.length - 1).slice())
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
    this.accepted = null
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

  /** What the last trial made of the tested receiver: its slot, and its node's output where that is looked at. */
  private triedOutputs(receiver: number): Copies[] {
    const { sender } = this.graph.receivers[receiver]
    if (sender < 0) return []
    const where = this.live.node(sender).where
    const output = this.changes[where].ofTrial(sender)
    return this.isSlot(receiver)
      ? [this.slots[this.live.rowsOf(receiver)].ofTrial(receiver), output]
      : [output]
  }

  /** The same before the first trial at this receiver: a node that nothing has changed yet differs from its base by 0. */
  private beforeTrials(receiver: number): Float32Array[] {
    const { sender } = this.graph.receivers[receiver]
    if (sender < 0) return []
    const where = this.live.node(sender).where
    const output = this.changes[where].ofCircuit(sender)?.data ?? new Float32Array(this.clean.width(where))
    if (!this.isSlot(receiver)) return [output]
    const slot = this.slots[this.live.rowsOf(receiver)].ofCircuit(receiver)
    return slot ? [slot.data, output] : []
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

  /** The last stream [copies, batch, dModel] at the answer positions, with these receivers' inputs. */
  private async run(plan: CutPlan, copies: number, inputs: Map<number, Copies>): Promise<Copies> {
    // Bases are the clean run's, so they must be there before the first cut is taken for good.
    for (const node of plan.nodes) await this.base(node)
    this.begin(plan, copies, [...inputs.keys()])
    for (const { sums, nodes } of plan.steps) {
      for (const receiver of nodes.flatMap((node) => receiversOf(this.graph, node))) {
        const x = inputs.get(receiver)
        if (x) await this.compute(receiver, [x])
      }
      for (const sum of sums) await this.compute(sum.receiver, this.terms(sum))
      for (const node of nodes) if (this.graph.senders[node].kind === 'head') await this.head(node)
    }
    if (plan.last) return this.runner.sum(this.terms(plan.last))
    const last = inputs.get(this.graph.receivers.length - 1)
    if (!last) throw new Error('a cut that reaches no logits was tried')
    return last
  }

  /** Receivers whose q, k or v is computed, where the inputs of some are given. */
  private slotsOf({ summed }: CutPlan, given: readonly number[]): number[] {
    return [...new Set([...summed, ...given])].filter((receiver) => this.isSlot(receiver))
  }

  private begin(plan: CutPlan, copies: number, given: readonly number[]): void {
    const { nodes } = plan
    this.changes.answer.begin(nodes, copies)
    const everywhere = nodes.filter((node) => this.isHeldEverywhere(node))
    this.changes.changing.begin(everywhere, copies)
    const slots = this.slotsOf(plan, given)
    for (const where of ['changing', 'answer'] as const) {
      const mine = slots.filter((receiver) => this.live.rowsOf(receiver) === where)
      this.slots[where].begin(mine, copies)
    }
  }

  private async compute(receiver: number, terms: readonly Copies[]): Promise<void> {
    if (this.isSlot(receiver)) return this.slot(receiver, terms)
    return this.mlp(this.graph.receivers[receiver].sender, terms)
  }

  private isSlot(receiver: number): boolean {
    const { kind } = this.graph.receivers[receiver]
    return kind !== 'mlp' && kind !== 'logits'
  }

  /** Makes a copy of what was last run the current circuit's. */
  private accept(copy: number): void {
    for (const where of ['changing', 'answer'] as const) {
      this.changes[where].accept(copy)
      this.slots[where].accept(copy)
    }
  }

  private testedInput(receiver: number): TestedInput {
    if (this.tested?.receiver !== receiver) {
      this.tested = new TestedInput(this.clean, this.live, this.graph, receiver)
      this.accepted = this.beforeTrials(receiver)
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

  private async slot(receiver: number, terms: readonly Copies[]): Promise<void> {
    const { layer, head, kind } = this.graph.receivers[receiver]
    const where = this.live.rowsOf(receiver)
    const name = { layer, head, kind: kind as SlotKind, where }
    const unchanged = this.unchanged.get(receiver)
    const into = this.slots[where].ofTrial(receiver).data
    await this.runner.slot(name, terms, this.clean.places, { unchanged, into })
  }

  private async mlp(node: number, terms: readonly Copies[]): Promise<void> {
    const { layer } = this.graph.senders[node]
    const { where } = this.live.node(node)
    await this.runner.mlpChange(layer, where, terms, this.target(node))
  }

  private async head(node: number): Promise<void> {
    const { layer, head } = this.graph.senders[node]
    const [q, k, v] = receiversOf(this.graph, node).map((receiver) => {
      const slots = this.slots[this.live.rowsOf(receiver)]
      return slots.changes(receiver) ? slots.ofTrial(receiver) : slots.ofCircuit(receiver)!
    })
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
    for (const [i, slot] of [slots.q, slots.k, slots.v].entries()) {
      this.slots[this.live.rowsOf(receivers[i])].set(receivers[i], slot.data)
    }
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
