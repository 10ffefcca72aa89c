import { PatchbayError, type PromptRow, type Span } from '../../../contract'
import { answersOf, promptOf, templateOf } from '../reading/cells'
import type { Records } from '../reading/records'
import { eachRow, hasColumns, cellIn, type Layout } from './layout'

/** Columns of whole numbers in which no span begins. */
const NO_SPAN = /(^|_)(id|ids|idx|index|label|token|column \d+)$/i

/**
 * Pairs of files of position-aware edge attribution patching: clean prompts in one, corrupt ones in the other, row by
 * row. Columns in front of `length` hold where each span begins, counted with the BOS that their code puts in front.
 */
export const PEAP: Layout = {
  name: 'PEAP',
  isPair: true,
  prependsBos: "PEAP's own code puts BOS in front of each prompt, and counts it in its spans.",
  recognises: (records) => hasColumns(records, 'prompt', 'length', 'correct_token', 'wrong_token'),
  read: (records, { partner }) => {
    if (!partner) throw alone()
    refuseOtherRows(records, partner)
    const starts = spanColumns(records)
    const rows = eachRow(records, (record, cell): PromptRow => {
      const other = partner.rows[cell('prompt').row - 1]
      const spans = spansOf(
        starts.map((name) => [name, Number(record[name])]),
        Number(record.length),
      )
      return {
        clean: promptOf(record.prompt, cell('prompt')),
        corrupt: promptOf(other.prompt, cellIn(partner, 'prompt', cell('prompt').row - 1)),
        answers: answersOf(record.correct_token, cell('correct_token')),
        wrongAnswers: answersOf(record.wrong_token, cell('wrong_token')),
        ...(spans.length > 0 && { spans }),
        ...templateOf(record.prompt_id),
      }
    })
    const used = ['prompt', 'prompt_id', 'length', 'correct_token', 'wrong_token', ...starts]
    return { rows, used, notes: ['Spans are counted without the BOS that is put in front.'] }
  },
}

/** The columns in front of `length`, as far as each begins where the next does or before it. */
function spanColumns({ columns, rows }: Records): string[] {
  const found: string[] = []
  let next = 'length'
  for (let at = columns.indexOf('length') - 1; at >= 0; at--) {
    const name = columns[at]
    const begins = (row: Record<string, unknown>) => wholeNumber(row[name]) <= wholeNumber(row[next])
    if (NO_SPAN.test(name) || !rows.every(begins)) break
    found.unshift(name)
    next = name
  }
  return found
}

function wholeNumber(value: unknown): number {
  const text = String(value ?? '').trim()
  return /^\d+(\.0+)?$/.test(text) ? Number(text) : NaN
}

/** A span ends where the next begins, the last at `length`; those without tokens are left out. */
function spansOf(starts: [name: string, start: number][], length: number): Span[] {
  return starts.flatMap(([name, start], index) => {
    const end = starts[index + 1]?.[1] ?? length
    const from = Math.max(0, start - 1)
    return end - 2 >= from ? [{ name, from, to: end - 2 }] : []
  })
}

function refuseOtherRows(clean: Records, corrupt: Records): void {
  if (!hasColumns(corrupt, 'prompt'))
    throw new PatchbayError('bad-input', 'The file of corrupt prompts has no column "prompt".')
  if (clean.rows.length === corrupt.rows.length) return
  const counts = `${clean.rows.length} clean and ${corrupt.rows.length} corrupt prompts`
  throw new PatchbayError('bad-input', `The two files have ${counts}: they must be the same rows.`)
}

function alone(): PatchbayError {
  const what = 'This is one file of a pair (PEAP): it has clean prompts or corrupt ones, not both'
  const how = 'import both together, or give both to --prompts, with a comma between'
  return new PatchbayError('bad-input', `${what}; ${how}.`)
}
