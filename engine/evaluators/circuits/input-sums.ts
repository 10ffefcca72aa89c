import type { ComputationalGraph } from '../../graph'
import type { Where } from '../../transformer'
import { single } from '../incremental/nodes/copies'
import type { NodeRunner } from '../incremental/nodes/node-runner'
import type { BlockSums } from './block-sums'
import type { CircuitsPlan } from './circuits-plan'
import type { DonorRun } from './donor-run'
import { nearestBefore, type Difference } from './sum-starts'
import type { TermSum } from './term-sum'
import { Slots, type GrowingBuffer } from './value-store'

/** What sums are made of. */
export interface SumSetting {
  graph: ComputationalGraph
  runner: NodeRunner
  donor: DonorRun
  plan: CircuitsPlan
}

/** Inputs of the receivers of the first `senderCount` senders: different sums, one after another. */
export interface SummedInputs {
  senderCount: number
  slots: Slots
  /** By the sum's index. */
  slotOf: ReadonlyMap<number, number>
}

/** A sum under way: it starts with an input that is known, and adds or takes away the changes of values. */
interface Start extends Difference {
  slot: number
  /** Added as they are. */
  terms: Float32Array[]
}

/**
 * What a product with a matrix of ones and zeros costs for each of its values beside their pairs with sums, and what adding one
 * value costs: in units of such a pair, measured (docs/performance.md).
 */
export const PRODUCT_VALUE = 4
const ADDED = 18

/**
 * What receivers read at these rows: what they read with every edge cut, and the changes of the values that their sums
 * name. Every step's inputs are kept for the next one: receivers that read all that goes on read the same sum of it, and
 * each step only adds to that.
 */
export class InputSums {
  private previous: (SummedInputs & { byValues: ReadonlyMap<string, number> }) | null = null
  private turn = 0
  /** Whether heads are seen through a norm: those have to be added together. */
  private readonly hasViews: boolean

  constructor(
    private readonly setting: SumSetting,
    private readonly where: Where,
    /** Of all values, as far as they are known, at these rows; and one slot more. */
    private readonly changes: Slots,
    private readonly changeSlot: (value: number) => number,
    private readonly memory: readonly [GrowingBuffer, GrowingBuffer],
    private readonly sums: BlockSums,
  ) {
    const { graph, donor } = setting
    this.hasViews = graph.senders.some((_, sender) => donor.run.views.layerOf(sender) !== null)
  }

  /** The first `known` of the changes are those that any of the sums may name. The result lasts until the next but one. */
  async inputs(sums: readonly number[], senderCount: number, known: number): Promise<SummedInputs> {
    const width = this.changes.size
    const slots = new Slots(this.memory[this.turn].take(sums.length * width), width)
    const slotOf = new Map(sums.map((sum, slot) => [sum, slot]))
    const found = { senderCount, slots, slotOf }
    if (sums.length === 0) return found
    await this.write(sums, senderCount, known, slots)
    const { plan } = this.setting
    this.previous = { ...found, byValues: new Map(sums.map((sum, slot) => [plan.sums[sum].join(), slot])) }
    this.turn = 1 - this.turn
    return found
  }

  private async write(
    sums: readonly number[],
    senderCount: number,
    known: number,
    into: Slots,
  ): Promise<void> {
    const values = sums.map((sum) => this.setting.plan.sums[sum])
    const starts = values.map((_, slot) => this.start(values, slot, senderCount, into))
    const added = starts.reduce((all, start) => all + costOf(start), 0)
    const isProduct = (sums.length + PRODUCT_VALUE) * known < ADDED * added
    if (isProduct) {
      await this.product(sums, senderCount, known, into)
      starts.length = 0
      for (const [slot, own] of values.entries()) {
        const viewed = own.filter((value) => this.viewedLayer(value) !== null)
        if (viewed.length > 0) starts.push({ slot, terms: [into.of(slot)], values: viewed, without: [] })
      }
    }
    const made: TermSum[] = []
    for (const start of starts) made.push(await this.termsOf(start, into.of(start.slot)))
    this.sums.make(made)
  }

  /**
   * With every edge cut, or from an input of the step before that has the same values of what was known then, or from one
   * of the sums before it.
   */
  private start(sums: readonly (readonly number[])[], slot: number, senderCount: number, into: Slots): Start {
    const { donor } = this.setting
    const alone: Start = this.fromBefore(sums[slot], slot, senderCount) ?? {
      slot,
      terms: [donor.stream(senderCount, this.where)],
      values: sums[slot],
      without: [],
    }
    if (this.hasViews) return alone
    const near = nearestBefore(sums, slot, costOf(alone))
    return near ? { ...near, slot, terms: [into.of(near.slot)] } : alone
  }

  private fromBefore(values: readonly number[], slot: number, senderCount: number): Start | null {
    const { previous, where, setting } = this
    if (!previous) return null
    const isNew = (value: number) => setting.plan.values[value].sender >= previous.senderCount
    const before = values.filter((value) => !isNew(value))
    const same = before.length > 1 ? previous.byValues.get(before.join()) : undefined
    if (same === undefined) return null
    const change = setting.donor.streamChange(previous.senderCount, senderCount, where)
    return { slot, terms: [previous.slots.of(same), change], values: values.filter(isNew), without: [] }
  }

  private async termsOf({ terms, values, without }: Start, into: Float32Array): Promise<TermSum> {
    const [first, ...plus] = terms
    const views = new Map<number, number[]>()
    for (const value of values) {
      const layer = this.viewedLayer(value)
      if (layer === null) plus.push(this.change(value))
      else views.set(layer, [...(views.get(layer) ?? []), value])
    }
    for (const [layer, heads] of views) plus.push(await this.view(layer, heads))
    return { into, first, plus, minus: without.map((value) => this.change(value)) }
  }

  /** All of a sum's values but those that are seen through a norm. */
  private async product(
    sums: readonly number[],
    senderCount: number,
    known: number,
    into: Slots,
  ): Promise<void> {
    const { plan, donor, runner } = this.setting
    const values = known + 1
    // The next change's room is still free: with what all start from in it, nothing has to be added to the product.
    this.changes.of(known).set(donor.stream(senderCount, this.where))
    const choice = new Float32Array(sums.length * values)
    sums.forEach((sum, slot) => {
      for (const value of plan.sums[sum])
        if (this.viewedLayer(value) === null) choice[slot * values + this.changeSlot(value)] = 1
      choice[slot * values + known] = 1
    })
    await runner.sums.chosen(choice, this.changes.range(0, values), into.range(0, sums.length))
  }

  /** The layer of a head that is seen through the norm after its attention; null for other values. */
  private viewedLayer(value: number): number | null {
    const { donor, plan } = this.setting
    return donor.run.views.layerOf(plan.values[value].sender)
  }

  private async view(layer: number, heads: readonly number[]): Promise<Float32Array> {
    const { donor, runner } = this.setting
    const terms = [donor.attention(layer, this.where), ...heads.map((value) => this.change(value))]
    return (await runner.viewChange(layer, terms.map(single))).data
  }

  private change(value: number): Float32Array {
    return this.changes.of(this.changeSlot(value))
  }
}

/** How many arrays are added or taken away. */
const costOf = ({ terms, values, without }: Start): number =>
  terms.length - 1 + values.length + without.length
