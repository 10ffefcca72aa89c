import Papa from 'papaparse'
import {
  countOf,
  FILE_LIMITS,
  MAX_PROMPT_LENGTH,
  PatchbayError,
  refuseSize,
  shownNames,
} from '../../contract'
import type { BosChoice, ParsedPrompts, PromptRow } from '../../contract'
import { greaterThanRow, isGreaterThan } from './greater-than'
import { bosChoice, type FIELD_NAMES, isNameOf, isTokenId, positionOf, shown } from './prompt-fields'
import { bosOfRows } from './rows-bos'

const ID_COLUMNS = { answers: 'correct_idx', wrongAnswers: 'incorrect_idx' }
const LABEL = 'label'
/** Order of the columns where no header names them. */
const PLAIN_HEADER = ['clean', 'corrupt', 'answer', 'wrong_answer']

/** The column of each field; -1 where the header does not name it. */
interface Columns {
  clean: number
  corrupt: number
  answers: number
  wrongAnswers: number
  answerIds: number
  wrongIds: number
  label: number
  position: number
  bos: number
}

/**
 * Rows separated by commas (EAP-IG's CSV, with a header) or tabs (a spreadsheet, the header may be left
 * out).
 * @throws PatchbayError (bad-input) naming the missing column, or row (counted from 1, without the header) and column.
 */
export function parseTable(text: string): ParsedPrompts {
  const delimiter = text.trimStart().split('\n', 1)[0].includes('\t') ? '\t' : ','
  const table = readCells(text, delimiter)
  if (table.length === 0)
    throw new PatchbayError('bad-input', 'There is nothing to read: every cell is empty.')
  const first = table[0].map((cell) => cell.trim())
  const hasHeader = first.some((name) => isNameOf('clean', name))
  if (!hasHeader && delimiter === ',') {
    const wants =
      'a CSV table starts with the names of its columns, such as clean,corrupted,correct_idx,incorrect_idx'
    throw new PatchbayError('bad-input', `There is no column "clean"; ${wants}.`)
  }
  const header = hasHeader ? first : PLAIN_HEADER
  const columns = findColumns(header)
  const body = hasHeader ? table.slice(1) : table
  const layout = columns.answerIds >= 0 || columns.label >= 0 ? 'EAP-IG CSV' : 'Table'
  const hasAnswers = columns.answers >= 0 || columns.answerIds >= 0
  const years = hasAnswers || columns.label < 0 ? null : rowsOfYears(body, columns)
  const used = usedColumns(columns, years !== null)
  const rows = years ?? body.map((cells, i) => readRow(cells, i + 1, columns))
  const bos =
    columns.bos < 0 ? undefined : bosOfRows(body.map((cells, i) => rowBos(cells, columns.bos, i + 1)))
  const notes = [...(years ? [AS_GREATER_THAN] : []), ...ignoredNotes(header, used, body)]
  return {
    kind: 'rows',
    layout,
    rows: rows.map((row, i) => ({ ...row, ...rowPosition(body[i], columns, header, i + 1) })),
    ...(bos && { bos }),
    notes,
  }
}

function readCells(text: string, delimiter: string): string[][] {
  refuseCells(text, delimiter)
  const { data, errors } = Papa.parse<string[]>(text, { delimiter, skipEmptyLines: 'greedy' })
  const quote = errors.find(({ type }) => type === 'Quotes')
  if (quote) {
    const line = text.slice(0, quote.index ?? 0).split('\n').length
    throw new PatchbayError('bad-input', `Line ${line}: a quotation mark is misplaced or never closed.`)
  }
  return data
}

/**
 * Counts delimiters and quotation marks before anything is allocated for each of them: the parser makes a list of
 * all, and cannot be ended while it does.
 */
function refuseCells(text: string, delimiter: string): void {
  const { prompts: limit } = FILE_LIMITS
  refuseSize(text.length, 'The table', limit)
  const most = limit.values.toLocaleString('en-US')
  if (countOf('"', text) > limit.values)
    throw new PatchbayError(
      'bad-input',
      `The table has more than ${most} quotation marks, which is more than is read.`,
    )
  if (countOf(delimiter, text) + countOf('\n', text) <= limit.values) return
  throw new PatchbayError('bad-input', `The table has more than ${most} cells, which is more than is read.`)
}

function findColumns(header: string[]): Columns {
  const find = (field: keyof typeof FIELD_NAMES) => {
    refuseTwoColumns(header.filter((name) => isNameOf(field, name)))
    return header.findIndex((name) => isNameOf(field, name))
  }
  const named = (name: string) => header.findIndex((one) => one.toLowerCase() === name)
  const columns: Columns = {
    clean: find('clean'),
    corrupt: find('corrupt'),
    answers: find('answers'),
    wrongAnswers: find('wrongAnswers'),
    answerIds: named(ID_COLUMNS.answers),
    wrongIds: named(ID_COLUMNS.wrongAnswers),
    label: named(LABEL),
    position: find('position'),
    bos: find('bos'),
  }
  if (columns.corrupt < 0) throw missingColumn('"corrupted"', header)
  return columns
}

