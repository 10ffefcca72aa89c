import type { ArgsOf, PromptRow } from '../../../contract'
import { NOTHING_BESIDE, recordsOfCells } from '../reading/records'
import { mappedRows } from './mapped-rows'

/** Rows of a preview by columns that a person named. @throws PatchbayError (bad-input) naming row and column. */
export function mapPreview({ columns, rows, isText, mapping }: ArgsOf<'prompts.map'>): PromptRow[] {
  const cells = isText ? rows : rows.map((row) => row.map(valueOf))
  const table = { container: '', isText, columns, rows: recordsOfCells(columns, cells) }
  return mappedRows({ ...table, ...NOTHING_BESIDE, notes: [] }, mapping).rows
}

/** A value of JSON, of which a preview has texts as they are and the others as JSON. */
function valueOf(cell: string): unknown {
  if (!/^[[{\d]/.test(cell)) return cell === '' ? null : cell
  try {
    return JSON.parse(cell)
  } catch {
    return cell
  }
}
