import { escaped, tag } from '../svg/markup'

/** Parts of a page, as HTML; every text is escaped here. */

export function section(title: string, ...content: readonly string[]): string {
  const inside = content.filter((part) => part !== '')
  return inside.length === 0 ? '' : tag('section', {}, tag('h2', {}, escaped(title)), ...inside)
}

export function paragraph(text: string, className?: string): string {
  return text === '' ? '' : tag('p', { class: className }, escaped(text))
}

/** Names and texts beside each other. */
export function factList(facts: readonly { name: string; text: string }[]): string {
  if (facts.length === 0) return ''
  const rows = facts.map(({ name, text }) => tag('dt', {}, escaped(name)) + tag('dd', {}, escaped(text)))
  return tag('dl', {}, ...rows)
}

export type Cell = string | number | null

/** Numbers are to the right; null is a dash. `more`: how many rows there are besides. */
export function dataTable(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  more = 0,
  caption?: string,
): string {
  if (rows.length === 0) return ''
  const isNumber = head.map((_, column) => rows.every((row) => isNumeric(row[column])))
  const cell = (value: Cell, column: number) =>
    tag('td', { class: isNumber[column] ? 'number' : undefined }, escaped(cellText(value)))
  return (
    tag(
      'table',
      {},
      caption ? tag('caption', {}, escaped(caption)) : '',
      tag(
        'thead',
        {},
        tag(
          'tr',
          {},
          ...head.map((title, column) =>
            tag('th', { scope: 'col', class: isNumber[column] ? 'number' : undefined }, escaped(title)),
          ),
        ),
      ),
      tag('tbody', {}, ...rows.map((row) => tag('tr', {}, ...row.map(cell)))),
    ) + (more > 0 ? paragraph(`${more.toLocaleString('en')} more are not listed.`, 'dim') : '')
  )
}

/** Numbers that are written as the screen has them are texts: `−0.0178`, `+1.2e−5`, `59.2 %`. */
function isNumeric(value: Cell): boolean {
  return typeof value !== 'string' || /^[−+]?[\d.]+(e−\d+)?( %)?$/.test(value)
}

function cellText(value: Cell): string {
  if (value === null) return '–'
  if (typeof value === 'string') return value
  if (!Number.isFinite(value)) return '–'
  return String(Number(value.toPrecision(6))).replace('-', '−')
}

/** The numbers that matter most, large. */
export function cards(entries: readonly { number: string; what: string; note?: string }[]): string {
  if (entries.length === 0) return ''
  return tag(
    'div',
    { class: 'cards' },
    ...entries.map(({ number, what, note }) =>
      tag(
        'div',
        { class: 'card' },
        tag('b', {}, escaped(number)),
        tag('span', {}, escaped(what)),
        note ? tag('small', {}, escaped(note)) : '',
      ),
    ),
  )
}
