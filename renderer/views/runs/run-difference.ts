import { RUN_COLUMNS, type RunColumnId, type RunSummary } from '../../../contract'
import { formatCount, formatDuration, formatMetric, formatPercent } from '../../widgets/format'

/** Columns of which a difference says something. */
const COMPARED: readonly RunColumnId[] = [
  'edgesKept',
  'result',
  'faithfulness',
  'tests',
  'elapsed',
  'threshold',
]

/** `+3`, `−0.0120`, `+2.4 %`: a run against the baseline; null where one has no number, or they are not of one kind. */
export function differenceText(id: RunColumnId, run: RunSummary, baseline: RunSummary): string | null {
  if (!COMPARED.includes(id)) return null
  // Another metric is another number; so is one that is not of a circuit.
  if (id === 'result' && (run.metric !== baseline.metric || isOther(run) || isOther(baseline))) return null
  const [here, there] = [RUN_COLUMNS[id].of(run), RUN_COLUMNS[id].of(baseline)]
  if (typeof here !== 'number' || typeof there !== 'number') return null
  const change = here - there
  const sign = change > 0 ? '+' : change < 0 ? '−' : '±'
  return `${sign}${sizeText(id, Math.abs(change))}`
}

const isOther = ({ outcome }: RunSummary) => outcome !== null

function sizeText(id: RunColumnId, size: number): string {
  if (id === 'faithfulness') return formatPercent(size)
  if (id === 'elapsed') return formatDuration(size)
  if (id === 'threshold') return String(Number(size.toPrecision(6)))
  return id === 'result' ? formatMetric(size) : formatCount(size)
}
