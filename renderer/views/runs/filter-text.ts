import { RUN_COLUMNS, type MetricName, type RunColumnId, type RunState } from '../../../contract'
import { METRIC_LABEL } from '../../state/metric-label'
import { STATE_LABEL } from '../../state/run-states'
import type { RunFilter } from '../../state/runs-table'
import { capitalised } from '../../widgets/format'

/** A value of a column as the table has it. */
export function valueText(column: RunColumnId, value: string | number): string {
  if (column === 'metric') return METRIC_LABEL[value as MetricName] ?? String(value)
  if (column === 'state') return capitalised(STATE_LABEL[value as RunState] ?? String(value))
  return String(value)
}

/** `Model: induction, tiny`, `Faithful: 50 % and more` */
export function filterText(filter: RunFilter): string {
  const { title } = RUN_COLUMNS[filter.column]
  if ('values' in filter) {
    return `${title}: ${filter.values.map((value) => valueText(filter.column, value)).join(', ')}`
  }
  const { least, most } = filter
  const bound = (value: number) => boundText(filter.column, value)
  if (least === null) return `${title}: at most ${bound(most ?? 0)}`
  return most === null ? `${title}: at least ${bound(least)}` : `${title}: ${bound(least)} to ${bound(most)}`
}

function boundText(column: RunColumnId, value: number): string {
  const { kind } = RUN_COLUMNS[column]
  if (kind === 'share') return `${Number((value * 100).toPrecision(6))} %`
  return kind === 'duration' ? `${value / 1000} s` : String(value)
}

/** How many of the unit that a person types make one of what the column holds: per cent, seconds. */
export function unitOf(column: RunColumnId): { unit: string; size: number } {
  const { kind } = RUN_COLUMNS[column]
  if (kind === 'share') return { unit: ' %', size: 0.01 }
  return kind === 'duration' ? { unit: ' s', size: 1000 } : { unit: '', size: 1 }
}
