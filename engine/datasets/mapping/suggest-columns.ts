import type { CellReading, ColumnField, ColumnMapping } from '../../../contract'
import { isTokenId, plainName } from '../prompt-fields'
import type { Records } from '../reading/records'

/** Names that files use for a field besides its usual ones, the likeliest first; `*` is anything. */
const LIKELY_NAMES: Record<Exclude<ColumnField, 'template'>, readonly RegExp[]> = {
  clean: [
    /^clean$/,
    /^clean_(prompt|prefix|text|input)$/,
    /^(original|base)(_prompt|_text)?$/,
    /^prompt$/,
    /^(input|text|sentence)$/,
  ],
  corrupt: [
    /^corrupt(ed)?$/,
    /^corrupt(ed)?_(prompt|prefix|text|input)$/,
    /^(counterfactual|counter|foil|patch|contrast|source)(_(prompt|prefix|text|input))?$/,
    /^(flipped|altered|perturbed|noised)(_prompt|_text)?$/,
  ],
  answers: [
    /^(answers?|correct)$/,
    /^(correct|right|clean|true)_(answers?|token|idx|id|ids|label)$/,
    /^(target|expected|gold|completion|label|output)s?(_(token|idx|id|ids|answer))?$/,
    /^answers?_(token|idx|id|ids)$/,
  ],
  wrongAnswers: [
    /^(wrong|incorrect)$/,
    /^(wrong|incorrect|false|corrupt(ed)?|patch|foil)_(answers?|token|idx|id|ids|label)$/,
    /^(distractor|alternative|negative)s?(_(token|idx|id|ids|answer))?$/,
  ],
  position: [/^(answer_)?pos(ition)?$/],
}
const LOOKED_AT = 50
/** A column of prompts has longer cells than one of answers. */
const SHORTEST_PROMPT = 12

/** What names and cells suggest of each field; a person decides. */
export function suggestColumns(records: Records): Partial<ColumnMapping> {
  const taken = new Set<string>()
  const suggested: Partial<ColumnMapping> = {}
  for (const field of ['clean', 'corrupt', 'answers', 'wrongAnswers', 'position'] as const) {
    const column = likelyColumn(records, field, taken)
    if (column === undefined) continue
    taken.add(column)
    suggested[field] = { column, as: readingOf(records, column) }
  }
  return suggested
}

function likelyColumn(
  records: Records,
  field: keyof typeof LIKELY_NAMES,
  taken: Set<string>,
): string | undefined {
  const free = records.columns.filter((name) => !taken.has(name))
  for (const pattern of LIKELY_NAMES[field]) {
    const found = free.find((name) => pattern.test(plainName(name)))
    if (found !== undefined) return found
  }
  if (field !== 'clean' && field !== 'corrupt') return undefined
  return free.find((name) => isOfPrompts(records, name))
}

function isOfPrompts({ rows }: Records, name: string): boolean {
  const cells = rows.slice(0, LOOKED_AT).map((row) => row[name])
  return (
    cells.length > 0 &&
    cells.every(
      (cell) => typeof cell === 'string' && cell.trim().length >= SHORTEST_PROMPT && /\s/.test(cell.trim()),
    )
  )
}

/** Ids where all cells are whole numbers and the name says so, or where they are lists of numbers. */
export function readingOf({ rows, isText }: Records, name: string): CellReading {
  const cells = rows
    .slice(0, LOOKED_AT)
    .map((row) => row[name])
    .filter((cell) => cell !== null && cell !== '')
  if (cells.length === 0) return 'text'
  const isNumber = (cell: unknown) => isTokenId(cell) || (isText && /^\s*\d+(\.0+)?\s*$/.test(String(cell)))
  const isList = (cell: unknown) =>
    Array.isArray(cell) ? cell.every(isTokenId) : /^\s*\[[\d\s,]+\]\s*$/.test(String(cell))
  const isNamedId = /(^|_)(id|ids|idx|index|token)$/.test(plainName(name))
  if (cells.every(isList)) return 'ids'
  return cells.every(isNumber) && (isNamedId || !isText) ? 'ids' : 'text'
}
