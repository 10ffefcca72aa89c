import type { PromptDifference } from '../../../contract'

export type PromptColumn = 'row' | 'prompt' | 'a' | 'b' | 'difference'
export interface PromptSort {
  column: PromptColumn
  descending: boolean
}

/** Undefined numbers come last in either direction. */
export function sortedPrompts(
  rows: readonly PromptDifference[],
  { column, descending }: PromptSort,
): PromptDifference[] {
  const sign = descending ? -1 : 1
  const compare = (x: PromptDifference, y: PromptDifference) => {
    if (column === 'row') return sign * (x.rowA - y.rowA)
    if (column === 'prompt') return sign * textOf(x).localeCompare(textOf(y))
    const [of, other] =
      column === 'difference' ? [Math.abs(x.difference), Math.abs(y.difference)] : [x[column], y[column]]
    if (Number.isNaN(of) || Number.isNaN(other)) return Number(Number.isNaN(of)) - Number(Number.isNaN(other))
    return sign * (of - other)
  }
  return [...rows].sort((x, y) => compare(x, y) || x.rowA - y.rowA)
}

const textOf = ({ clean }: PromptDifference) => (typeof clean === 'string' ? clean : clean.join(' '))

/** How many prompts each circuit is better on; `sense`: +1 where a larger value is worse. */
export function betterCounts(
  rows: readonly PromptDifference[],
  sense: 1 | -1,
): { a: number; b: number; same: number } {
  const counts = { a: 0, b: 0, same: 0 }
  for (const { difference } of rows) {
    if (Number.isNaN(difference)) continue
    if (difference === 0) counts.same++
    else if (sense * difference < 0) counts.b++
    else counts.a++
  }
  return counts
}
