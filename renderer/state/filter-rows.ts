import { keptRows, type TaskFilter } from '../../contract'
import { formatCount, formatPlural } from '../widgets/format'
import { isBlank } from './prompt-draft'
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
  changeWithUndo({ type: 'keep', keys }, [
    `${formatPlural(dropped, 'row')} ${DROPPED[filter.kind]} ${dropped === 1 ? 'was' : 'were'} removed, ${formatCount(left)} kept.`,
  ])
}

/** How many rows a filter would keep. */
export function keptCount(filter: TaskFilter): number {
  const { summary } = useTasks.getState()
  return summary ? keptRows(measuredRows(), summary, filter).filter(Boolean).length : 0
}
