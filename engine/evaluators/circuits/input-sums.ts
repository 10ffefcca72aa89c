import type { ComputationalGraph } from '../../graph'
import type { Where } from '../../transformer'
import { single, type Copies } from '../incremental/nodes/copies'
import type { NodeRunner } from '../incremental/nodes/node-runner'
import type { CircuitsPlan } from './circuits-plan'
import type { DonorRun } from './donor-run'
import type { Slots } from './value-store'

/** What sums are made of, and where they go. */
export interface SumSetting {
  graph: ComputationalGraph
  runner: NodeRunner
  donor: DonorRun
  plan: CircuitsPlan
}

/**
 * What adding one value costs, and what a product with a matrix of ones and zeros costs per sum, value, or pair of them:
 * in units of a product's pair, measured (docs/performance.md).
 */
const ADDED = 12
const PRODUCT_VALUE = 4

/**
 * The inputs of receivers of the first `senderCount` senders: what they read with every edge cut, and the changes of the
 * values that each sum names. `changes` has all values that are known yet, at these rows; `slotOf` says where.
 */
export class InputSums {
  constructor(
    private readonly setting: SumSetting,
    private readonly where: Where,
    private readonly changes: Slots,
    private readonly slotOf: (value: number) => number,
  ) {}

  /** Input i of `into` is that of sums[i]; the first `known` of the changes are those that any sum may name. */
  async write(sums: readonly number[], senderCount: number, known: number, into: Slots): Promise<void> {
    const base = this.setting.donor.stream(senderCount, this.where)
    const added = sums.map((sum) => this.split(sum))
    const count = added.reduce((all, { plain }) => all + plain.length, 0)
    const isProduct = (sums.length + PRODUCT_VALUE) * known < ADDED * count
    if (isProduct) {
      await this.product(
        added.map(({ plain }) => plain),
        known,
        base,
        into,
      )
    }
    for (const [i, { plain, views }] of added.entries()) {
      const start = isProduct ? [into.of(i).slice()] : [base, ...plain.map((value) => this.change(value))]
      const terms = start.map(single)
      for (const [layer, heads] of views) terms.push(await this.view(layer, heads))
      if (!isProduct || views.size > 0) await this.setting.runner.sums.sum(terms, into.of(i))
    }
  }

  private async product(added: number[][], known: number, base: Float32Array, into: Slots): Promise<void> {
    const choice = new Float32Array(added.length * known)
    added.forEach((values, i) => {
      for (const value of values) choice[i * known + this.slotOf(value)] = 1
    })
    await this.setting.runner.sums.chosen(
      choice,
      this.changes.range(0, known),
      base,
      into.range(0, added.length),
    )
  }

  /** Values that are simply added, and by layer heads that are seen through the norm after their attention. */
  private split(sum: number): { plain: number[]; views: Map<number, number[]> } {
    const { plan, donor, graph } = this.setting
    const plain: number[] = []
    const views = new Map<number, number[]>()
    for (const value of plan.sums[sum]) {
      const { sender } = plan.values[value]
      const layer = donor.run.views.layerOf(sender)
      if (layer === null) plain.push(value)
      else views.set(graph.senders[sender].layer, [...(views.get(layer) ?? []), value])
    }
    return { plain, views }
  }

  private view(layer: number, heads: readonly number[]): Promise<Copies> {
    const { donor, runner } = this.setting
    const terms = [donor.attention(layer, this.where), ...heads.map((value) => this.change(value))]
    return runner.viewChange(layer, terms.map(single))
  }

  private change(value: number): Float32Array {
    return this.changes.of(this.slotOf(value))
  }
}
