import Papa from 'papaparse'
import { PatchbayError, type ParsedPrompts, type PromptRow } from '../../contract'
import { greaterThanRow, isGreaterThan } from './greater-than'
import { FIELD_NAMES, isTokenId, shown } from './prompt-fields'

const ID_COLUMNS = { answers: 'correct_idx', wrongAnswers: 'incorrect_idx' }
const LABEL = 'label'
/** Order of the columns where no header names them. */
const PLAIN_HEADER = ['clean', 'corrupt', 'answer', 'wrong_answer']

/** Where each field stands in a row; -1 where the header does not name it. */
interface Columns {
  clean: number
  corrupt: number
  answers: number
  wrongAnswers: number
  answerIds: number
  wrongIds: number
  label: number
}

/**
 * Rows separated by commas (EAP-IG's CSV, with a header) or tabs (a spreadsheet, the header may be left
 * out). Errors name the missing column, or row (counted from 1, without the header) and column.
 */
export function parseTable(text: string): ParsedPrompts {
  const delimiter = text.split('\n', 1)[0].includes('\t') ? '\t' : ','
  const table = readCells(text, delimiter)
  const first = table[0].map((cell) => cell.trim().toLowerCase())
  const hasHeader = first.includes('clean')
  if (!hasHeader && delimiter === ',') {
    const wants =
      'a CSV table starts with the names of its columns, such as clean,corrupted,correct_idx,incorrect_idx'
    throw new PatchbayError('bad-input', `There is no column "clean"; ${wants}.`)
  }
  const header = hasHeader ? first : PLAIN_HEADER
  const columns = findColumns(header)
  const body = hasHeader ? table.slice(1) : table
  const format = columns.answerIds >= 0 || columns.label >= 0 ? 'eap-ig-csv' : 'table'
  if (columns.answers < 0 && columns.answerIds < 0) return fromLabels(body, columns, header)
  const rows = body.map((cells, i) => readRow(cells, i + 1, columns))
  return { format, rows, notes: ignoredNote(header, columns) }
}

function readCells(text: string, delimiter: string): string[][] {
  const { data, errors } = Papa.parse<string[]>(text, { delimiter, skipEmptyLines: 'greedy' })
  const quote = errors.find(({ type }) => type === 'Quotes')
  if (quote) {
    const line = text.slice(0, quote.index ?? 0).split('\n').length
    throw new PatchbayError('bad-input', `Line ${line}: a quotation mark is misplaced or never closed.`)
  }
  return data
}

function findColumns(header: string[]): Columns {
  const find = (names: string[]) => header.findIndex((name) => names.includes(name))
  const columns: Columns = {
    clean: find(FIELD_NAMES.clean),
    corrupt: find(FIELD_NAMES.corrupt),
    answers: find(FIELD_NAMES.answers),
    wrongAnswers: find(FIELD_NAMES.wrongAnswers),
    answerIds: find([ID_COLUMNS.answers]),
    wrongIds: find([ID_COLUMNS.wrongAnswers]),
    label: find([LABEL]),
  }
  if (columns.corrupt < 0) throw missingColumn('"corrupted"', header)
  const hasAnswer = columns.answers >= 0 || columns.answerIds >= 0
  if (!hasAnswer && columns.label < 0) throw missingColumn('"correct_idx" or "answer"', header)
  if (hasAnswer && columns.wrongAnswers < 0 && columns.wrongIds < 0) {
    throw missingColumn('"incorrect_idx" or "wrong_answer"', header)
  }
  return columns
}

function missingColumn(name: string, header: string[]): PatchbayError {
  const has = header.filter((column) => column !== '').join(', ')
  return new PatchbayError('bad-input', `There is no column ${name}; the columns are ${has}.`)
}

/** EAP-IG's greater-than set names only the year; any other label leaves the wrong answers open. */
function fromLabels(body: string[][], columns: Columns, header: string[]): ParsedPrompts {
  const examples = body.map((cells, i) => ({
    clean: textCell(cells, columns.clean, 'clean', i + 1),
    corrupt: textCell(cells, columns.corrupt, 'corrupted', i + 1),
    label: textCell(cells, columns.label, LABEL, i + 1),
  }))
  if (!examples.every(isGreaterThan)) throw missingColumn('"incorrect_idx" or "wrong_answer"', header)
  const note =
    'Read as greater-than: the answers are the years after the label, the wrong answers the others (00 to 99).'
  return {
    format: 'eap-ig-csv',
    rows: examples.map(greaterThanRow),
    notes: [note, ...ignoredNote(header, columns)],
  }
}

function readRow(cells: string[], row: number, columns: Columns): PromptRow {
  const answers = (text: number, ids: number, names: [string, string]) =>
    ids >= 0 ? idCell(cells, ids, names[1], row) : textAnswers(cells, text, names[0], row)
  return {
    clean: promptCell(textCell(cells, columns.clean, 'clean', row)),
    corrupt: promptCell(textCell(cells, columns.corrupt, 'corrupted', row)),
    answers: answers(columns.answers, columns.answerIds, ['answer', ID_COLUMNS.answers]),
    wrongAnswers: answers(columns.wrongAnswers, columns.wrongIds, ['wrong_answer', ID_COLUMNS.wrongAnswers]),
  }
}

function textCell(cells: string[], column: number, name: string, row: number): string {
  const text = cells[column] ?? ''
  if (text.trim() === '') throw new PatchbayError('bad-input', `Row ${row}: "${name}" is empty.`)
  return text
}

/** `[1, 317]` in a cell means token ids; everything else is text as it stands. */
function promptCell(text: string): PromptRow['clean'] {
  return idList(text) ?? text
}

function textAnswers(cells: string[], column: number, name: string, row: number): PromptRow['answers'] {
  const text = textCell(cells, column, name, row)
  return idList(text) ?? [text]
}

function idCell(cells: string[], column: number, name: string, row: number): number[] {
  const text = textCell(cells, column, name, row).trim()
  const ids = idList(text) ?? (/^\d+$/.test(text) ? [Number(text)] : [])
  if (ids.length > 0 && ids.every(isTokenId)) return ids
  throw new PatchbayError(
    'bad-input',
    `Row ${row}: "${name}" must be a token id or a list of them, not ${shown(text)}.`,
  )
}

function idList(text: string): number[] | null {
  if (!/^\s*\[\s*\d+(\s*,\s*\d+)*\s*\]\s*$/.test(text)) return null
  return JSON.parse(text.replaceAll(/\b0+(?=\d)/g, '')) as number[]
}

function ignoredNote(header: string[], columns: Columns): string[] {
  const used: number[] = Object.values(columns)
  const ignored = header.map((name) => name || 'a column without a name').filter((_, i) => !used.includes(i))
  return ignored.length > 0 ? [`Ignored: ${ignored.join(', ')}.`] : []
}
