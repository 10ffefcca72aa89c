import { spanSchema, type BosChoice, type PromptRow } from '../../../contract'
import { z } from 'zod'
import { bosChoice, FIELD_NAMES, fieldOf, isNameOf, type FieldName } from '../prompt-fields'
import { answerIdsOf, answersOf, bad, positionOf, promptOf, templateOf } from '../reading/cells'
import type { Records } from '../reading/records'
import { bosOfRows } from '../rows-bos'
import { cellIn } from './layout'

/** Which columns name each field. */
export type FieldColumns = Record<FieldName, string[]>

export function fieldColumns(columns: readonly string[]): FieldColumns {
  const fields = Object.keys(FIELD_NAMES) as FieldName[]
  const named = fields.map((field) => [field, columns.filter((name) => isNameOf(field, name))])
  return Object.fromEntries(named) as FieldColumns
}

export interface PlainRows {
  rows: PromptRow[]
  bos?: BosChoice
  used: string[]
}

/**
 * Rows whose fields have the usual names. Where there are ids of answers, their texts are not read as well.
 * @throws PatchbayError (bad-input) naming row and field.
 */
export function plainRows(records: Records, ofFile?: BosChoice): PlainRows {
  const names = fieldColumns(records.columns)
  const hasIds = { answers: names.answerIds.length > 0, wrongAnswers: names.wrongIds.length > 0 }
  const read = records.rows.map((record, index) => plainRow(records, record, index, names))
  const bos = bosOfRows(
    read.map((one) => one.bos),
    ofFile,
  )
  const unused: FieldName[] = (['answers', 'wrongAnswers'] as const).filter((field) => hasIds[field])
  const used = Object.entries(names).flatMap(([field, of]) => (unused.includes(field as FieldName) ? [] : of))
  return { rows: read.map(({ row }) => row), ...(bos && { bos }), used }
}

function plainRow(records: Records, record: Record<string, unknown>, index: number, names: FieldColumns) {
  const find = (field: FieldName) => fieldOf(record, names[field], `Row ${index + 1}`)
  const cell = (field: FieldName, name?: string) =>
    cellIn(records, name ?? names[field][0] ?? FIELD_NAMES[field][0], index)
  for (const field of ['clean', 'corrupt'] as const) if (!find(field)) throw bad(cell(field), 'is missing.')
  const prompt = (field: 'clean' | 'corrupt') => {
    const found = find(field)!
    return promptOf(found.value, cell(field, found.name))
  }
  const answers = (texts: 'answers' | 'wrongAnswers', ids: 'answerIds' | 'wrongIds') => {
    const field = names[ids].length > 0 ? ids : texts
    const found = find(field)
    const reads = field === ids ? answerIdsOf : answersOf
    return found ? reads(found.value, cell(field, found.name)) : []
  }
  const [position, template, spans, bos] = (['position', 'template', 'spans', 'bos'] as const).map(find)
  const row: PromptRow = {
    clean: prompt('clean'),
    corrupt: prompt('corrupt'),
    answers: answers('answers', 'answerIds'),
    wrongAnswers: answers('wrongAnswers', 'wrongIds'),
    ...(position && positionOf(position.value, cell('position', position.name))),
    ...(spans && spansOf(spans.value, index + 1)),
    ...(template && templateOf(template.value)),
  }
  const said = bos?.value === '' ? undefined : trimmed(bos?.value)
  return { row, bos: bosChoice(said, `Row ${index + 1}`) }
}

const spanList = z.array(spanSchema)

function spansOf(value: unknown, row: number): Pick<PromptRow, 'spans'> {
  if (value === null || value === '') return {}
  const read = spanList.safeParse(typeof value === 'string' ? jsonOf(value) : value)
  if (read.success) return { spans: read.data }
  throw bad({ name: 'spans', row }, 'must be a list of {name, from, to}, tokens counted from 0.')
}

/** Cells of a table hold lists as JSON. */
function jsonOf(cell: string): unknown {
  try {
    return JSON.parse(cell)
  } catch {
    return null
  }
}

function trimmed(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value
}
