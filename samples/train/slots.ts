import type { Uniform } from '../random.ts'
import { pick, pickSome } from './random.ts'
import * as words from './words.ts'

/** The words of a template's slots, by their names. */
export type Slots = Record<string, string>

export function fill(template: string, slots: Slots): string {
  return template.replace(/\{(\w+)\}/g, (_, slot: string) => slots[slot])
}

/** A word for every slot that a template may have. */
export function drawSlots(uniform: Uniform): Slots {
  const [A, B, C] = pickSome(uniform, words.NAMES, 3)
  const [S, I] = uniform() < 0.5 ? [A, B] : [B, A]
  const [venue, venue2] = pickSome(uniform, words.VENUES, 2)
  const [object, object2] = pickSome(uniform, words.OBJECTS, 2)
  const [city, city2] = pickSome(uniform, words.CITIES, 2)
  const [trade, trade2] = pickSome(uniform, words.TRADES, 2)
  const [good, good2, good3, good4] = pickSome(uniform, words.GOODS, 4)
  const [mood, event] = [pick(uniform, words.MOODS), pick(uniform, words.EVENTS)]
  return {
    ...{ A, B, C, S, I, venue, venue2, object, object2, city, city2, trade, trade2 },
    ...{ good, good2, good3, good4, mood, event },
    ...genderOf(A),
    brotherB: genderOf(B).brother,
    ...drawYears(uniform),
  }
}

const FEMALE = { he: 'she', him: 'her', his: 'her', man: 'woman', brother: 'sister' }
const MALE = { he: 'he', him: 'him', his: 'his', man: 'man', brother: 'brother' }

/** The words for a person of this name. */
export function genderOf(name: string): typeof MALE {
  return words.WOMEN.includes(name) ? FEMALE : MALE
}

/** Two years of one century, the second one after the first. */
function drawYears(uniform: Uniform): Slots {
  const century = pick(uniform, words.CENTURIES)
  const count = words.LARGEST_YEAR - words.SMALLEST_YEAR + 1
  const first = words.SMALLEST_YEAR + Math.floor(uniform() * count)
  const second = first + 1 + Math.floor(uniform() * (99 - first))
  return { from: century + words.twoDigits(first), to: century + words.twoDigits(second) }
}
