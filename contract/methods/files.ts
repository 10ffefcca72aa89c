import type { ScoreMeaning } from '../score-meaning'

/** A table as a file has it: a row has a value for some of the columns. */
export interface Table {
  columns: string[]
  rows: Record<string, string | number | null | undefined>[]
}

/** A number as JSON and CSV can carry it. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

/** [prompt] values of one row of [n * prompts]. */
export function valuesOfRow(values: Float64Array, row: number, prompts: number): (number | null)[] {
  return Array.from(values.subarray(row * prompts, (row + 1) * prompts), finiteOrNull)
}

/** Typed arrays as lists, keys as files have them: `edgesAfterPruning` -> `edges_after_pruning`. */
export function plainLists(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array, finiteOrNull)
  if (Array.isArray(value)) return value.map(plainLists)
  if (typeof value !== 'object' || value === null)
    return typeof value === 'number' ? finiteOrNull(value) : value
  const entries = Object.entries(value).map(([key, each]) => [
    key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    plainLists(each),
  ])
  return Object.fromEntries(entries)
}

export const MEANING_COLUMNS = ['score_kind', 'score_metric', 'score_sense', 'score_direction'] as const

/** What scores are, in every row: a table has nothing else to say it in, and scores do not go without it. */
export function meaningColumns(
  meaning: ScoreMeaning | null,
): Record<(typeof MEANING_COLUMNS)[number], string | number | null> {
  const isEffect = meaning?.kind === 'effect'
  return {
    score_kind: meaning?.kind ?? null,
    score_metric: isEffect ? meaning.metric : null,
    score_sense: isEffect ? meaning.sense : null,
    score_direction: isEffect ? meaning.direction : null,
  }
}
