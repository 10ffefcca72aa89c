import type { QkvKind, Where } from '../../transformer'
import { isProjection } from '../incremental/plan/cut-plan'
import { part, single, type Copies } from '../incremental/nodes/copies'
import type { ChangeTarget } from '../incremental/nodes/node-runner'
import type { CircuitsPlan, PlannedValue } from './circuits-plan'
import { InputSums, type SummedInputs, type SumSetting } from './input-sums'
import { headRuns, inputsOfRun } from './head-runs'
import { stepsOf, type NodeValues, type PlanStep } from './plan-steps'
import { consecutive, Slots, type CircuitsMemory } from './value-store'
import { MAX_RUN_ROWS, type WaitingMlps } from './waiting-mlps'

/** The inputs of one step. */
type StepInputs = Record<Where, SummedInputs>

/** A head's q, k or v of different sums; those of the donor's run where there are none. */
interface Projections {
  slots: Slots
  slotOf: Map<number, number>
}

/** A group of circuits on one batch: every planned value is computed once, all circuits' of a node together. */
export class CircuitsRun {
  /** [value] where what a value differs in from the donor's is kept at all rows, and at the answers. */
  private readonly slots: Record<Where, Int32Array>
  private readonly sums: Record<Where, InputSums>
  private readonly setting: SumSetting
  /** By how many senders they read. */
  private readonly steps: ReadonlyMap<number, PlanStep>

  constructor(
    planned: SumSetting,
    private readonly memory: CircuitsMemory,
    /** Room for what values differ in from the donor's, as valueRooms gives it. */
    private readonly changes: Record<Where, Slots>,
  ) {
    const { plan, steps } = stepsOf(planned.graph, planned.plan)
    const setting = { ...planned, plan }
    this.setting = setting
    this.steps = new Map(steps.map((step) => [step.senderCount, step]))
    this.slots = { changing: slotsAtAllRows(plan), answer: Int32Array.from(plan.values.keys()) }
    const sums = (where: Where) =>
      new InputSums(
        setting,
        where,
        this.changes[where],
        (value) => this.slots[where][value],
        memory.inputs[where],
      )
    this.sums = { changing: sums('changing'), answer: sums('answer') }
  }

  /** How many senders are read by its steps, in forward order. */
  get senderCounts(): number[] {
    return [...this.steps.keys()]
  }

  begin(): void {
    const { donor } = this.setting
    for (const where of ['changing', 'answer'] as const)
      this.changes[where].of(0).set(donor.inputChange(where))
  }

  /** The last stream at the answers of every circuit, after all steps: [circuits, batch, dModel]. */
  async last(): Promise<Copies> {
    const { graph, plan } = this.setting
    const different = [...new Set(plan.last)]
    const { slots, slotOf } = await this.sums.answer.inputs(
      different,
      graph.senders.length,
      plan.values.length,
    )
    const all = new Float32Array(plan.last.length * slots.size)
    plan.last.forEach((sum, circuit) => all.set(slots.of(slotOf.get(sum)!), circuit * slots.size))
    return { data: all, copies: plan.last.length }
  }

  /** One step's heads; its MLPs are left to be run together with those of other runs. */
  async step(senderCount: number): Promise<WaitingMlps[]> {
    const { graph, group } = this.setting
    const step = this.steps.get(senderCount)
    if (!step) return []
    const { sums, nodes } = step
    const inputs = {
      changing: await this.sums.changing.inputs(sums.changing, senderCount, nodes[0].first.changing),
      answer: await this.sums.answer.inputs(sums.answer, senderCount, nodes[0].first.answer),
    }
    const heads = step.nodes.filter((node) => isProjection(graph, node.receivers[0].receiver))
    for (const nodes of headRuns(graph, heads, group)) {
      const read = nodes.length > 1 ? inputsOfRun(nodes, inputs.changing) : null
      if (read) await this.headRun(nodes, read)
      else for (const node of nodes) await this.heads(node, inputs)
    }
    return step.nodes.flatMap((node) => (heads.includes(node) ? [] : this.mlps(node, inputs)))
  }

  /** Neighbouring heads of one value each, at once. */
  private async headRun(nodes: readonly NodeValues[], read: Record<QkvKind, Copies>): Promise<void> {
    const { graph, runner, donor } = this.setting
    const [{ sender }] = nodes
    const { layer, head } = graph.senders[sender]
    const range = { first: head, count: nodes.length }
    const unchanged = {
      k: await donor.unchanged('k', layer, range),
      v: await donor.unchanged('v', layer, range),
    }
    const base = donor.heads({ first: sender, count: nodes.length }, 'changing')
    const target = { ...this.target(nodes[0], 0, nodes.length), base }
    await runner.headsChange({ layer, ...range }, read, unchanged, donor.run.positionInputs, target)
  }

