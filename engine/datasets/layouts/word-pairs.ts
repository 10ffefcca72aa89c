import type { WordLists } from '../../../contract'
import type { Records } from '../reading/records'

const COLUMNS = ['input', 'output']

/** The sets of function vectors: words and what each becomes. They hold no prompts. */
export function wordLists({ columns, rows, container }: Records): WordLists | null {
  if (columns.length !== COLUMNS.length || !COLUMNS.every((name) => columns.includes(name))) return null
  const lists = COLUMNS.map((name) => ({ name, words: rows.map((row) => String(row[name] ?? '')) }))
  return { kind: 'words', layout: `Function vectors, ${container}`, lists, notes: [] }
}
