import type { HeadRange, QkvKind, Where } from '../../transformer'
import { isProjection } from '../incremental/plan/cut-plan'
import type { Copies } from '../incremental/nodes/copies'
import type { ChangeTarget } from '../incremental/nodes/node-runner'
import type { CircuitsPlan } from './circuits-plan'
import { InputSums, type SummedInputs, type SumSetting } from './input-sums'
import { headRuns, inputsOfRun } from './head-runs'
import { stepsOf, type NodeValues, type PlanStep } from './plan-steps'
import { consecutive, type CircuitsMemory, type Slots } from './value-store'
import type { WaitingHead } from './waiting-heads'
import { MAX_RUN_ROWS, type WaitingMlps } from './waiting-mlps'

/** The inputs of one step. */
type StepInputs = Record<Where, SummedInputs>

/** What of a step is left to be run together with other runs. */
interface WaitingNodes {
  heads: WaitingHead[]
  mlps: WaitingMlps[]
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
    memory: CircuitsMemory,
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

  /** One step: heads that can be computed with their neighbours are; the other nodes are left. */
  async step(senderCount: number): Promise<WaitingNodes> {
    const { graph, group } = this.setting
    const waiting: WaitingNodes = { heads: [], mlps: [] }
    const step = this.steps.get(senderCount)
    if (!step) return waiting
    const { sums, nodes } = step
    const inputs = {
      changing: await this.sums.changing.inputs(sums.changing, senderCount, nodes[0].first.changing),
      answer: await this.sums.answer.inputs(sums.answer, senderCount, nodes[0].first.answer),
    }
    const isHead = (node: NodeValues) => isProjection(graph, node.receivers[0].receiver)
    for (const nodes of headRuns(graph, step.nodes.filter(isHead), group)) {
      const read = nodes.length > 1 ? inputsOfRun(nodes, inputs.changing) : null
      if (read) await this.headRun(nodes, read)
      else for (const node of nodes) waiting.heads.push(...(await this.heads(node, inputs)))
    }
    for (const node of step.nodes) if (!isHead(node)) waiting.mlps.push(...this.mlps(node, inputs))
    return waiting
  }

  /** Neighbouring heads of one value each, at once. */
  private async headRun(nodes: readonly NodeValues[], read: Record<QkvKind, Float32Array>): Promise<void> {
    const { graph, runner, donor } = this.setting
    const [{ sender }] = nodes
    const { layer, head } = graph.senders[sender]
    const range = { first: head, count: nodes.length }
    const base = donor.heads({ first: sender, count: nodes.length }, 'changing')
    const target = { ...this.target(nodes[0], 0, nodes.length), base }
    const name = { layer, where: 'changing', ...range } as const
    const unchanged = await this.unchanged(layer, range)
    await runner.headsChange(name, read, unchanged, donor.run.positionInputs, target)
  }

  private async unchanged(layer: number, range: HeadRange): Promise<Record<'k' | 'v', Float32Array>> {
    const { donor } = this.setting
    return { k: await donor.unchanged('k', layer, range), v: await donor.unchanged('v', layer, range) }
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
    const { layer, head } = this.setting.graph.senders[node.sender]
    const unchanged = await this.unchanged(layer, { first: head, count: 1 })
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
