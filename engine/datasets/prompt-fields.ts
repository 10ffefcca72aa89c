import { PatchbayError, type PromptField, type PromptRow } from '../../contract'

type Field = Exclude<PromptField, 'row'>

/** Names under which the fields occur in files; the first is the one we name in messages. */
export const FIELD_NAMES: Record<Field, string[]> = {
  clean: ['clean'],
  corrupt: ['corrupt', 'corrupted'],
  answers: ['answers', 'answer'],
  wrongAnswers: ['wrong_answers', 'wrong_answer', 'wrongAnswers'],
}

const FIELDS = Object.keys(FIELD_NAMES) as Field[]

/**
 * One row from an object of a JSON or JSONL file. Errors name the row (counted from 1) and the field.
 * `ignored` collects the names that mean nothing here.
 */
export function rowFromObject(value: Record<string, unknown>, row: number, ignored: Set<string>): PromptRow {
  const known = [...FIELDS.flatMap((field) => FIELD_NAMES[field]), 'position']
  for (const name of Object.keys(value)) if (!known.includes(name)) ignored.add(name)
  const [clean, corrupt, answers, wrongAnswers] = FIELDS.map((field) => {
    const name = FIELD_NAMES[field].find((candidate) => Object.hasOwn(value, candidate))
    if (name === undefined)
      throw new PatchbayError('bad-input', `Row ${row}: "${FIELD_NAMES[field][0]}" is missing.`)
    return { name, value: value[name] }
  })
  return {
    clean: promptValue(clean.value, clean.name, row),
    corrupt: promptValue(corrupt.value, corrupt.name, row),
    answers: answerValues(answers.value, answers.name, row),
    wrongAnswers: answerValues(wrongAnswers.value, wrongAnswers.name, row),
    ...positionOf(value, row),
  }
}

/** Where the answer is measured, if not at the last token. */
function positionOf({ position }: Record<string, unknown>, row: number): Pick<PromptRow, 'position'> {
  if (position === undefined || position === null) return {}
  if (isTokenId(position)) return { position }
  throw new PatchbayError(
    'bad-input',
    `Row ${row}: "position" must be the index of a token, counted from 0, not ${shown(position)}.`,
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

function answerValues(value: unknown, name: string, row: number): PromptRow['answers'] {
  const list: unknown[] = Array.isArray(value) ? value : [value]
  if (list.every((item) => typeof item === 'string' || isTokenId(item))) return list as PromptRow['answers']
  const wants = 'must be a list of texts or token ids'
  throw new PatchbayError('bad-input', `Row ${row}: "${name}" ${wants}, not ${shown(value)}.`)
}

export function isTokenId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

/** A value of a file, as short as a sentence can bear. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
