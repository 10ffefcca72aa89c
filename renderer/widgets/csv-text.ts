import { cellText } from '../../contract'

/** Rows as comma-separated values; what is not a number is left empty, and texts are quoted where they must be. */
export function csvText(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\n`).join('')
}

function cell(value: string | number): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  const text = cellText(value)
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

type Row = readonly (string | number)[]

/**
 * The rows with a column for each text of `about`, the same in each row: programs read a table with comments above its
 * head in different ways or not at all, and rows of several files stay apart when they are put together.
 */
export function withAbout([head, ...rows]: readonly Row[], about: Readonly<Record<string, unknown>>): Row[] {
  const texts = Object.entries(about).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  const values = texts.map(([, text]) => text)
  return [[...head, ...texts.map(([name]) => `about_${name}`)], ...rows.map((row) => [...row, ...values])]
}
