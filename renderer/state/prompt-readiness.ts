import { blocks, type CheckedRow, type MetricName, type PromptProblem } from '../../contract'
import { isBlank, type DraftRow } from './prompt-draft'

/** The check of a row as it was sent: `row` is the row on screen unless that was changed since. */
export interface RowCheck {
  row: DraftRow
  result: CheckedRow
}
/** The checks by row key. */
export type RowChecks = Readonly<Record<number, RowCheck>>

export interface PromptReadiness {
  /** Rows that hold something. */
  filled: number
  ready: number
  withProblems: number
  /** Index of the first of them; null where there is none. */
  firstProblem: number | null
  /** Typed, and not yet answered by the tokenizer. */
  checking: number
  /** Tokens per prompt over the ready rows; null while none is. */
  lengths: { min: number; max: number } | null
  /** Whether a run can start with these prompts. */
  canRun: boolean
  /** Why not, as one sentence; null when it can. */
  reason: string | null
}

/** Rows to send: typed, and not checked in their current form. */
export function rowsToCheck(rows: readonly DraftRow[], checks: RowChecks): DraftRow[] {
  return rows.filter((row) => !isBlank(row) && checks[row.key]?.row !== row)
}

/** Adds an answer, dropping it for rows that were changed or deleted since (changed ones are checked again). */
export function mergeChecks(
  rows: readonly DraftRow[],
  checks: RowChecks,
  sent: readonly DraftRow[],
  results: readonly CheckedRow[],
): RowChecks {
  const current = new Set(rows)
  const merged: Record<number, RowCheck> = {}
  for (const row of rows) if (checks[row.key]) merged[row.key] = checks[row.key]
  sent.forEach((row, index) => {
    if (current.has(row) && results[index]) merged[row.key] = { row, result: results[index] }
  })
  return merged
}

/** The problems that block this metric; without one, all. */
export function blocking({ problems }: CheckedRow, metric?: MetricName): PromptProblem[] {
  return metric && problems.length > 0 ? problems.filter((problem) => blocks(problem, metric)) : problems
}

/** Counts over the whole draft; blank rows are left out, as they are by a run. */
export function promptReadiness(
  rows: readonly DraftRow[],
  checks: RowChecks,
  setProblems: readonly string[] = [],
  metric?: MetricName,
): PromptReadiness {
  let filled = 0
  let ready = 0
  let checking = 0
  let min = Infinity
  let max = 0
  let firstProblem = -1
  rows.forEach((row, index) => {
    if (isBlank(row)) return
    filled++
    const check = checks[row.key]
    if (check?.row !== row) checking++
    else if (blocking(check.result, metric).length > 0) firstProblem = firstProblem < 0 ? index : firstProblem
    else {
      ready++
      min = Math.min(min, check.result.clean.length)
      max = Math.max(max, check.result.clean.length)
    }
  })
  const withProblems = filled - ready - checking
  const canRun = filled > 0 && ready === filled && setProblems.length === 0
  return {
    filled,
    ready,
    withProblems,
    firstProblem: firstProblem < 0 ? null : firstProblem,
    checking,
    lengths: ready > 0 ? { min, max } : null,
    canRun,
    reason: canRun ? null : reasonAgainst(filled, withProblems, firstProblem, setProblems),
  }
}

function reasonAgainst(
  filled: number,
  withProblems: number,
  firstProblem: number,
  setProblems: readonly string[],
): string {
  if (filled === 0) return 'Add prompts in the Dataset view first.'
  if (setProblems.length > 0) return setProblems[0]
  if (withProblems === 0) return 'The prompts are still being checked.'
  const rows =
    withProblems === 1 ? `Row ${firstProblem + 1} has a problem` : `${withProblems} rows have problems`
  return `${rows}: see the reason under the row in Dataset.`
}
