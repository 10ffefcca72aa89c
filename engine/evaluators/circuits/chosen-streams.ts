import type { Changes } from './computed-layers'
import { PRODUCT_VALUE } from './input-sums'
import type { LayerSetting } from './whole-layers'

/**
 * What a sum and each of its terms cost where they are added one by one, in units of a pair of a sum and a value in a product
 * with a matrix of ones and zeros (see PRODUCT_VALUE): measured (docs/performance.md).
 */
const SUM = 16
const TERM = 2

/** Of each receiver, the slots of the changes that it reads beside slot 0, which all of them do. */
export type ChosenSlots = readonly (readonly number[])[]

/** What receivers read [receivers, rows, dModel] of the first `values` slots. */
export async function chosenStreams(
  { sums, products }: LayerSetting,
  { changing, streams }: Changes,
  chosen: ChosenSlots,
  values: number,
): Promise<Float32Array> {
  const into = streams.range(0, chosen.length)
  const terms = chosen.reduce((count, slots) => count + slots.length, 0)
  if (SUM * chosen.length + TERM * terms > (chosen.length + PRODUCT_VALUE) * values) {
    await products.chosen(choiceOf(chosen, values), changing.range(0, values), into)
    return into.data
  }
  sums.make(
    chosen.map((slots, receiver) => ({
      into: streams.of(receiver),
      first: changing.of(0),
      plus: slots.map((slot) => changing.of(slot)),
      minus: [],
    })),
  )
  return into.data
}

/** [receivers, values] of ones and zeros. */
export function choiceOf(chosen: ChosenSlots, values: number): Float32Array {
  const choice = new Float32Array(chosen.length * values)
  chosen.forEach((slots, row) => {
    for (const slot of [0, ...slots]) choice[row * values + slot] = 1
  })
  return choice
}
