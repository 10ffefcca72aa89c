import type { Where } from '../../transformer'
import type { CircuitsPlan } from './circuits-plan'
import type { DonorRun } from './donor-run'
import { Slots, type GrowingBuffer } from './value-store'

/**
 * Room for the values of plans that are run side by side, all in the same memory: at all rows for those that are needed
 * there, and at the answers for all; for one slot more each, in which sums are prepared.
 */
export function valueRooms(
  plans: readonly CircuitsPlan[],
  donor: DonorRun,
  memory: Record<Where, GrowingBuffer>,
): Record<Where, Slots>[] {
  const changing = rooms(plans.map(countAtAllRows), donor.run.width('changing'), memory.changing)
  const counts = plans.map(({ values }) => values.length)
  const answer = rooms(counts, donor.run.width('answer'), memory.answer)
  return plans.map((_, at) => ({ changing: changing[at], answer: answer[at] }))
}

const countAtAllRows = ({ values }: CircuitsPlan) => values.filter(({ where }) => where === 'changing').length

function rooms(counts: readonly number[], size: number, buffer: GrowingBuffer): Slots[] {
  const all = new Slots(buffer.take(counts.reduce((sum, count) => sum + count + 1, 0) * size), size)
  let first = 0
  return counts.map((count) => {
    const room = new Slots(all.range(first, count + 1).data, size)
    first += count + 1
    return room
  })
}
