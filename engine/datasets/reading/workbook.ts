import { zipSync } from 'fflate'
import { readSheet } from 'read-excel-file/universal'
import { messageOf, PatchbayError } from '../../../contract'
import { columnNames, recordsOfCells, type Records } from './records'
import { refuseOtherArchives, unzipped } from './unpack'

/** The first sheet of an Excel workbook (.xlsx). Its cells are read as the texts that a CSV file of it would have. */
export async function workbookRecords(bytes: Uint8Array): Promise<Records> {
  const paths: string[] = []
  const files = unzipped(bytes, (path) => {
    paths.push(path)
    return /^(xl\/.*|\[Content_Types\]\.xml|_rels\/.*)\.?(xml|rels)$/.test(path)
  })
  refuseOtherArchives(paths)
  // Packed again without compression: what the library unpacks is then as large as what was looked at.
  const plain = zipSync(files, { level: 0 })
  const cells = await sheetCells(plain)
  const [header = [], ...rows] = cells.filter((row) => row.some((cell) => cell !== ''))
  const sheets = paths.filter((path) => /^xl\/worksheets\/[^/]+\.xml$/.test(path)).length
  if (header.length === 0 && sheets > 1)
    throw new PatchbayError(
      'bad-input',
      `The first of the ${sheets} sheets is empty: move the one with the prompts to the front.`,
    )
  const notes = sheets > 1 ? [`The workbook has ${sheets} sheets: the first was read.`] : []
  const columns = columnNames(header)
  const named = { container: 'Excel', isText: true, columns, rows: recordsOfCells(columns, rows) }
  return { ...named, beside: {}, key: null, hasHeader: true, notes }
}

async function sheetCells(archive: Uint8Array): Promise<string[][]> {
  try {
    const buffer = archive.buffer.slice(archive.byteOffset, archive.byteOffset + archive.byteLength)
    const rows = await readSheet(buffer as ArrayBuffer, { trim: false })
    return rows.map((row) => row.map(cellText))
  } catch (error) {
    const why = messageOf(error)
    throw new PatchbayError('bad-input', `The workbook cannot be read (${why}): save it as CSV.`, {
      cause: error,
    })
  }
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell as string | number | boolean)
}
