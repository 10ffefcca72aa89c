import { gzipSync } from 'node:zlib'
import { strToU8, zipSync } from 'fflate'
import { parquetWriteBuffer } from 'hyparquet-writer'

/** Two rows of prompts, and the table that the files below hold. */
export const PROMPT_COLUMNS = ['clean', 'corrupted', 'answer', 'wrong_answer'] as const
export const PROMPT_CELLS: readonly (readonly string[])[] = [
  ['Ann gave the cup to', 'Ben gave the cup to', ' Ben', ' Ann'],
  ['Once, "Tim" met', 'Once, "Sue" met', ' Sue', ' Tim'],
]
export const PROMPT_ROWS = PROMPT_CELLS.map(([clean, corrupt, answer, wrong]) => ({
  clean,
  corrupt,
  answers: [answer],
  wrongAnswers: [wrong],
}))

const utf8 = new TextEncoder()

export function delimitedText(delimiter: string, lineEnd = '\n', beginning = ''): string {
  const quoted = (cell: string) =>
    /["\n]/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell
  const lines = [PROMPT_COLUMNS, ...PROMPT_CELLS].map((cells) => cells.map(quoted).join(delimiter))
  return `${beginning}${lines.join(lineEnd)}${lineEnd}`
}

export function utf16(text: string, hasMark: boolean): Uint8Array {
  const units = Uint16Array.from(text, (letter) => letter.charCodeAt(0))
  const bytes = new Uint8Array(units.buffer)
  return hasMark ? Uint8Array.from([0xff, 0xfe, ...bytes]) : bytes
}

export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0))
}

export function gzipped(text: string): Uint8Array {
  return new Uint8Array(gzipSync(utf8.encode(text)))
}

export function parquetFile(codec: 'SNAPPY' | 'UNCOMPRESSED' = 'SNAPPY'): Uint8Array {
  const columnData = PROMPT_COLUMNS.map((name, column) => ({
    name,
    data: PROMPT_CELLS.map((cells) => cells[column]),
    type: 'STRING' as const,
  }))
  return new Uint8Array(parquetWriteBuffer({ columnData, codec }))
}

/** A workbook of one sheet, with its texts in the cells. */
export function workbookFile(
  cells: readonly (readonly string[])[] = [PROMPT_COLUMNS, ...PROMPT_CELLS],
): Uint8Array {
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const rows = cells.map((row, r) => {
    const inRow = row.map(
      (text, c) =>
        `<c r="${String.fromCharCode(65 + c)}${r + 1}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`,
    )
    return `<row r="${r + 1}">${inRow.join('')}</row>`
  })
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
  const related = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const packaged = 'http://schemas.openxmlformats.org/package/2006'
  const head = '<?xml version="1.0" encoding="UTF-8"?>'
  return zipSync({
    '[Content_Types].xml': strToU8(`${head}<Types xmlns="${packaged}/content-types"/>`),
    '_rels/.rels': strToU8(
      `${head}<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${related}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    'xl/workbook.xml': strToU8(
      `${head}<workbook xmlns="${main}" xmlns:r="${related}"><sheets><sheet name="rows" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      `${head}<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${related}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    ),
    'xl/worksheets/sheet1.xml': strToU8(
      `${head}<worksheet xmlns="${main}"><sheetData>${rows.join('')}</sheetData></worksheet>`,
    ),
  })
}
