import { certificateNote, type RunSummary } from '../../../contract'
import { methodLabel } from '../../methods/registry'
import { findsOf, isImported } from '../../state/finds'
import { isLive, isResumable as isResumableState } from '../../state/run-states'

export type RunColumn =
  | 'number'
  | 'name'
  | 'state'
  | 'model'
  | 'prompts'
  | 'metric'
  | 'threshold'
  | 'edgesKept'
  | 'metricFinal'
  | 'faithfulness'
  | 'elapsed'
  | 'created'
export interface RunSort {
  column: RunColumn
  descending: boolean
}

/** The choices of the state filter. */
export const STATE_FILTERS = ['all', 'live', 'done', 'resumable', 'imported'] as const
export type StateFilter = (typeof STATE_FILTERS)[number]

export interface RunFilter {
  /** Words, each of which must occur in number, name, tags, model, prompts, metric, state or certificate. */
  search: string
  state: StateFilter
}

const KEYS: Record<RunColumn, (run: RunSummary) => string | number | null> = {
  number: (run) => run.number,
  name: (run) => run.name,
  state: (run) => run.state,
  model: (run) => run.modelName,
  prompts: (run) => run.promptsName,
  metric: (run) => run.metric,
  threshold: (run) => (isImported(run) ? null : run.threshold),
  edgesKept: (run) => run.edgesKept,
  metricFinal: (run) => run.metricFinal,
  faithfulness: (run) => run.faithfulness,
  elapsed: (run) => (isImported(run) ? null : run.elapsedMs),
  created: (run) => run.createdAt,
}

/** The rows of the table: filtered, then sorted; equal ones newest first, missing values last either way. */
export function visibleRuns(runs: readonly RunSummary[], filter: RunFilter, sort: RunSort): RunSummary[] {
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean)
  const shown = runs.filter((run) => matchesState(run, filter.state) && matchesWords(run, words))
  const key = KEYS[sort.column]
  return shown.sort((a, b) => compareKeys(key(a), key(b), sort.descending) || b.number - a.number)
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

/** The order after a click on a column's head: first its natural direction, then the other. */
export function nextSort(sort: RunSort, column: RunColumn): RunSort {
  if (sort.column === column) return { column, descending: !sort.descending }
  return { column, descending: column === 'number' || column === 'created' }
}

/** At most two runs: choosing a third drops the one chosen first. */
export function toggleChosen(chosen: readonly string[], id: string): string[] {
  if (chosen.includes(id)) return chosen.filter((other) => other !== id)
  return [...chosen, id].slice(-2)
}

function matchesWords(run: RunSummary, words: readonly string[]): boolean {
  const text = [
    `run ${run.number}`,
    run.name,
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

function compareKeys(a: string | number | null, b: string | number | null, descending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  const ascending =
    typeof a === 'string' && typeof b === 'string'
      ? a.localeCompare(b, 'en', { numeric: true, sensitivity: 'base' })
      : Number(a) - Number(b)
  return descending ? -ascending : ascending
}
