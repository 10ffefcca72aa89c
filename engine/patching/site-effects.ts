import type { TransformerConfig } from '../model/transformer'
import type { Site } from '../transformer'
import type { Place } from './places'

/** Scores of one site of one layer: per slot (head, neuron, or the only one) and position, and per slot as a whole. */
export class SiteEffects {
  private constructor(
    readonly site: Site,
    readonly layer: number,
    readonly slots: number,
    readonly positions: number,
    /** [slot, pos]; for a pattern the position is the query's */
    readonly byPosition: Float64Array,
    /** [slot] all positions at once */
    readonly whole: Float64Array,
  ) {}

  static zero(config: TransformerConfig, positions: number, site: Site, layer: number): SiteEffects {
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

  effect({ head, neuron, pos }: Place): number {
    const slot = head ?? neuron ?? 0
    return pos === undefined ? this.whole[slot] : this.byPosition[slot * this.positions + pos]
  }
}

/** Scores prompt by prompt: [prompt, slot, pos] and [prompt, slot]. */
export interface PromptEffects {
  byPosition: Float64Array
  whole: Float64Array
}

/** Activations [slot, prompt, pos, width] of both runs, and the gradient. */
export interface Product {
  base: Float32Array
  donor: Float32Array
  gradient: Float32Array
}

/** (donor - base) * gradient, summed over the width; for neurons, whose width is the slots, not summed. */
export function productEffects(shape: SiteEffects, product: Product, prompts: number): PromptEffects {
  const { site, slots, positions } = shape
  const rows = { slots, prompts, positions }
  const byPosition = site === 'neurons' ? neuronProducts(product, rows) : rowProducts(product, rows)
  return { byPosition, whole: summedOverPositions(byPosition, positions) }
}

interface Rows {
  slots: number
  prompts: number
  positions: number
}

function rowProducts({ base, donor, gradient }: Product, { slots, prompts, positions }: Rows): Float64Array {
  const byPosition = new Float64Array(prompts * slots * positions)
  const width = base.length / byPosition.length
  for (let slot = 0, at = 0; slot < slots; slot++) {
    for (let prompt = 0; prompt < prompts; prompt++) {
      for (let pos = 0; pos < positions; pos++) {
        let sum = 0
        for (const end = at + width; at < end; at++) sum += (donor[at] - base[at]) * gradient[at]
        byPosition[(prompt * slots + slot) * positions + pos] = sum
      }
    }
  }
  return byPosition
}

function neuronProducts(
  { base, donor, gradient }: Product,
  { slots, prompts, positions }: Rows,
): Float64Array {
  const byPosition = new Float64Array(base.length)
  for (let prompt = 0, at = 0; prompt < prompts; prompt++) {
    for (let pos = 0; pos < positions; pos++) {
      for (let neuron = 0; neuron < slots; neuron++, at++)
        byPosition[(prompt * slots + neuron) * positions + pos] = (donor[at] - base[at]) * gradient[at]
    }
  }
  return byPosition
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

function slotCount({ heads, dMlp }: TransformerConfig, site: Site): number {
  if (site === 'neurons') return dMlp!
  return site === 'resid' || site === 'attn' || site === 'mlp' ? 1 : heads
}
