import { oneOf, resultText, RUN_COLUMN_IDS, RUN_COLUMNS, runTitle, USUAL_COLUMNS } from '../../../../contract'
import type { RunColumnId, RunColumnKind, RunSummary } from '../../../../contract'
import { numberText } from '../../../../contract'
import { print } from '../../streams'
import { printJson, table } from '../output/print'
import { durationText } from '../run/progress-line'
import { openHost, type StoreOptions } from './store-options'

export interface ListOptions extends StoreOptions {
  /** Ids of columns with commas between them. */
  columns?: string
}

/** `patchbay runs list`: the columns of the view Runs; `--json` has everything. */
export async function listCommand(options: ListOptions): Promise<void> {
  const columns = columnsOf(options.columns)
  const runs = await openHost(options).call('runs.list', {})
  if (options.json) return printJson(runs.map((run) => ({ ...run, title: runTitle(run) })))
  if (runs.length === 0) return print('There are no runs yet.')
  const head = columns.map((id) => RUN_COLUMNS[id].title.toUpperCase())
  const rows = runs.map((run) => columns.map((id) => cellText(id, run)))
  await print(table(head, rows))
}

/** The id first, as other commands take it; a name last, as it may be long. */
function columnsOf(typed: string | undefined): RunColumnId[] {
  if (typed === undefined) {
    const usual = USUAL_COLUMNS.filter((id) => id !== 'number' && id !== 'name')
    return ['number', 'id', 'method', ...usual, 'certificate', 'name']
  }
  return typed.split(',').map((word) => oneOf('--columns', RUN_COLUMN_IDS, word.trim()))
}

/** One cell as a person reads it; `-` where the run has nothing there. */
export function cellText(id: RunColumnId, run: RunSummary): string {
  if (id === 'result') return resultText(run) ?? '-'
  if (id === 'edgesKept') return keptText(run)
  const { kind, of } = RUN_COLUMNS[id]
  const value = of(run)
  if (value === null) return '-'
  return typeof value === 'string' ? value : TEXTS[kind](value)
}

const TEXTS: Record<RunColumnKind, (value: number) => string> = {
  text: String,
  count: String,
  number: numberText,
  // Adding 0 turns a rounded -0 into 0.
  share: (value) => `${(Number((value * 100).toFixed(1)) + 0).toFixed(1)} %`,
  duration: durationText,
  time: (value) => new Date(value).toISOString().slice(0, 16).replace('T', ' '),
}

/** `5/81`, while edges are still undecided `5?/81`; `-` where no circuit is looked for. */
function keptText(run: RunSummary): string {
  const kept = RUN_COLUMNS.edgesKept.of(run)
  if (kept === null) return '-'
  return `${kept}${run.edgesDecided === run.edgesTotal ? '' : '?'}/${run.edgesTotal}`
}
