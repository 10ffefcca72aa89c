import {
  MAX_ANSWERS,
  MAX_PROMPT_LENGTH,
  MAX_TEMPLATE_LENGTH,
  PatchbayError,
  type PromptRow,
} from '../../../contract'
import { isTokenId, shown } from '../prompt-fields'
import { literalList } from './literal-list'

/** Where a value is, for sentences. */
export interface Cell {
  /** Of the column or key. */
  name: string
  /** Counted from 1, without the header. */
  row: number
  /** Whether cells are texts, as in CSV, or values of JSON. */
  isText: boolean
}

/** A prompt as text or token ids. @throws PatchbayError (bad-input) naming row and field. */
export function promptOf(value: unknown, cell: Cell): PromptRow['clean'] {
  if (typeof value === 'string') {
    if (cell.isText && value.trim() === '') throw bad(cell, 'is empty.')
    return (cell.isText && idList(value)) || value
  }
  if (value === undefined || (value === null && cell.isText)) throw bad(cell, 'is missing.')
  if (Array.isArray(value) && value.every(isTokenId)) return value
  if (Array.isArray(value) && value.length > 0 && value.every(Array.isArray)) {
    const wants = 'Patchbay reads token ids, or the text itself'
    throw bad(cell, `is a list of vectors, not of tokens: ${wants}.`)
  }
  throw bad(cell, `must be a text or a list of token ids, not ${shown(value)}.`)
}

/** A prompt whose cells hold ids: `[12, 5]`, `12 5`, or a list of JSON. */
export function promptIdsOf(value: unknown, cell: Cell): number[] {
  const ids = typeof value === 'string' ? idsOfText(value) : value
  if (Array.isArray(ids) && ids.length > 0 && ids.every(isTokenId)) return ids
  throw bad(cell, `must be token ids such as [12, 5], not ${shown(value)}.`)
}

/** Answers as texts or ids; none where nothing is said: some metrics need none. */
export function answersOf(value: unknown, cell: Cell): PromptRow['answers'] {
  if (value === null || value === undefined) return []
  if (cell.isText && typeof value === 'string') {
    if (value.trim() === '') return []
    return atMost(idList(value) ?? literalList(value) ?? [value], cell)
  }
  const list: unknown[] = Array.isArray(value) ? value : [value]
  if (list.every((item) => typeof item === 'string' || isTokenId(item)))
    return atMost(list as PromptRow['answers'], cell)
  throw bad(cell, `must be a list of texts or token ids, not ${shown(value)}.`)
}

/** Answers as ids: `5335`, `5335.0` (pandas), `[12, 5]`. */
export function answerIdsOf(value: unknown, cell: Cell): number[] {
  if (value === null || value === undefined || (typeof value === 'string' && value.trim() === '')) return []
  const ids = typeof value === 'string' ? idsOfText(value) : [value].flat()
  if (ids !== null && ids.length > 0 && ids.every(isTokenId)) return atMost(ids, cell) as number[]
  throw bad(cell, `must be a token id or a list of them, not ${shown(value)}.`)
}

/** Index of the token whose prediction is measured; nothing where nothing is said. */
export function positionOf(value: unknown, cell: Cell): Pick<PromptRow, 'position'> {
  if (value === undefined || value === null || value === '') return {}
  const position = typeof value === 'string' && /^\s*\d+(\.0+)?\s*$/.test(value) ? Number(value) : value
  if (isTokenId(position)) return { position }
  throw bad(cell, `must be the index of a token, counted from 0, not ${shown(value)}.`)
}

/** What a row was made from, cut where it is very long; nothing where nothing is said. */
export function templateOf(value: unknown): Pick<PromptRow, 'template'> {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  return text.trim() === '' ? {} : { template: text.slice(0, MAX_TEMPLATE_LENGTH) }
}

export function bad({ name, row }: Pick<Cell, 'name' | 'row'>, what: string): PatchbayError {
  return new PatchbayError('bad-input', `Row ${row}: "${name}" ${what}`)
}

function atMost(list: PromptRow['answers'], cell: Cell): PromptRow['answers'] {
  if (list.length <= MAX_ANSWERS) return list
  const most = MAX_ANSWERS.toLocaleString('en-US')
  throw bad(cell, `has ${list.length.toLocaleString('en-US')} answers; at most ${most} are read.`)
}

/** Of a list that has as many ids as a prompt may; a regular expression's stack cannot take much longer ones. */
const LONGEST_ID_LIST = 16 * MAX_PROMPT_LENGTH

function idList(text: string): number[] | null {
  if (text.length > LONGEST_ID_LIST) return null
  if (!/^\s*\[\s*\d+(\s*,\s*\d+)*\s*\]\s*$/.test(text)) return null
  // Not by JSON.parse: a page break or a hard space is white space here, but not in JSON.
  return Array.from(text.matchAll(/\d+/g), ([digits]) => Number(digits))
}

/** `5335`, `5335.0`, `12 5`, `[12, 5]` */
function idsOfText(text: string): number[] | null {
  const list = idList(text)
  if (list !== null || text.length > LONGEST_ID_LIST) return list
  if (/^\s*\d{1,3}(,\d{3})+\s*$/.test(text)) return null // two ids, or thousands: which, cannot be known
  const parts = text.trim().split(/[\s,]+/)
  return parts.every((part) => /^\d+(\.0+)?$/.test(part)) ? parts.map(Number) : null
}
