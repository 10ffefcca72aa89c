import type { ReactNode } from 'react'
import {
  certificateNote,
  RUN_COLUMNS,
  type RunColumnId,
  type RunColumnKind,
  type RunSummary,
} from '../../../contract'
import { methodLabel } from '../../methods/registry'
import { isImported } from '../../state/finds'
import { METRIC_LABEL } from '../../state/metric-label'
import { STATE_LABEL } from '../../state/run-states'
import { CertificateMark } from '../../widgets/certificate-mark'
import {
  capitalised,
  formatCount,
  formatDuration,
  formatMetric,
  formatPercent,
  formatThreshold,
  formatWhen,
  formatWhenInFull,
} from '../../widgets/format'
import { differenceText } from './run-difference'
import { EdgesCell } from './edges-cell'
import styles from './run-cell.module.css'

interface RunCellProps {
  id: RunColumnId
  run: RunSummary
  /** Held against this run; null: against none. */
  baseline: RunSummary | null
}

/** What a run has in a column, and below it the difference to the baseline where both have a number. */
export function RunCell({ id, run, baseline }: RunCellProps) {
  const difference = baseline && differenceText(id, run, baseline)
  if (id === 'result') return <Result run={run} difference={difference} />
  return (
    <>
      <Value id={id} run={run} />
      {difference && (
        <span className={`clip ${styles.difference}`} data-end={isAtEnd(id) || undefined}>
          {difference}
        </span>
      )}
    </>
  )
}

/** Columns that say more than a text. */
const SPECIAL: Partial<Record<RunColumnId, (run: RunSummary) => ReactNode>> = {
  state: (run) => <StateChip run={run} />,
  edgesKept: (run) => <EdgesCell run={run} />,
  method: (run) => <Text text={methodLabel(run.method)} />,
  metric: (run) => <Text text={isImported(run) ? null : METRIC_LABEL[run.metric]} />,
  model: (run) => (
    <span className={styles.model}>
      <span className={styles.text} title={run.model || run.modelName}>
        {run.modelName}
      </span>
      <CertificateMark note={certificateNote(run)} isCompact />
    </span>
  ),
  note: (run) => <Text text={run.note.split('\n')[0] || null} title={run.note} />,
  created: (run) => <Text text={formatWhen(run.createdAt)} title={formatWhenInFull(run.createdAt)} />,
  threshold: (run) => (
    <span className={`clip ${styles.number}`} data-end>
      {isImported(run) ? '–' : formatThreshold(run.threshold)}
    </span>
  ),
}

function Value({ id, run }: Pick<RunCellProps, 'id' | 'run'>) {
  const special = SPECIAL[id]
  if (special) return special(run)
  const { kind, of } = RUN_COLUMNS[id]
  const value = of(run)
  if (typeof value === 'string' || !isAtEnd(id)) return <Text text={value === null ? null : String(value)} />
  return (
    <span className={`clip ${styles.number}`} data-end={isAtEnd(id) || undefined}>
      {value === null ? '–' : FORMATS[kind](value)}
    </span>
  )
}

const isAtEnd = (id: RunColumnId) => RUN_COLUMNS[id].kind !== 'text' && id !== 'result' && id !== 'edgesKept'

const FORMATS: Record<RunColumnKind, (value: number) => string> = {
  text: String,
  count: formatCount,
  number: formatMetric,
  share: (value) => formatPercent(value),
  duration: formatDuration,
  time: formatWhen,
}

function Text({ text, title = text ?? undefined }: { text: string | null; title?: string }) {
  return (
    <span className={styles.text} title={title} data-none={text === null || undefined}>
      {text ?? '–'}
    </span>
  )
}

function StateChip({ run }: { run: RunSummary }) {
  return (
    <span className={styles.state} data-state={run.state} title={run.message ?? undefined}>
      {isImported(run) && run.state === 'done' ? 'Imported' : capitalised(STATE_LABEL[run.state])}
    </span>
  )
}

/** The number with what it is of; or what was found, in a clause. */
function Result({ run, difference }: { run: RunSummary; difference: string | null }) {
  if (run.outcome !== null) return <Text text={run.outcome} />
  if (run.metricFinal === null) return <Text text={null} />
  const what = `${METRIC_LABEL[run.metric]} of the circuit`
  return (
    <span className={styles.result} title={`${what}: ${run.metricFinal}`}>
      <span className={`clip ${styles.number}`}>
        {formatMetric(run.metricFinal)}{' '}
        {difference && <span className={styles.difference}>{difference}</span>}
      </span>
      <span className={`clip ${styles.what}`}>{what}</span>
    </span>
  )
}
