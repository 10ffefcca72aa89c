import { drawSlots, fill, genderOf, type Slots } from './slots.ts'
import { isHeldOut } from './held-out.ts'
import { makeUniform, type Uniform } from '../random.ts'
import { hashOf, pick, pickSome } from './random.ts'
import { GIVING, PRONOUNS, YEARS } from './templates.ts'
import * as words from './words.ts'

/** A pair of prompts as AutoCircuit's JSON has it. */
export interface PromptPair {
  clean: string
  corrupt: string
  answers: string[]
  wrong_answers: string[]
}

export const TASKS = ['ioi', 'pronoun', 'greater-than'] as const
export type Task = (typeof TASKS)[number]

/** `count` pairs of a task, of combinations that are never trained on. */
export function heldOutPairs(task: Task, { seed, count }: { seed: number; count: number }): PromptPair[] {
  const uniform = makeUniform(hashOf(`prompts ${task} ${seed}`))
  const pairs = new Map<string, PromptPair>()
  while (pairs.size < count) {
    const pair = WRITERS[task](uniform)
    if (pair) pairs.set(pair.clean, pair)
  }
  return [...pairs.values()]
}

/** One pair; null where what was drawn is not held out. */
const WRITERS: Record<Task, (uniform: Uniform) => PromptPair | null> = {
  /** Corrupt: three other names, as ABC in the paper, so that none is named twice. */
  ioi(uniform) {
    const [template, slots] = [pick(uniform, GIVING), drawSlots(uniform)]
    if (!isHeldOut(template, slots)) return null
    const [A, B, S] = pickSome(
      uniform,
      words.NAMES.filter((name) => name !== slots.A && name !== slots.B),
      3,
    )
    const text = until(template, '{I}')
    return pairOf(text, slots, { ...slots, A, B, S }, [slots.I], [slots.S])
  },
  /** Corrupt: a name of the other gender. */
  pronoun(uniform) {
    const [template, slots] = [pick(uniform, PRONOUNS), drawSlots(uniform)]
    const A = pick(uniform, words.WOMEN.includes(slots.A) ? words.MEN : words.WOMEN)
    if (!isHeldOut(template, slots)) return null
    return pairOf(until(template, '{he}'), slots, { ...slots, A }, [slots.he], [genderOf(A).he])
  },
  /** Corrupt: the first year is 01 of the same century, after which every year may come. */
  'greater-than'(uniform) {
    const [template, slots] = [pick(uniform, YEARS), drawSlots(uniform)]
    if (!isHeldOut(template, slots) || slots.from.endsWith('01')) return null
    const [century, first] = [slots.from.slice(0, 2), Number(slots.from.slice(2))]
    const years = Array.from({ length: 99 }, (_, year) => words.twoDigits(year + 1))
    const text = `${until(template, '{to}')} ${century}`
    return pairOf(text, slots, { ...slots, from: `${century}01` }, years.slice(first), years.slice(0, first))
  },
}

function pairOf(text: string, clean: Slots, corrupt: Slots, answers: string[], wrong: string[]): PromptPair {
  return { clean: fill(text, clean), corrupt: fill(text, corrupt), answers, wrong_answers: wrong }
}

/** What comes before the last such slot. */
function until(template: string, slot: string): string {
  return template.slice(0, template.lastIndexOf(slot)).trim()
}
