import {
  FILE_LIMITS,
  PatchbayError,
  refuseLines,
  refuseUnreadable,
  shown,
  shownNames,
} from '../../../contract'
import { isKnownName } from '../prompt-fields'
import { refused } from './file-kind'
import { reasonOfLine, refuseRepeatedKeys, tryJson } from './json-text'
import { refuseUnreadTexts } from './text-kind'
import { columnNames, columnsOf, NOTHING_BESIDE, recordsOfCells, type Records } from './records'

type JsonObject = Record<string, unknown>
const AS_JSON = { ...NOTHING_BESIDE, container: 'JSON', isText: false, notes: [] }

/** JSON of any of the shapes that tables are written in, or JSON Lines. @throws PatchbayError (bad-input) naming where. */
export function jsonRecords(text: string): Records {
  refuseUnreadable(text, 'This', FILE_LIMITS.prompts)
  const whole = tryJson(text)
  if (whole.ok) {
    refuseRepeatedKeys(text, whole.value, 'The JSON')
    return recordsOf(whole.value)
  }
  refuseLines(text, 'This', FILE_LIMITS.prompts)
  const lines = text.split(LINE_END)
  const first = lines.find((line) => line.trim() !== '')
  if (lines.length > 1 && first !== undefined && tryJson(first).ok) return recordsOfLines(lines)
  refuseUnreadTexts(text)
  throw new PatchbayError('bad-input', whole.reason)
}

const LINE_END = /\r\n?|\n/

function recordsOfLines(lines: readonly string[]): Records {
  const rows: JsonObject[] = []
  lines.forEach((line, i) => {
    if (line.trim() === '') return
    const tried = tryJson(line)
    if (!tried.ok) throw new PatchbayError('bad-input', reasonOfLine(tried.reason, i + 1))
    refuseRepeatedKeys(line, tried.value, `Line ${i + 1}`)
    rows.push(asRow(tried.value, rows.length + 1))
  })
  return { ...AS_JSON, container: 'JSON Lines', columns: columnsOf(rows), rows }
}

function recordsOf(value: unknown): Records {
  if (Array.isArray(value)) return recordsOfList(value)
  if (!isObject(value)) throw notATable()
  const exported = promptsOfExport(value)
  if (exported) return exported
  const split = splitTable(value)
  if (split) return split
  if ([value.cfg, value.nodes, value.edges].every(isObject))
    throw refused('a circuit without the prompts it was found on', 'import it as a circuit')
  if ('nbformat' in value) throw refused('a Jupyter notebook', 'save the table in it with to_csv')
  if (isRow(value)) return { ...AS_JSON, columns: Object.keys(value), rows: [value] }
  const key = listKey(value)
  if (key !== undefined) {
    const { [key]: list, ...beside } = value
    return { ...recordsOfList(list as unknown[]), beside, key }
  }
  return columnwise(value) ?? keyed(value)
}

/** One row by itself, as in JSON Lines of one line: its own lists (spans, choices) are none of rows. */
function isRow(value: JsonObject): boolean {
  if (USUAL_KEYS.some((name) => Array.isArray(value[name]))) return false
  return Object.keys(value).some((name) => isKnownName(name)) && !isColumnwise(value)
}

const USUAL_KEYS = ['prompts', 'rows']

/** Under which of its keys an object holds the list of rows. */
function listKey(value: JsonObject): string | undefined {
  const usual = USUAL_KEYS.find((name) => Array.isArray(value[name]))
  if (usual !== undefined) return usual
  const lists = Object.keys(value).filter((name) => {
    const list = value[name]
    return Array.isArray(list) && list.length > 0 && list.every(isObject)
  })
  if (lists.length > 1) throw severalLists(lists)
  return lists[0]
}

function severalLists(names: readonly string[]): PatchbayError {
  const what = `The JSON has several lists of rows (${shownNames(names)})`
  return new PatchbayError('bad-input', `${what}: save the one that is meant as a file of its own.`)
}

