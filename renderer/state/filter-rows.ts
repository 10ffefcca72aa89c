import { keptRows, type MetricName, type TaskFilter } from '../../contract'
import { formatCount, formatPlural } from '../widgets/format'
import { isBlank, type DraftRow } from './prompt-draft'
import { blocking } from './prompt-readiness'
import { usePrompts } from './prompt-store'
import { measuredRows, useTasks } from './prompt-tasks'
import { changeWithUndo } from './read-rows'

/** What the rows that go away are. */
const DROPPED: Record<TaskFilter['kind'], string> = {
  right: 'on which the model is not right by so much',
  duplicates: 'equal to earlier ones',
  unchanged: 'whose corruption changes nothing',
}

/** Keeps the rows of a filter, with undo. */
export function filterRows(filter: TaskFilter): void {
  const { summary } = useTasks.getState()
  if (!summary) return
  const kept = keptRows(measuredRows(), summary, filter)
  keepFilled((_, index) => kept[index], DROPPED[filter.kind])
}

/** Keeps the rows that can run with this metric, with undo. */
export function removeBlockedRows(metric: MetricName | undefined): void {
  const { checks } = usePrompts.getState()
  const isBlocked = (row: DraftRow) => {
    const check = checks[row.key]
    return check?.row === row && blocking(check.result, metric).length > 0
  }
  keepFilled((row) => !isBlocked(row), 'with problems')
}

/**
 * Blank rows stay at the end, to be filled in. Between others they go: results count rows without them, and would name
 * a row by another number than it has here.
 */
function keepFilled(isKept: (row: DraftRow, index: number) => boolean, dropped: string): void {
  const { rows } = usePrompts.getState().draft
  const filled = rows.filter((row) => !isBlank(row))
  const kept = rows.filter((row, index) => !isBlank(row) && isKept(row, index))
  const count = filled.length - kept.length
  if (count === 0) return
  const blanksAtEnd = rows.slice(rows.findLastIndex((row) => !isBlank(row)) + 1)
  changeWithUndo(
    { type: 'keep', keys: [...kept, ...blanksAtEnd].map(({ key }) => key) },
    `${formatPlural(count, 'row')} ${dropped} ${count === 1 ? 'was' : 'were'} removed, ${formatCount(kept.length)} kept.`,
  )
}

/** How many rows a filter would keep. */
export function keptCount(filter: TaskFilter): number {
  const { summary } = useTasks.getState()
  return summary ? keptRows(measuredRows(), summary, filter).filter(Boolean).length : 0
}
