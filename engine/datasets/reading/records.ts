import { MAX_PREVIEW_COLUMNS, PatchbayError } from '../../../contract'
import { FIELD_NAMES, isNameOf, type FieldName } from '../prompt-fields'

/** A table or list of objects as a file holds it, before anything of it is understood. */
export interface Records {
  /** What it was read from: `CSV`, `JSON`, `Parquet`, ... */
  container: string
  /** Cells are texts as they were written; otherwise values of JSON: a number is a token id. */
  isText: boolean
  columns: string[]
  rows: Record<string, unknown>[]
  /** Keys of the JSON object beside the list of rows. */
  beside: Record<string, unknown>
  /** Under which key the list was; null where it was the whole file. */
  key: string | null
  /** False where the first row holds prompts: the columns are then the usual ones, in their usual order. */
  hasHeader: boolean
  /** Sentences on how it was read. */
  notes: string[]
}

/** Of files that hold a table and nothing else. */
export const NOTHING_BESIDE = { beside: {}, key: null, hasHeader: true, notes: [] } as const

/**
 * Names for the columns of a header: each has one, and no two the same.
 * @throws PatchbayError (bad-input) where two of them name the same field.
 */
export function columnNames(header: readonly string[]): string[] {
  refuseTwins(header)
  const taken = new Set<string>()
  return header.map((name, column) => {
    const plain = name.trim() === '' ? `column ${column + 1}` : name.trim()
    let unique = plain
    for (let copy = 2; taken.has(unique); copy++) unique = `${plain} (${copy})`
    taken.add(unique)
    return unique
  })
}

/** Lists of cells as records; what is beyond the columns is left out. */
export function recordsOfCells(columns: readonly string[], cells: readonly unknown[][]): Records['rows'] {
  return cells.map((row) => Object.fromEntries(columns.map((name, column) => [name, row[column] ?? null])))
}

/** Names of all keys, in the order in which they first occur. */
export function columnsOf(rows: readonly Record<string, unknown>[]): string[] {
  const names = new Set<string>()
  for (const row of rows) for (const name of Object.keys(row)) names.add(name)
  return [...names]
}

/** Which of them was meant cannot be known. */
function refuseTwins(header: readonly string[]): void {
  for (const field of Object.keys(FIELD_NAMES) as FieldName[]) {
    const names = header.filter((name) => isNameOf(field, name))
    if (names.length < 2) continue
    const columns = names.map((name) => `"${name}"`).join(' and ')
    throw new PatchbayError('bad-input', `The columns ${columns} mean the same: delete all but one.`)
  }
}

/** @throws PatchbayError (bad-input) where there are more columns than can be shown. */
export function refuseColumnCount(count: number): void {
  if (count <= MAX_PREVIEW_COLUMNS) return
  const most = MAX_PREVIEW_COLUMNS.toLocaleString('en-US')
  const counts = `The table has ${count.toLocaleString('en-US')} columns; at most ${most} are read`
  throw new PatchbayError('bad-input', `${counts}: delete those that are not needed.`)
}
