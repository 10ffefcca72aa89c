import { z } from 'zod'
import { PatchbayError } from './error'

/** What the columns of a table of prompts may be. */
export const COLUMN_FIELDS = ['clean', 'corrupt', 'answers', 'wrongAnswers', 'position', 'template'] as const
export type ColumnField = (typeof COLUMN_FIELDS)[number]

/** How the cells of a column are read: as they are written, or as token ids (`12`, `[12, 5]`, `12 5`). */
export const CELL_READINGS = ['text', 'ids'] as const
export type CellReading = (typeof CELL_READINGS)[number]

const mappedColumn = z.object({ column: z.string(), as: z.enum(CELL_READINGS) })

/** Which column of a table is which field of a row; what is left out, no column is. */
export const columnMappingSchema = z.object({
  clean: mappedColumn,
  corrupt: mappedColumn,
  answers: mappedColumn.optional(),
  wrongAnswers: mappedColumn.optional(),
  position: mappedColumn.optional(),
  template: mappedColumn.optional(),
})
export type ColumnMapping = z.infer<typeof columnMappingSchema>
export type MappedColumn = z.infer<typeof mappedColumn>

/** How the fields are called on the command line. */
const OPTION_NAMES: Record<ColumnField, string> = {
  clean: 'clean',
  corrupt: 'corrupt',
  answers: 'answer',
  wrongAnswers: 'wrong',
  position: 'position',
  template: 'template',
}
const ALWAYS_SHOWN: readonly ColumnField[] = ['clean', 'corrupt', 'answers', 'wrongAnswers']

/** Characters of a column's name in a sentence. */
const LONGEST_SHOWN = 60

/** `clean=prompt,corrupt=foil,answer=target:ids`: what is not known has the field's own name in capitals. */
export function columnsOption(mapping: Partial<ColumnMapping>): string {
  const shown = COLUMN_FIELDS.filter((field) => mapping[field] || ALWAYS_SHOWN.includes(field))
  const parts = shown.map((field) => {
    const placeholder = OPTION_NAMES[field].toUpperCase()
    const { column, as } = mapping[field] ?? { column: placeholder, as: 'text' }
    // No sentence can bear longer names, and nobody types them.
    const name = column.length > LONGEST_SHOWN ? placeholder : column
    return `${OPTION_NAMES[field]}=${name}${as === 'ids' ? ':ids' : ''}`
  })
  const typed = parts.join(',')
  return /^[\w=,:.-]+$/.test(typed) ? typed : JSON.stringify(typed)
}

/**
 * `--columns` as typed: `FIELD=COLUMN` with commas between, `:ids` after a column of token ids. @throws PatchbayError
 * (bad-input) naming the part that cannot be read.
 */
export function mappingOfOption(typed: string): ColumnMapping {
  const mapping: Partial<ColumnMapping> = {}
  for (const part of typed.split(/,(?=\s*\w+\s*=)/)) {
    const [name, ...rest] = part.split('=')
    const field = COLUMN_FIELDS.find((one) => OPTION_NAMES[one] === name.trim().toLowerCase())
    const column = rest.join('=').trim()
    if (!field) throw badOption(`there is no field "${name.trim()}"`)
    if (mapping[field]) throw badOption(`${OPTION_NAMES[field]} is named twice`)
    if (column === '') continue // said to be none
    mapping[field] = { column: column.replace(/:ids$/, ''), as: column.endsWith(':ids') ? 'ids' : 'text' }
  }
  const { clean, corrupt } = mapping
  if (!clean || !corrupt) throw badOption(`${clean ? 'corrupt' : 'clean'} is missing`)
  return { ...mapping, clean, corrupt }
}

function badOption(why: string): PatchbayError {
  const fields = Object.values(OPTION_NAMES).join(', ')
  const example = 'clean=prompt,corrupt=foil,answer=target,wrong=distractor'
  return new PatchbayError('bad-input', `--columns: ${why}; write ${example} (fields: ${fields}).`)
}