/** Where there are ids, texts of answers are not read as well; nor is a label that is not a year. */
function usedColumns(columns: Columns, areYears: boolean): Columns {
  return {
    ...columns,
    label: areYears ? columns.label : -1,
    answers: columns.answerIds >= 0 ? -1 : columns.answers,
    wrongAnswers: columns.wrongIds >= 0 ? -1 : columns.wrongAnswers,
  }
}

/** Which of them was meant cannot be known. */
function refuseTwoColumns(names: string[]): void {
  if (names.length < 2) return
  const columns = names.map((name) => `"${name}"`).join(' and ')
  throw new PatchbayError('bad-input', `The columns ${columns} mean the same: delete all but one.`)
}

function missingColumn(name: string, header: string[]): PatchbayError {
  const has = shownNames(header.filter((column) => column !== ''))
  return new PatchbayError('bad-input', `There is no column ${name}; the columns are ${has}.`)
}

const AS_GREATER_THAN =
  'Read as greater-than: the answers are the years after the label, the wrong answers the others (00 to 99).'

/** EAP-IG's greater-than set names only the year; null where the labels are not years. */
function rowsOfYears(body: string[][], columns: Columns): PromptRow[] | null {
  const examples = body.map((cells, i) => ({
    clean: textCell(cells, columns.clean, 'clean', i + 1),
    corrupt: textCell(cells, columns.corrupt, 'corrupted', i + 1),
    label: cells[columns.label] ?? '',
  }))
  return examples.length > 0 && examples.every(isGreaterThan) ? examples.map(greaterThanRow) : null
}

function rowBos(cells: string[], column: number, row: number): BosChoice | undefined {
  const text = (cells[column] ?? '').trim()
  return text === '' ? undefined : bosChoice(text, `Row ${row}`)
}

function rowPosition(
  cells: string[],
  { position }: Columns,
  header: string[],
  row: number,
): Pick<PromptRow, 'position'> {
  const text = (cells[position] ?? '').trim()
  if (position < 0 || text === '') return {}
  return positionOf(/^\d+$/.test(text) ? Number(text) : text, header[position], row)
}

function readRow(cells: string[], row: number, columns: Columns): PromptRow {
  const answers = (text: number, ids: number, name: string) =>
    ids >= 0 ? idCell(cells, ids, name, row) : textAnswers(cells, text)
  return {
    clean: promptCell(textCell(cells, columns.clean, 'clean', row)),
    corrupt: promptCell(textCell(cells, columns.corrupt, 'corrupted', row)),
    answers: answers(columns.answers, columns.answerIds, ID_COLUMNS.answers),
    wrongAnswers: answers(columns.wrongAnswers, columns.wrongIds, ID_COLUMNS.wrongAnswers),
  }
}

function textCell(cells: string[], column: number, name: string, row: number): string {
  const text = cells[column] ?? ''
  if (text.trim() === '') throw new PatchbayError('bad-input', `Row ${row}: "${name}" is empty.`)
  return text
}

/** `[1, 317]` in a cell means token ids; everything else is plain text. */
function promptCell(text: string): PromptRow['clean'] {
  return idList(text) ?? text
}

/** None where the cell is empty: some metrics need no answers. */
function textAnswers(cells: string[], column: number): PromptRow['answers'] {
  const text = cells[column] ?? ''
  return text.trim() === '' ? [] : (idList(text) ?? [text])
}

function idCell(cells: string[], column: number, name: string, row: number): number[] {
  const text = (cells[column] ?? '').trim()
  if (text === '') return []
  const ids = idList(text) ?? (/^\d+$/.test(text) ? [Number(text)] : [])
  if (ids.length > 0 && ids.every(isTokenId)) return ids
  throw new PatchbayError(
    'bad-input',
    `Row ${row}: "${name}" must be a token id or a list of them, not ${shown(text)}.`,
  )
}

/** Of a list that has as many ids as a prompt may; a regular expression's stack cannot take much longer ones. */
const LONGEST_ID_LIST = 16 * MAX_PROMPT_LENGTH

function idList(text: string): number[] | null {
  if (text.length > LONGEST_ID_LIST) return null
  if (!/^\s*\[\s*\d+(\s*,\s*\d+)*\s*\]\s*$/.test(text)) return null
  // Not by JSON.parse: a page break or a hard space is white space here, but not in JSON.
  return Array.from(text.matchAll(/\d+/g), ([digits]) => Number(digits))
}

function ignoredNotes(header: string[], columns: Columns, body: string[][]): string[] {
  const used: number[] = Object.values(columns)
  const ignored = header.map((name) => name || 'a column without a name').filter((_, i) => !used.includes(i))
  const isWider = body.some((cells) => cells.slice(header.length).some((cell) => cell.trim() !== ''))
  if (isWider) ignored.push(`cells after the column ${header.at(-1) || 'without a name'}`)
  return ignored.length > 0 ? [`Ignored: ${shownNames(ignored)}.`] : []
}