function recordsOfList(list: unknown[]): Records {
  if (list.length > 0 && list.every((item) => typeof item === 'string')) throw flatList(list.length)
  if (list.length > 1 && list.every(Array.isArray)) {
    const hasHeader = isHeaderRow(list[0])
    return hasHeader
      ? recordsOfTable(list[0], list.slice(1))
      : recordsOfTable(
          list[0].map(() => ''),
          list,
        )
  }
  const rows = list.map((value, i) => asRow(value, i + 1))
  return { ...AS_JSON, columns: columnsOf(rows), rows }
}

/** Names of columns are short texts, and prompts are sentences. */
function isHeaderRow(first: readonly unknown[]): boolean {
  const isName = (cell: unknown) =>
    typeof cell === 'string' && cell.length <= 60 && !/\s\S+\s\S+\s/.test(cell)
  return first.every(isName)
}

/** What a run was made with, read from its export. */
function promptsOfExport({ patchbay }: JsonObject): Records | null {
  const data = isObject(patchbay) ? patchbay.data : null
  if (!isObject(data) || !Array.isArray(data.rows)) return null
  const { rows, name: _name, hash: _hash, prompts: _count, rows_with_bos: _begun, ...beside } = data
  return { ...recordsOfList(rows), beside, key: 'prompts' }
}

/** pandas' "split": names of columns, and rows as lists. */
function splitTable({ columns, data }: JsonObject): Records | null {
  if (!Array.isArray(columns) || !Array.isArray(data) || !data.every(Array.isArray)) return null
  return recordsOfTable(columns, data)
}

function recordsOfTable(header: unknown[], cells: unknown[][]): Records {
  const columns = columnNames(header.map(String))
  return { ...AS_JSON, columns, rows: recordsOfCells(columns, cells) }
}

/** pandas' own shape: each column an object by row, or a list. */
function columnwise(value: JsonObject): Records | null {
  if (!isColumnwise(value)) return null
  const columns = Object.keys(value)
  const keys = Object.keys(value[columns[0]] as object)
  const cell = (column: string, key: string) => (value[column] as JsonObject)[key] ?? null
  const rows = keys.map((key) => Object.fromEntries(columns.map((column) => [column, cell(column, key)])))
  return { ...AS_JSON, columns, rows }
}

function isColumnwise(value: JsonObject): boolean {
  const columns = Object.values(value)
  const [first] = columns
  if (columns.length < 2 || typeof first !== 'object' || first === null) return false
  const keys = Object.keys(first)
  // A list of numbers is one prompt as ids, not a column of prompts.
  const isColumn = Array.isArray(first) && first.some((cell) => typeof cell !== 'number')
  const areNumbered = keys.every((key) => /^\d+$/.test(key)) || Object.keys(value).some(isKnownName)
  const areRows = Array.isArray(first) ? isColumn : areNumbered
  return areRows && columns.every((column) => hasKeys(column, keys.length, Array.isArray(first)))
}

function hasKeys(column: unknown, count: number, isList: boolean): boolean {
  if (typeof column !== 'object' || column === null || Array.isArray(column) !== isList) return false
  return Object.keys(column).length === count
}

/** Rows under names of their own: `{"a": {clean, ...}, "b": {...}}`. */
function keyed(value: JsonObject): Records {
  const rows = Object.values(value)
  const shared = rows.length > 0 && rows.every((row) => isObject(row) && Object.keys(row).length > 1)
  if (!shared) throw notATable()
  return { ...AS_JSON, columns: columnsOf(rows as JsonObject[]), rows: rows as JsonObject[] }
}

function asRow(value: unknown, row: number): JsonObject {
  if (isObject(value)) return value
  const found = shown(value, 60)
  throw new PatchbayError('bad-input', `Row ${row} must be an object {clean, corrupt, ...}, not ${found}.`)
}

function flatList(count: number): PatchbayError {
  const what = `This is a list of ${count === 1 ? 'one text' : `${count} texts`}, without corrupt prompts or answers`
  const wants = 'write objects {"clean", "corrupt", "answers", "wrong_answers"}'
  return new PatchbayError('bad-input', `${what}: ${wants}.`)
}

function notATable(): PatchbayError {
  const wants = 'The JSON has no list "prompts" of {clean, corrupt, answers, wrong_answers}'
  return new PatchbayError('bad-input', `${wants}.`)
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
