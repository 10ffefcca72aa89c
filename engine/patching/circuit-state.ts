import type { ComputationalGraph } from '../graph'
import type { SlotKind, Where } from '../transformer'
import type { CleanState } from './clean-state'
import { CutPlanner, receiversOf, type CutPlan, type GroupSum, type ReceiverGroup } from './cut-plan'
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
  private readonly groups = new Map<string, ReceiverGroup[]>()
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
  /** Sums of a group [receivers, copies, cells], used again for every group. */
  private scratch = new Float32Array()

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
    this.planner = new CutPlanner(graph, live, this.changes, (layer, kind) => this.groupsOf(layer, kind))
  }

  /** What a cut into this receiver makes to be recomputed. */
  planOf(receiver: number): CutPlan {
    return this.plan([receiver])
  }

  /** Senders whose changes are held at all changing rows. */
  get heldSenders(): number {
    return this.changes.changing.count
  }

  /** The last stream [copies, batch, dModel] with edges[0..i] cut in copy i; all lead into one receiver. */
  async tryNested(edges: readonly number[]): Promise<Copies> {
    const receiver = this.graph.edgeReceiver[edges[0]]
    const inputs = new Map([[receiver, this.testedInput(receiver).withCuts(edges)]])
    return this.run(this.plan([receiver]), edges.length, inputs)
  }

  /** Makes the first copies' cuts, all of `edges`, the current circuit; `edges` begin the last tryNested. */
  acceptNested(edges: readonly number[]): void {
    const input = this.testedInput(this.graph.edgeReceiver[edges[0]])
    input.cut(edges)
    input.store(this.constantOf(input.receiver))
    this.settled.add(input.receiver)
    this.accept(edges.length - 1)
  }

  /**
   * Computes the current circuit anew from its cuts alone, which lead into these receivers (in one fixed order):
   * the same circuit then has the same values to the last bit, however it came about.
   */
  async restate(receivers: readonly number[]): Promise<void> {
    this.changes.changing.clear()
    this.changes.answer.clear()
    this.lastPlan = null
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

  private settle(receiver: number): void {
    if (this.settled.has(receiver)) return
    new TestedInput(this.clean, this.live, this.graph, receiver).store(this.constantOf(receiver))
    this.settled.add(receiver)
  }

  /** Gives the senders that trials at these receivers can change their places, in one fixed order. */
  reserve(receivers: readonly number[]): void {
    for (const receiver of receivers) this.planner.plan([receiver])
  }

  /** Recomputes the current circuit after any cuts into these receivers. */
  private async refresh(receivers: readonly number[]): Promise<void> {
    const plan = this.plan(receivers)
    const inputs = new Map<number, Copies>()
    for (const receiver of receivers) {
      const constant = this.constantOf(receiver)
      this.settle(receiver)
      if (!plan.summed.has(receiver)) inputs.set(receiver, { data: constant, copies: 1 })
    }
    this.tested = null
    await this.run(plan, 1, inputs)
    this.accept(0)
  }

  /** The last stream [1, batch, dModel] of the current circuit. */
  currentLast(): Copies {
    const logits = this.graph.receivers.length - 1
    const sum = Float64Array.from(this.constantOf(logits))
    for (const sender of this.live.sendersOf(logits)) {
      if (!this.changes.answer.has(sender)) continue
      const change = this.changes.answer.values(this.changes.answer.slotOf(sender), 1)
      for (let i = 0; i < change.length; i++) sum[i] += change[i]
    }
    return { data: Float32Array.from(sum), copies: 1 }
  }

  /** After values that are no numbers. */
  forgetTrial(): void {
    this.changes.changing.clearTrial()
    this.changes.answer.clearTrial()
  }

  private plan(receivers: readonly number[]): CutPlan {
    const key = receivers.join()
    if (this.lastPlan?.key !== key) this.lastPlan = { key, plan: this.planner.plan(receivers) }
    return this.lastPlan.plan
  }

  private async run(plan: CutPlan, copies: number, inputs: Map<number, Copies>): Promise<Copies> {
    const logits = this.graph.receivers.length - 1
    const trial: Trial = { plan, copies, slots: new Map() }
    // Bases are the clean run's, so they must be there before the first cut is taken for good.
    for (const node of plan.nodes) await this.base(node)
    this.changes.changing.begin(copies)
    this.changes.answer.begin(copies)
    const compute = async (receiver: number, x: Copies) => {
      const { kind } = this.graph.receivers[receiver]
      if (kind === 'logits') inputs.set(receiver, { data: x.data.slice(), copies })
      else if (kind === 'mlp') await this.mlp(this.graph.receivers[receiver].sender, x)
      else trial.slots.set(receiver, await this.slot(receiver, x))
    }
    for (const { sums, nodes } of plan.steps) {
      for (const node of nodes) {
        for (const receiver of receiversOf(this.graph, node)) {
          const x = inputs.get(receiver)
          if (x) await compute(receiver, x)
        }
      }
      for (const sum of sums) {
        const x = await this.sum(sum, copies)
        for (const [i, receiver] of sum.receivers.entries()) {
          if (!plan.summed.has(receiver)) continue
          const size = x.length / sum.receivers.length
          await compute(receiver, { data: x.subarray(i * size, (i + 1) * size), copies })
        }
      }
      for (const node of nodes) if (this.graph.senders[node].kind === 'head') await this.head(node, trial)
    }
    this.trial = trial
    const last = inputs.get(logits)
    if (!last) throw new Error('a cut that reaches no logits was tried')
    return last
  }

  private accept(copy: number): void {
    const { plan, slots } = this.trial!
    for (const node of plan.nodes) {
      this.changes.answer.accept(node, copy)
      if (this.changes.changing.has(node)) this.changes.changing.accept(node, copy)
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

  private async sum(sum: GroupSum, copies: number): Promise<Float32Array> {
    const { where, receivers, constant, mask, firstSlot, current } = sum
    const size = constant.length * copies
    if (this.scratch.length < size) this.scratch = new Float32Array(size)
    const x = this.scratch.subarray(0, size)
    const changes = this.changes[where]
    await this.runner.mix(
      {
        receivers: receivers.length,
        copies,
        constant,
        mask,
        changed: changes.changed(firstSlot, mask.length / receivers.length),
        current: current && { mask: current.mask, values: changes.values(current.firstSlot, current.slots) },
      },
      x,
    )
    return x
  }

  private slot(receiver: number, x: Copies): Promise<Copies> {
    const { layer, head, kind } = this.graph.receivers[receiver]
    const where = this.live.rowsOf(receiver)
    const name = { layer, head, kind: kind as SlotKind, where }
    return this.runner.slot(name, x, this.clean.places, this.unchanged.get(receiver))
  }

  private async mlp(node: number, x: Copies): Promise<void> {
    const { layer } = this.graph.senders[node]
    const { where } = this.live.node(node)
    await this.runner.mlpChange(layer, where, x, this.target(node))
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
    const atAnswers = answer.written(node)
    return changing.has(node)
      ? { base, change: changing.written(node), answerChange: atAnswers, answerRows }
      : { base, change: atAnswers, answerChange: null, answerRows }
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

  /** [cells] the part of a receiver's input that its senders' changes are added to. */
  private constantOf(receiver: number): Float32Array {
    const { kind, layer } = this.graph.receivers[receiver]
    const group = this.groupsOf(layer, kind).find(({ receivers }) => receivers.includes(receiver))!
    const cells = group.constant.length / group.receivers.length
    const at = group.receivers.indexOf(receiver)
    return group.constant.subarray(at * cells, (at + 1) * cells)
  }

  /** A layer's receivers of one kind whose node is read. Asked for only when all edges behind them are decided. */
  private groupsOf(layer: number, kind: string): ReceiverGroup[] {
    const key = `${layer}.${kind}`
    const known = this.groups.get(key)
    if (known) return known
    const read = this.graph.receivers.flatMap((receiver, r) =>
      receiver.layer === layer && receiver.kind === kind && this.live.isRead(r) ? [r] : [],
    )
    const groups: ReceiverGroup[] = []
    for (const where of ['changing', 'answer'] as const) {
      const receivers = read.filter((receiver) => this.live.rowsOf(receiver) === where)
      if (receivers.length === 0) continue
      const cells = this.clean.width(where)
      const constant = new Float32Array(receivers.length * cells)
      const clean = this.cleanInput(receivers[0])
      receivers.forEach((_, i) => constant.set(clean, i * cells))
      groups.push({ where, receivers, constant })
    }
    this.groups.set(key, groups)
    return groups
  }
}
