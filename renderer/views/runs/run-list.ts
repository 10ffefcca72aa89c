import { certificateNote, RUN_COLUMNS, type RunColumnId, type RunSummary } from '../../../contract'
import { shownTitle } from '../../state/shown-title'
import { methodLabel } from '../../methods/registry'
import { findsOf, isImported } from '../../state/finds'
import { isLive, isResumable as isResumableState } from '../../state/run-states'
import type { RunFilter, RunSort, RunsTable, StateFilter } from '../../state/runs-table'

type Shown = Pick<RunsTable, 'search' | 'state' | 'filters' | 'sort'>

/** The rows of the table: filtered, then sorted; equal ones newest first, missing values last either way. */
export function visibleRuns(
  runs: readonly RunSummary[],
  { search, state, filters, sort }: Shown,
): RunSummary[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const shown = runs.filter(
    (run) =>
      matchesState(run, state) &&
      filters.every((filter) => matches(run, filter)) &&
      (words.length === 0 || matchesWords(run, words)),
  )
  return sorted(shown, sort)
}

/** Each value is asked for once: a name is put together. */
function sorted(runs: readonly RunSummary[], { column, descending }: RunSort): RunSummary[] {
  const { of } = RUN_COLUMNS[column]
  const keyed = runs.map((run) => ({ run, key: of(run) }))
  keyed.sort((a, b) => compareKeys(a.key, b.key, descending) || b.run.number - a.run.number)
  return keyed.map(({ run }) => run)
}

function matches(run: RunSummary, filter: RunFilter): boolean {
  const value = RUN_COLUMNS[filter.column].of(run)
  if ('values' in filter) return filter.values.includes(value ?? NOTHING)
  if (typeof value !== 'number') return false
  return value >= (filter.least ?? -Infinity) && value <= (filter.most ?? Infinity)
}

/** How a filter names runs that have no value. */
export const NOTHING = '–'

/** The values of a column among these runs, the most frequent first. */
export function valuesOf(
  runs: readonly RunSummary[],
  column: RunColumnId,
): { value: string | number; count: number }[] {
  const counts = new Map<string | number, number>()
  for (const run of runs) {
    const value = RUN_COLUMNS[column].of(run) ?? NOTHING
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  const values = [...counts].map(([value, count]) => ({ value, count }))
  return values.sort((a, b) => b.count - a.count || compareKeys(a.value, b.value, false))
}

function matchesState(run: RunSummary, filter: StateFilter): boolean {
  if (filter === 'all') return true
  if (filter === 'imported') return isImported(run)
  if (isImported(run)) return false
  if (filter === 'live') return isLive(run.state)
  if (filter === 'resumable') return isResumableState(run.state)
  return run.state === 'done'
}

export function isResumable(run: RunSummary): boolean {
  return findsOf(run).decidesEdges && isResumableState(run.state)
}

function matchesWords(run: RunSummary, words: readonly string[]): boolean {
  const text = [
    `run ${run.number}`,
    shownTitle(run),
    run.note,
    ...run.tags,
    run.modelName,
    run.promptsName,
    run.metric,
    run.state,
    methodLabel(run.method),
    certificateNote(run)?.label ?? '',
  ]
    .join('\n')
    .toLowerCase()
  return words.every((word) => text.includes(word))
}

const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

function compareKeys(a: string | number | null, b: string | number | null, descending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  const ascending =
    typeof a === 'string' && typeof b === 'string' ? names.compare(a, b) : Number(a) - Number(b)
  return descending ? -ascending : ascending
}
