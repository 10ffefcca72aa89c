import type { SiteKind, Site } from '../../../contract'
import type { TransformerConfig } from '../../model/transformer'

/** Scores of one site of one layer: per slot (head, neuron, or the only one) and position, and per slot as a whole. */
export class SiteEffects {
  private constructor(
    readonly site: SiteKind,
    readonly layer: number,
    readonly slots: number,
    readonly positions: number,
    /** [slot, pos]; for a pattern the position is the query's */
    readonly byPosition: Float64Array,
    /** [slot] all positions at once */
    readonly whole: Float64Array,
  ) {}

  static zero(config: TransformerConfig, positions: number, site: SiteKind, layer: number): SiteEffects {
    const slots = slotCount(config, site)
    return new SiteEffects(
      site,
      layer,
      slots,
      positions,
      new Float64Array(slots * positions),
      new Float64Array(slots),
    )
  }

  effect({ head, neuron, pos }: Site): number {
    const slot = head ?? neuron ?? 0
    return pos === undefined ? this.whole[slot] : this.byPosition[slot * this.positions + pos]
  }
}

/** Scores prompt by prompt: [prompt, slot, pos] and [prompt, slot]. */
export interface PromptEffects {
  byPosition: Float64Array
  whole: Float64Array
}

/** Activations [slot, row, width] of both runs, and the gradient. */
export interface Product {
  base: Float32Array
  donor: Float32Array
  gradient: Float32Array
  /** prompt * positions + pos, row by row */
  rows: readonly number[]
}

/** (donor - base) * gradient, summed over the width; for neurons, whose width is the slots, not summed. */
export function productEffects(
  { site, slots, positions }: SiteEffects,
  product: Product,
  prompts: number,
): PromptEffects {
  const byPosition = new Float64Array(prompts * slots * positions)
  const indexOf = (slot: number, row: number) => {
    const prompt = Math.floor(row / positions)
    return (prompt * slots + slot) * positions + (row % positions)
  }
  if (site === 'neurons') addNeuronProducts(byPosition, product, slots, indexOf)
  else addRowProducts(byPosition, product, slots, indexOf)
  return { byPosition, whole: summedOverPositions(byPosition, positions) }
}

type IndexOf = (slot: number, row: number) => number

function addRowProducts(
  byPosition: Float64Array,
  { base, donor, gradient, rows }: Product,
  slots: number,
  indexOf: IndexOf,
): void {
  const width = base.length / (slots * rows.length)
  for (let slot = 0, at = 0; slot < slots; slot++) {
    for (const row of rows) {
      let sum = 0
      for (const end = at + width; at < end; at++) sum += (donor[at] - base[at]) * gradient[at]
      byPosition[indexOf(slot, row)] = sum
    }
  }
}

function addNeuronProducts(
  byPosition: Float64Array,
  { base, donor, gradient, rows }: Product,
  slots: number,
  indexOf: IndexOf,
): void {
  let at = 0
  for (const row of rows) {
    for (let neuron = 0; neuron < slots; neuron++, at++)
      byPosition[indexOf(neuron, row)] = (donor[at] - base[at]) * gradient[at]
  }
}

export function summedOverPositions(byPosition: Float64Array, positions: number): Float64Array {
  const whole = new Float64Array(byPosition.length / positions)
  for (let slot = 0, at = 0; slot < whole.length; slot++) {
    for (const end = at + positions; at < end; at++) whole[slot] += byPosition[at]
  }
  return whole
}

/** Adds the scores of a batch of prompts, or their magnitudes; `share` is the batch's part of all prompts. */
export function addEffects(
  target: SiteEffects,
  parts: PromptEffects,
  share: number,
  absolute: boolean,
): void {
  const add = (sums: Float64Array, values: Float64Array) => {
    for (let first = 0; first < values.length; first += sums.length) {
      for (let i = 0; i < sums.length; i++) {
        const value = values[first + i]
        sums[i] += share * (absolute ? Math.abs(value) : value)
      }
    }
  }
  add(target.byPosition, parts.byPosition)
  add(target.whole, parts.whole)
}

function slotCount({ heads, dMlp }: TransformerConfig, site: SiteKind): number {
  if (site === 'neurons') return dMlp!
  return site === 'resid' || site === 'attn' || site === 'mlp' ? 1 : heads
}
