import type { Slots } from './slots.ts'
import { hashOf } from './random.ts'
import { PRONOUNS, YEARS } from './templates.ts'

/** One of this many combinations is never trained on. */
const ONE_OF = 5

const isOut = (...parts: string[]): boolean => hashOf(parts.join(' ')) % ONE_OF === 0

/** Two names that never are in one document, in any order. */
export function isHeldOutPair(a: string, b: string): boolean {
  return isOut('names', ...[a, b].sort())
}

/** A name that is never in this sentence. */
export function isHeldOutName(template: string, name: string): boolean {
  return isOut('sentence', template, name)
}

/** A year that this sentence never begins with. */
export function isHeldOutYear(template: string, year: string): boolean {
  return isOut('year', template, year)
}

/** Whether a document of a sentence with these words is kept for tests. */
export function isHeldOut(template: string, slots: Slots): boolean {
  const named = ['A', 'B', 'C', 'S']
    .filter((slot) => template.includes(`{${slot}}`))
    .map((slot) => slots[slot])
  if (
    named.some((name, i) => named.slice(i + 1).some((other) => name !== other && isHeldOutPair(name, other)))
  )
    return true
  if (PRONOUNS.includes(template)) return isHeldOutName(template, slots.A)
  return YEARS.includes(template) && isHeldOutYear(template, slots.from)
}
