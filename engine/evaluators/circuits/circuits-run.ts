import type { Where } from '../../transformer'
import { isProjection } from '../incremental/plan/cut-plan'
import type { Copies } from '../incremental/nodes/copies'
import type { ChangeTarget } from '../incremental/nodes/node-runner'
import type { CircuitsPlan } from './circuits-plan'
import { InputSums, type SummedInputs, type SumSetting } from './input-sums'
import { stepsOf, type NodeValues, type PlanStep } from './plan-steps'
import { consecutive, Slots, type SweepMemory } from './value-store'
import { runHeads, type WaitingHead } from './waiting-heads'
import { MAX_RUN_ROWS, runMlps, type WaitingMlps } from './waiting-mlps'

/** The inputs of one step. */
type StepInputs = Record<Where, SummedInputs>

/** A group of circuits on one batch: every planned value is computed once, all circuits' of a node together. */
export class CircuitsRun {
  /** [value] where what a value differs in from the donor's is kept at all rows, and at the answers. */
  private readonly slots: Record<Where, Int32Array>
  private readonly sums: Record<Where, InputSums>
  private readonly setting: SumSetting
  private readonly steps: readonly PlanStep[]
  /** What values differ in from the donor's; one slot more, in which sums are prepared. */
  private readonly changes: Record<Where, Slots>

  constructor(
    planned: SumSetting,
    private readonly memory: SweepMemory,
  ) {
    const { plan, steps } = stepsOf(planned.graph, planned.plan)
    const setting = { ...planned, plan }
    this.setting = setting
    this.steps = steps
    this.slots = { changing: slotsAtAllRows(plan), answer: Int32Array.from(plan.values.keys()) }
    const { run } = setting.donor
    const room = (where: Where, count: number) => {
      const size = run.width(where)
      return new Slots(memory.values[where].take((count + 1) * size), size)
    }
    const atAllRows = plan.values.filter(({ where }) => where === 'changing').length
    this.changes = { changing: room('changing', atAllRows), answer: room('answer', plan.values.length) }
    const sums = (where: Where) => {
      const most = Math.max(0, ...steps.map((step) => step.sums[where].length))
      for (const buffer of memory.inputs[where]) buffer.reserve(most * run.width(where))
      return new InputSums(
        setting,
        where,
        this.changes[where],
        (value) => this.slots[where][value],
        memory.inputs[where],
        memory.sums,
      )
    }
    this.sums = { changing: sums('changing'), answer: sums('answer') }
  }

  /** The last stream at the answers of every circuit: [circuits, batch, dModel]. */
  async run(): Promise<Copies> {
    const { donor } = this.setting
    for (const where of ['changing', 'answer'] as const)
      this.changes[where].of(0).set(donor.inputChange(where))
    for (const step of this.steps) await this.step(step)
    return this.last()
  }

  private async last(): Promise<Copies> {
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

  /** All values of a node at once. */
  private async step({ senderCount, sums, nodes }: PlanStep): Promise<void> {
    const { graph, runner, donor } = this.setting
    const inputs = {
      changing: await this.sums.changing.inputs(sums.changing, senderCount, nodes[0].first.changing),
      answer: await this.sums.answer.inputs(sums.answer, senderCount, nodes[0].first.answer),
    }
    const isHead = (node: NodeValues) => isProjection(graph, node.receivers[0].receiver)
    const heads: WaitingHead[] = []
    for (const node of nodes.filter(isHead)) heads.push(...(await this.heads(node, inputs)))
    await runHeads(runner, heads, donor.run.positionInputs, this.memory.heads)
    const mlps = nodes.filter((node) => !isHead(node)).flatMap((node) => this.mlps(node, inputs))
    await runMlps(runner, mlps, this.memory.mlps)
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

  private async heads(node: NodeValues, inputs: StepInputs): Promise<WaitingHead[]> {
    const { where } = node
    const { donor, graph } = this.setting
    const { layer, head } = graph.senders[node.sender]
    const only = { first: head, count: 1 }
    const unchanged = {
      k: await donor.unchanged('k', layer, only),
      v: await donor.unchanged('v', layer, only),
    }
    return node.values.map((value, at) => {
      const of = (r: number) => {
        const { slots, slotOf } = inputs[node.receivers[r].where]
        return slots.of(slotOf.get(value.inputs[r])!)
      }
      const read = { q: of(0), k: of(1), v: of(2) }
      return { layer, head, where, read, unchanged, target: this.target(node, at, 1) }
    })
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
