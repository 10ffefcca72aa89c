import { isRightBy } from './task-check'
import type { TaskRow, TaskSummary } from './task-summary'

/** Which rows of a set are kept. */
export type TaskFilter =
  /** Those on which the model is right by at least so many logits. */
  | { kind: 'right'; least: number }
  /** All but those equal to an earlier one. */
  | { kind: 'duplicates' }
  /** All but those whose corruption changes nothing. */
  | { kind: 'unchanged' }

/**
 * [row] whether it is kept. Rows that were not measured are not known to be right, and neither duplicates nor unchanged.
 */
export function keptRows(
  rows: readonly (TaskRow | null)[],
  { duplicates, unchanged }: Pick<TaskSummary, 'duplicates' | 'unchanged'>,
  filter: TaskFilter,
): boolean[] {
  if (filter.kind === 'right') return rows.map((row) => isRightBy(row?.task, filter.least))
  const dropped = new Set(filter.kind === 'duplicates' ? duplicates : unchanged)
  return rows.map((_, row) => !dropped.has(row))
}
