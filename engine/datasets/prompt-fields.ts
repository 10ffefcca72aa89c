import { BOS_CHOICES, bosOfWord, PatchbayError } from '../../contract'
import type { BosChoice } from '../../contract'

/** Names under which the fields occur in files; the first is the one we name in messages. */
export const FIELD_NAMES = {
  clean: ['clean'],
  corrupt: ['corrupt', 'corrupted'],
  answers: ['answers', 'answer'],
  wrongAnswers: ['wrong_answers', 'wrong_answer', 'wrongAnswers'],
  /** Of token ids (EAP-IG). */
  answerIds: ['correct_idx'],
  wrongIds: ['incorrect_idx'],
  position: ['position', 'pos', 'answer_position'],
  bos: ['bos'],
  spans: ['spans'],
  template: ['template'],
} as const satisfies Record<string, readonly string[]>
export type FieldName = keyof typeof FIELD_NAMES

/** A name as it is compared: `Wrong Answer` and `wrongAnswers` are `wrong_answer(s)`. */
export function plainName(name: string): string {
  const words = name.trim().replace(/([a-z])([A-Z])/g, '$1_$2')
  return words.toLowerCase().replace(/[\s-]+/g, '_')
}

const PLAIN_NAMES = new Map<FieldName, string[]>(
  Object.entries(FIELD_NAMES).map(([field, names]) => [field as FieldName, names.map(plainName)]),
)

/** A first line that names nothing may be megabytes long. */
const LONGEST_NAME = 100

/** Whether a file's name for something means this field. */
export function isNameOf(field: FieldName, name: string): boolean {
  return name.length <= LONGEST_NAME && PLAIN_NAMES.get(field)!.includes(plainName(name))
}

/** Names by which a header differs from a row of prompts. */
export function isKnownName(name: string): boolean {
  return isNameOf('clean', name) || isNameOf('corrupt', name) || isOfLayout(name)
}

/** Of layouts that have other names for the clean prompt. */
const KNOWN_HEADERS = new Set(['clean_prefix', 'patch_prefix', 'answer_key', 'correct_token', 'wrong_token'])

function isOfLayout(name: string): boolean {
  return name.length <= LONGEST_NAME && KNOWN_HEADERS.has(plainName(name))
}

interface FoundField {
  name: string
  value: unknown
}

/**
 * What an object says of a field, under whichever of its names; null says nothing. `where`: what the sentence begins
 * with, e.g. `Row 3`.
 * @throws PatchbayError (bad-input) where two names say different things: neither may be chosen silently.
 */
export function fieldOf(object: Record<string, unknown>, names: string[], where: string): FoundField | null {
  const all = names.filter((name) => Object.hasOwn(object, name))
  const given = all.filter((name) => object[name] !== null)
  if (given.length > 1) refuseDisagreement(object, given, where)
  const first = given[0] ?? all[0]
  return first === undefined ? null : { name: first, value: object[first] }
}

function refuseDisagreement(object: Record<string, unknown>, names: string[], where: string): void {
  const plain = (name: string) => JSON.stringify([object[name]].flat())
  const [first] = names
  const other = names.find((name) => plain(name) !== plain(first))
  if (other === undefined) return
  const values = `"${first}" is ${shown(object[first])}, "${other}" is ${shown(object[other])}`
  throw new PatchbayError('bad-input', `${where}: ${values}: give one of them.`)
}

/** undefined where nothing is said. `where`: what the sentence begins with, e.g. `Row 3`. */
export function bosChoice(value: unknown, where: string): BosChoice | undefined {
  if (value === undefined || value === null) return undefined
  const found = bosOfWord(value)
  if (found) return found
  throw new PatchbayError(
    'bad-input',
    `${where}: "bos" must be one of ${BOS_CHOICES.join(', ')}, not ${shown(value)}.`,
  )
}

export function isTokenId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

/** A value of a file, short enough for a sentence. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
