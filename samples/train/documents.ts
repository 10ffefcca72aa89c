import { AGAIN, GENDERS, GIVING, OPENINGS, PRONOUNS, STORIES, YEARS } from './templates.ts'
import type { Uniform } from '../random.ts'
import { pick } from './random.ts'
import { drawSlots, fill } from './slots.ts'
import { isHeldOut } from './held-out.ts'
import { tokensOf } from './tokens.ts'

/** How often each kind of document is written. */
const KINDS: { share: number; templates: readonly string[] }[] = [
  { share: 0.3, templates: GIVING },
  { share: 0.13, templates: PRONOUNS },
  { share: 0.12, templates: GENDERS },
  { share: 0.1, templates: YEARS },
  { share: 0.1, templates: AGAIN },
  { share: 0.25, templates: STORIES },
]

/** How often someone who was not named before does the giving: then either of the two may be meant. */
const THIRD_PERSON = 0.15
/** How often a sentence has an opening, and an opening another one, as long as all is short enough. */
const OPENING = 0.3
const LONGEST = 32

/** A text to train on: a scene, perhaps after an opening. Nothing in it is held out. */
export function writeDocument(uniform: Uniform): string {
  for (;;) {
    let choice = uniform()
    const { templates } = KINDS.find(({ share }) => (choice -= share) < 0) ?? KINDS[0]
    const template = pick(uniform, templates)
    const slots = drawSlots(uniform)
    if (templates === GIVING && uniform() < THIRD_PERSON) slots.S = slots.C
    if (isHeldOut(template, slots)) continue
    return opened(uniform, fill(template, slots))
  }
}

function opened(uniform: Uniform, text: string): string {
  if (uniform() >= OPENING) return text
  const longer = `${fill(pick(uniform, OPENINGS), drawSlots(uniform))} ${text}`
  return tokensOf(longer).length > LONGEST ? text : opened(uniform, longer)
}
