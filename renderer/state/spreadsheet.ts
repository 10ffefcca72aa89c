import Papa from 'papaparse'
import { MAX_PROMPT_ROWS, type PromptRow } from '../../contract'
import { parseAnswers, parsePromptText } from './prompt-text'

/** Whether pasted text is more than one field: cells of a spreadsheet, or a prompt file. */
export function looksLikeRows(text: string): boolean {
  const trimmed = text.trim()
  return text.includes('\t') || /^[[{]/.test(trimmed) || /^"?clean"?\s*,/i.test(trimmed)
}

/**
 * Cells copied from a spreadsheet (tab-separated; columns clean, corrupt, answer, wrong answer; several
 * answers in a cell separated by `|`), or null where the text is not such cells.
 */
export function parseSpreadsheet(text: string, idsOnly: boolean): PromptRow[] | null {
  if (/^\s*[[{]/.test(text) || !text.includes('\t')) return null
  const { data } = Papa.parse<string[]>(text.replace(/\r\n?/g, '\n'), {
    delimiter: '\t',
    skipEmptyLines: 'greedy',
  })
  const header = isHeader(data[0])
  // Named columns in another order or with other names are left to the host's parser.
  if (!header && data[0]?.some((cell) => cell.trim().toLowerCase() === 'clean')) return null
  const rows = header ? data.slice(1) : data
  // More rows than are read are refused by the host's parser.
  if (rows.length > MAX_PROMPT_ROWS) return null
  // Cells that are ignored must be reported, which the host's parser does.
  if (data.some((cells) => cells.slice(HEADER.length).some((cell) => cell.trim() !== ''))) return null
  return rows.map(([clean = '', corrupt = '', answers = '', wrongAnswers = '']) => ({
    clean: parsePromptText(clean, idsOnly),
    corrupt: parsePromptText(corrupt, idsOnly),
    answers: parseAnswers(answers, idsOnly),
    wrongAnswers: parseAnswers(wrongAnswers, idsOnly),
  }))
}

const HEADER = [/^clean$/i, /^corrupt(ed)?$/i, /^(correct )?answers?$/i, /^wrong[ _]answers?$/i]

function isHeader(cells: readonly string[] = []): boolean {
  return HEADER.every((name, column) => name.test(cells[column]?.trim() ?? ''))
}
