import Papa from 'papaparse'
import { countOf, FILE_LIMITS, MAX_PROMPT_ROWS, PatchbayError, refuseSize } from '../../../contract'
import { isKnownName } from '../prompt-fields'
import { refuseUnreadTexts } from './text-kind'
import { columnNames, recordsOfCells, refuseColumnCount, type Records } from './records'

const DELIMITERS = ['\t', ',', ';', '|'] as const
const CONTAINERS: Record<string, string> = { '\t': 'Tab-separated', ',': 'CSV' }
/** Order of the columns where no header names them. */
const PLAIN_HEADER = ['clean', 'corrupt', 'answer', 'wrong_answer']

/**
 * A table of any delimiter, with a header; copied from a spreadsheet (`isPasted`) the header may be left out.
 * @throws PatchbayError (bad-input) naming the line.
 */
export function delimitedRecords(text: string, isPasted: boolean): Records {
  const { body, stated } = withoutSepLine(text)
  const delimiter = stated ?? likelyDelimiter(body)
  const cells = readCells(body, delimiter)
  if (cells.length === 0)
    throw new PatchbayError('bad-input', 'There is nothing to read: every cell is empty.')
  const hasHeader = isHeader(cells[0], delimiter, isPasted)
  const header = hasHeader ? cells[0] : PLAIN_HEADER
  if (header.length < 2 || (cells.length === 1 && hasHeader && !header.some(isKnownName))) {
    refuseUnreadTexts(text)
    if (header.length < 2) throw notATable()
  }
  refuseColumnCount(header.length)
  const columns = columnNames(header)
  const rows = hasHeader ? cells.slice(1) : cells
  if (delimiter !== '\t') refuseWiderRow(rows, columns.length, delimiter)
  return {
    container: CONTAINERS[delimiter] ?? `CSV with ${delimiter}`,
    isText: true,
    columns,
    rows: recordsOfCells(columns, rows),
    beside: {},
    key: null,
    hasHeader,
    notes: isWider(rows, columns.length) ? [`Ignored: cells after the column ${columns.at(-1)}.`] : [],
  }
}

/** Excel begins files with `sep=;` to say what separates the cells. */
function withoutSepLine(text: string): { body: string; stated: string | null } {
  const found = /^\s*"?sep=(.)"?\r?\n/i.exec(text)
  return found ? { body: text.slice(found[0].length), stated: found[1] } : { body: text, stated: null }
}

/** Characters of a header that are looked at. */
const LONGEST_HEADER = 1_000_000

/** The one that finds most of the names we know in the first line; else the one that makes the most cells of it. */
function likelyDelimiter(text: string): string {
  const [line] = /[^\r\n]*/.exec(text.trimStart())!
  const first = line.slice(0, LONGEST_HEADER)
  const scores = DELIMITERS.map((delimiter) => {
    const cells = Papa.parse<string[]>(first, { delimiter }).data[0] ?? []
    return { delimiter, known: cells.filter(isKnownName).length, cells: cells.length }
  })
  const most = Math.max(...scores.map(({ known }) => known))
  const [tabs, ...others] = scores.filter(({ known }) => known === most)
  if (tabs.delimiter === '\t' && line.includes('\t')) return '\t' // prompts have no tabs, but they have commas
  const best = others.reduce((best, one) => (one.cells > best.cells ? one : best), tabs)
  return best.cells > 1 ? best.delimiter : ','
}

function readCells(text: string, delimiter: string): string[][] {
  refuseCells(text, delimiter)
  const { data, errors } = Papa.parse<string[]>(text, {
    delimiter,
    skipEmptyLines: 'greedy',
    preview: MAX_PROMPT_ROWS + 2, // one row too many is enough to refuse them
  })
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

/**
 * Tables without names of their columns are those copied from a spreadsheet, or saved with tabs: prompts are
 * sentences, and names are not.
 */
function isHeader(first: readonly string[], delimiter: string, isPasted: boolean): boolean {
  if (first.some(isKnownName)) return true
  if (delimiter !== '\t') return true
  return !isPasted && first.every((cell) => /^[\p{L}_][\p{L}\p{N}_.-]{0,40}$/u.test(cell.trim()))
}

/** A text whose delimiters are not quoted would move all cells after it into other columns. */
function refuseWiderRow(rows: readonly string[][], columns: number, delimiter: string): void {
  const row = rows.findIndex((cells) => isWider([cells], columns))
  if (row < 0) return
  const counts = `Row ${row + 1} has ${rows[row].length} cells, but there are ${columns} columns`
  const mend = `put texts that hold "${delimiter}" in quotation marks, directly after the "${delimiter}" before them`
  throw new PatchbayError('bad-input', `${counts}: ${mend}.`)
}

function isWider(rows: readonly string[][], columns: number): boolean {
  return rows.some((cells) => cells.slice(columns).some((cell) => cell.trim() !== ''))
}

function notATable(): PatchbayError {
  const wants =
    'a CSV table starts with the names of its columns, such as clean,corrupted,correct_idx,incorrect_idx'
  return new PatchbayError('bad-input', `There is no column "clean"; ${wants}.`)
}
