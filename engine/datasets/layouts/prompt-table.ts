import type { Records } from '../reading/records'
import { fieldColumns, plainRows } from './plain-rows'
import type { Layout } from './layout'

/** Columns that say something of a row, and are never its answer. */
const NO_ANSWER =
  /^(index|id|idx|label|group|comment|notes?|template|split|source|category|metadata|hash|position|prob_diff|column \d+)$|_(id|hash)$/i
/** Longer cells are prompts or descriptions. */
const LONGEST_ANSWER = 60
const LOOKED_AT = 50

/**
 * Columns under their usual names. Where pairs have no answers, and another column may hold them, a person says which:
 * else they would be lost.
 */
export const PROMPT_TABLE: Layout = {
  name: 'Prompt table',
  recognises: (records) => {
    const names = fieldColumns(records.columns)
    if (names.clean.length === 0 || names.corrupt.length === 0) return false
    const hasAnswers = names.answers.length > 0 || names.answerIds.length > 0
    const hasWrong = names.wrongAnswers.length > 0 || names.wrongIds.length > 0
    return hasAnswers || hasWrong || !records.columns.some((name) => mayBeAnswer(records, name))
  },
  read: (records) => plainRows(records),
}

/** A list of rows that says by its key or shape that it is one, though fields may be missing: which, is said. */
export const ROWS_WITHOUT_FIELDS: Layout = {
  name: 'Prompt table',
  recognises: ({ columns, rows }) => columns.length < 2 && rows.length > 0,
  read: (records) => plainRows(records),
}

function mayBeAnswer(records: Records, name: string): boolean {
  const names = fieldColumns([name])
  if (Object.values(names).some((found) => found.length > 0) || NO_ANSWER.test(name)) return false
  return records.rows.slice(0, LOOKED_AT).some(({ [name]: cell }) => {
    const text = typeof cell === 'string' ? cell : JSON.stringify(cell ?? '')
    return text.trim() !== '' && text.length <= LONGEST_ANSWER
  })
}
