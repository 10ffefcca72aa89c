import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { RUN_COLUMN_IDS, USUAL_COLUMNS, type RunColumnId } from '../../contract'
import { windowStorage } from './window-storage'

export interface RunSort {
  column: RunColumnId
  descending: boolean
}

/** The rows of which a column has one of these values, or a number between these two; null: no bound. */
export type RunFilter = { column: RunColumnId } & (
  { values: (string | number)[] } | { least: number | null; most: number | null }
)

/** The choices of the filter by what can be done with a run. */
export const STATE_FILTERS = ['all', 'live', 'done', 'resumable', 'imported'] as const
export type StateFilter = (typeof STATE_FILTERS)[number]

/** How the list of runs is shown; kept across starts but for what is chosen. */
export interface RunsTable {
  /** In their order. */
  columns: RunColumnId[]
  sort: RunSort
  /** Words, each of which must occur in what is written of a run. */
  search: string
  state: StateFilter
  /** At most one for each column; all must hold. */
  filters: RunFilter[]
  /** The run that others are held against. */
  baseline: string | null
  /** Ids of the runs that the next action is about. */
  chosen: string[]
}

const INITIAL: RunsTable = {
  columns: [...USUAL_COLUMNS],
  sort: { column: 'number', descending: true },
  search: '',
  state: 'all',
  filters: [],
  baseline: null,
  chosen: [],
}

export const useRunsTable = create<RunsTable>()(
  persist(() => INITIAL, {
    name: 'patchbay.runs',
    version: 1,
    storage: windowStorage(),
    partialize: ({ chosen: _chosen, ...kept }) => kept,
    merge: (saved, current) => withKnownColumns({ ...current, ...(saved as Partial<RunsTable> | undefined) }),
  }),
)

/** A later version may have had other columns. */
function withKnownColumns(table: RunsTable): RunsTable {
  const isKnown = (id: RunColumnId) => RUN_COLUMN_IDS.includes(id)
  const columns = table.columns.filter(isKnown)
  return {
    ...table,
    columns: columns.length > 0 ? columns : INITIAL.columns,
    sort: isKnown(table.sort.column) ? table.sort : INITIAL.sort,
    filters: table.filters.filter(({ column }) => isKnown(column)),
  }
}

const change = (next: Partial<RunsTable>) => useRunsTable.setState(next)
const now = () => useRunsTable.getState()

/** Shows a column at the end, or hides it; the last one stays. */
export function toggleColumn(id: RunColumnId): void {
  const { columns } = now()
  const others = columns.filter((other) => other !== id)
  if (others.length > 0) change({ columns: others.length < columns.length ? others : [...columns, id] })
}

/** Moves a shown column by so many positions to the end of the row, or to its beginning. */
export function moveColumn(id: RunColumnId, by: 1 | -1): void {
  const columns = [...now().columns]
  const [from, to] = [columns.indexOf(id), columns.indexOf(id) + by]
  if (from < 0 || to < 0 || to >= columns.length) return
  columns.splice(to, 0, ...columns.splice(from, 1))
  change({ columns })
}

export function resetColumns(): void {
  change({ columns: INITIAL.columns })
}

const NEWEST_FIRST: readonly RunColumnId[] = ['number', 'created', 'faithfulness']

/** Sorts by a column: first in its natural direction, then in the other. */
export function sortRuns(column: RunColumnId): void {
  const { sort } = now()
  const descending = sort.column === column ? !sort.descending : NEWEST_FIRST.includes(column)
  change({ sort: { column, descending } })
}

export function searchRuns(search: string): void {
  change({ search })
}

export function filterByState(state: StateFilter): void {
  change({ state })
}

/** Sets the filter of its column; one that holds for every run is taken away. */
export function filterRuns(filter: RunFilter): void {
  const others = now().filters.filter(({ column }) => column !== filter.column)
  const isOpen =
    'values' in filter ? filter.values.length === 0 : filter.least === null && filter.most === null
  change({ filters: isOpen ? others : [...others, filter] })
}

export function dropFilter(column: RunColumnId): void {
  change({ filters: now().filters.filter((filter) => filter.column !== column) })
}

export function showAllRuns(): void {
  change({ search: '', state: 'all', filters: [] })
}

/** Holds all other runs against this one; null: against none. */
export function pinBaseline(id: string | null): void {
  change({ baseline: id })
}

export function toggleChosen(id: string): void {
  const { chosen } = now()
  change({ chosen: chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id] })
}

export function chooseRuns(ids: readonly string[]): void {
  change({ chosen: [...ids] })
}

/** Runs were deleted. */
export function dropFromTable(ids: readonly string[]): void {
  const { chosen, baseline } = now()
  change({
    chosen: chosen.filter((id) => !ids.includes(id)),
    baseline: baseline !== null && ids.includes(baseline) ? null : baseline,
  })
}
