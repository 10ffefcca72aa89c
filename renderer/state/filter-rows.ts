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

/** Keeps the rows of a filter, with undo; blank rows stay. */
export function filterRows(filter: TaskFilter): void {
  const { summary } = useTasks.getState()
  if (!summary) return
  const { rows } = usePrompts.getState().draft
  const kept = keptRows(measuredRows(), summary, filter)
  const keys = rows.filter((row, i) => kept[i] || isBlank(row)).map(({ key }) => key)
  const dropped = rows.length - keys.length
  if (dropped === 0) return
  const left = rows.length - dropped
  changeWithUndo(
    { type: 'keep', keys },
    `${formatPlural(dropped, 'row')} ${DROPPED[filter.kind]} ${dropped === 1 ? 'was' : 'were'} removed, ${formatCount(left)} kept.`,
  )
}

/** Keeps the rows that can run with this metric, with undo; blank rows stay. */
export function removeBlockedRows(metric: MetricName | undefined): void {
  const { draft, checks } = usePrompts.getState()
  const isBlocked = (row: DraftRow) => {
    const check = checks[row.key]
    return check?.row === row && !isBlank(row) && blocking(check.result, metric).length > 0
  }
  const keys = draft.rows.filter((row) => !isBlocked(row)).map(({ key }) => key)
  const dropped = draft.rows.length - keys.length
  if (dropped === 0) return
  changeWithUndo(
    { type: 'keep', keys },
    `${formatPlural(dropped, 'row')} with problems ${dropped === 1 ? 'was' : 'were'} removed, ${formatCount(keys.length)} kept.`,
  )
}

/** How many rows a filter would keep. */
export function keptCount(filter: TaskFilter): number {
  const { summary } = useTasks.getState()
  return summary ? keptRows(measuredRows(), summary, filter).filter(Boolean).length : 0
}