  private mlps(node: NodeValues, inputs: StepInputs): WaitingMlps[] {
    const { where } = node
    const { layer } = this.setting.graph.senders[node.sender]
    const { slots, slotOf } = inputs[where]
    const read = node.values.map((value) => slotOf.get(value.inputs[0])!)
    return consecutive(read, this.mostCopies(where)).map(({ from, to }) => {
      const x = slots.range(read[from], to - from)
      const rows = x.copies * this.setting.donor.rows(where)
      return { layer, where, rows, x, target: this.target(node, from, to - from) }
    })
  }

  private async heads(node: NodeValues, inputs: StepInputs): Promise<void> {
    const { graph, runner, donor } = this.setting
    const { layer, head } = graph.senders[node.sender]
    const found = [
      await this.projections(node, 0, inputs),
      await this.projections(node, 1, inputs),
      await this.projections(node, 2, inputs),
    ]
    const most = this.mostCopies(node.where)
    for (let from = 0; from < node.values.length; from += most) {
      const some = node.values.slice(from, from + most)
      const [q, k, v] = (['q', 'k', 'v'] as const).map((kind, r) => this.taken(kind, found[r], some, r))
      const target = this.target(node, from, some.length)
      const name = { layer, head, where: node.where }
      await runner.attendChange(name, { q, k, v }, donor.run.positionInputs, target)
    }
  }

  /** One receiver's q, k or v of every sum that it reads. */
  private async projections(node: NodeValues, r: number, inputs: StepInputs): Promise<Projections> {
    const { graph, runner, donor } = this.setting
    const { receiver, where, sums } = node.receivers[r]
    const { layer, head, kind } = graph.receivers[receiver]
    const own = await donor.projection(receiver, where)
    const computed = sums.filter((sum) => sum !== 0)
    // The donor's own comes last, so that those of neighbouring inputs are neighbours, too.
    const slotOf = new Map([...computed, 0].map((sum, slot) => [sum, slot]))
    const slots = slotsIn(this.memory.projected[kind as QkvKind], computed.length + 1, own.data.length)
    slots.of(computed.length).set(own.data)
    const read = computed.map((sum) => inputs[where].slotOf.get(sum)!)
    const name = { layer, head, kind: kind as QkvKind, where }
    const unchanged = kind === 'q' ? undefined : own.unchanged
    for (const { from, to } of consecutive(read, this.mostCopies(where))) {
      const into = slots.range(slotOf.get(computed[from])!, to - from).data
      const terms = [inputs[where].slots.range(read[from], to - from)]
      await runner.projection(name, terms, donor.run.positionInputs, { unchanged, into })
    }
    return { slots, slotOf }
  }

  /** Those of some of a node's values, in their order; one where all have the same. */
  private taken(
    kind: QkvKind,
    { slots, slotOf }: Projections,
    values: readonly PlannedValue[],
    r: number,
  ): Copies {
    const own = values.map(({ inputs }) => slotOf.get(inputs[r])!)
    if (own.every((slot) => slot === own[0])) return single(slots.of(own[0]))
    if (consecutive(own, Infinity).length === 1) return slots.range(own[0], own.length)
    const copies: Copies = {
      data: this.memory.taken[kind].take(own.length * slots.size),
      copies: own.length,
    }
    own.forEach((slot, copy) => part(copies, copy).set(slots.of(slot)))
    return copies
  }

  /** Where `count` of a node's values go, from the one of index `from` on. */
  private target({ sender, where, first }: NodeValues, from: number, count: number): ChangeTarget {
    const { donor } = this.setting
    const base = donor.sender(sender, where)
    const atAnswers = this.changes.answer.range(first.answer + from, count).data
    const answerRows = donor.run.answersAmongChanging
    if (where === 'answer') return { base, change: atAnswers, answerChange: null, answerRows }
    const change = this.changes.changing.range(first.changing + from, count).data
    return { base, change, answerChange: atAnswers, answerRows }
  }

  private mostCopies(where: Where): number {
    return Math.max(1, Math.floor(MAX_RUN_ROWS / this.setting.donor.rows(where)))
  }
}

/** [value] its index among those that all rows are needed of; -1 for the others. */
function slotsAtAllRows({ values }: CircuitsPlan): Int32Array {
  let next = 0
  return Int32Array.from(values, ({ where }) => (where === 'changing' ? next++ : -1))
}

function slotsIn(buffer: { take(size: number): Float32Array }, count: number, size: number): Slots {
  return new Slots(buffer.take(count * size), size)
}
