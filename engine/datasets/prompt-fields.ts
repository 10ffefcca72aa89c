import { BOS_CHOICES, bosOfWord, MAX_ANSWERS, PatchbayError } from '../../contract'
import type { BosChoice, PromptField, PromptRow } from '../../contract'

type Field = Exclude<PromptField, 'row'>

/** Names under which the fields occur in files; the first is the one we name in messages. */
export const FIELD_NAMES: Record<Field | 'position' | 'bos', string[]> = {
  clean: ['clean'],
  corrupt: ['corrupt', 'corrupted'],
  answers: ['answers', 'answer'],
  wrongAnswers: ['wrong_answers', 'wrong_answer', 'wrongAnswers'],
  position: ['position', 'pos', 'answer_position'],
  bos: ['bos'],
}

const FIELDS = Object.keys(FIELD_NAMES) as (keyof typeof FIELD_NAMES)[]

/** A name as it is compared: `Wrong Answer` and `wrongAnswers` are `wrong_answer(s)`. */
function plainName(name: string): string {
  const words = name.trim().replace(/([a-z])([A-Z])/g, '$1_$2')
  return words.toLowerCase().replace(/[\s-]+/g, '_')
}

/** Whether a file's name for something means this field. */
export function isNameOf(field: keyof typeof FIELD_NAMES, name: string): boolean {
  return FIELD_NAMES[field].map(plainName).includes(plainName(name))
}

/** What one object of a file says. */
export interface ReadRow {
  row: PromptRow
  bos: BosChoice | undefined
}

interface FoundField {
  name: string
  value: unknown
}

/**
 * One row from an object of a JSON or JSONL file; answers may be missing, as some metrics read none. `ignored` collects the names that mean nothing here.
 * @throws PatchbayError (bad-input) naming the row (counted from 1) and the field.
 */
export function rowFromObject(value: Record<string, unknown>, row: number, ignored: Set<string>): ReadRow {
  const names = Object.keys(value)
  const find = (field: keyof typeof FIELD_NAMES) => fieldOf(value, field, `Row ${row}`)
  const found = {
    clean: find('clean'),
    corrupt: find('corrupt'),
    answers: find('answers'),
    wrongAnswers: find('wrongAnswers'),
    position: find('position'),
    bos: find('bos'),
  }
  for (const name of names) if (!FIELDS.some((field) => isNameOf(field, name))) ignored.add(name)
  const { clean, corrupt, answers, wrongAnswers, position, bos } = found
  for (const field of ['clean', 'corrupt'] as const)
    if (!found[field])
      throw new PatchbayError('bad-input', `Row ${row}: "${FIELD_NAMES[field][0]}" is missing.`)
  return {
    row: {
      clean: promptValue(clean!.value, clean!.name, row),
      corrupt: promptValue(corrupt!.value, corrupt!.name, row),
      answers: answerValues(answers, row),
      wrongAnswers: answerValues(wrongAnswers, row),
      ...(position && positionOf(position.value, position.name, row)),
    },
    bos: bosChoice(bos?.value, `Row ${row}`),
  }
}

/** Where the answer is measured, if not at the last token. */
export function positionOf(value: unknown, name: string, row: number): Pick<PromptRow, 'position'> {
  if (value === undefined || value === null) return {}
  if (isTokenId(value)) return { position: value }
  throw new PatchbayError(
    'bad-input',
    `Row ${row}: "${name}" must be the index of a token, counted from 0, not ${shown(value)}.`,
  )
}

/**
 * What an object says of a field, under whichever of its names; null says nothing. `where`: what the sentence begins
 * with, e.g. `Row 3`.
 * @throws PatchbayError (bad-input) where two names say different things: neither may be chosen silently.
 */
export function fieldOf(
  object: Record<string, unknown>,
  field: keyof typeof FIELD_NAMES,
  where: string,
): FoundField | null {
  const all = Object.keys(object).filter((name) => isNameOf(field, name))
  const names = all.filter((name) => object[name] !== null)
  const plain = (name: string) => JSON.stringify([object[name]].flat())
  const [first, other] = [names[0] ?? all[0], names.find((name) => plain(name) !== plain(names[0]))]
  if (other !== undefined) {
    const values = `"${first}" is ${shown(object[first])}, "${other}" is ${shown(object[other])}`
    throw new PatchbayError('bad-input', `${where}: ${values}: give one of them.`)
  }
  return first === undefined ? null : { name: first, value: object[first] }
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

function promptValue(value: unknown, name: string, row: number): PromptRow['clean'] {
  if (typeof value === 'string') return value
  if (Array.isArray(value) && value.every(isTokenId)) return value
  throw new PatchbayError(
    'bad-input',
    `Row ${row}: "${name}" must be a text or a list of token ids, not ${shown(value)}.`,
  )
}

/** None where nothing is said, or null: some metrics need none. */
function answerValues(found: FoundField | null, row: number): PromptRow['answers'] {
  if (found === null || found.value === null) return []
  const { name, value } = found
  const list: unknown[] = Array.isArray(value) ? value : [value]
  if (list.length > MAX_ANSWERS) {
    const counts = `has ${list.length.toLocaleString('en-US')} answers; at most ${MAX_ANSWERS.toLocaleString('en-US')} are read`
    throw new PatchbayError('bad-input', `Row ${row}: "${name}" ${counts}.`)
  }
  if (list.every((item) => typeof item === 'string' || isTokenId(item))) return list as PromptRow['answers']
  const wants = 'must be a list of texts or token ids'
  throw new PatchbayError('bad-input', `Row ${row}: "${name}" ${wants}, not ${shown(value)}.`)
}

export function isTokenId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

/** A value of a file, short enough for a sentence. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
