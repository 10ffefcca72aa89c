import type { RunSummary } from '../../../contract'
import { METRIC_LABEL } from '../../state/metric-label'
import { findsOf, hasCircuit, isImported, isOfScores } from '../../state/finds'
import { isLive } from '../../state/run-states'
import {
  formatCount,
  formatDuration,
  formatMetric,
  formatPercent,
  formatThreshold,
  formatWhen,
  formatWhenInFull,
} from '../../widgets/format'
import styles from './run-numbers.module.css'

/** Metric and threshold, edges, result, start and duration. */
export function RunNumbers({ run }: { run: RunSummary }) {
  const isImport = isImported(run)
  return (
    <>
      <span role="cell" className={styles.cell}>
        <span className="clip" title={METRIC_LABEL[run.metric]}>
          {isImport ? '–' : METRIC_LABEL[run.metric]}
        </span>
        <span className={`clip ${styles.second} ${styles.mono}`}>{settingText(run)}</span>
      </span>
      <span role="cell" className={styles.cell}>
        <Edges run={run} />
      </span>
      <span role="cell" className={styles.cell} title={resultTitle(run)}>
        <span className={`clip ${styles.mono}`}>{formatMetric(run.metricFinal)}</span>
        <span className={`clip ${styles.second} ${styles.mono}`}>
          {run.faithfulness === null ? '' : formatPercent(run.faithfulness)}
        </span>
      </span>
      <span role="cell" className={styles.cell}>
        <span className="clip" title={formatWhenInFull(run.createdAt)}>
          {formatWhen(run.createdAt)}
        </span>
        <span className={`clip ${styles.second}`}>{!isImport && formatDuration(run.elapsedMs)}</span>
      </span>
    </>
  )
}

/** What the two numbers of a result are. */
function resultTitle({ metric, metricFinal }: RunSummary): string {
  if (metricFinal === null) return 'This method ends with no circuit'
  return `${METRIC_LABEL[metric]} of the circuit the run ended with, and its faithfulness (of logit difference)`
}

/** The threshold, or the direction of a method without one. */
function settingText(run: RunSummary): string {
  const { threshold, absolute, direction } = run
  if (isImported(run)) return ''
  if (threshold !== null) return `τ ${formatThreshold(threshold)}${absolute ? ' |harm|' : ''}`
  return direction ?? ''
}

/** How many edges were kept; the bar shows progress while the run is live, else the share kept. */
function Edges({ run }: { run: RunSummary }) {
  if (!hasCircuit(run) || isOfScores(run)) return <span className={styles.second}>{scoredText(run)}</span>
  const live = isLive(run.state)
  const share = live ? run.edgesDecided / run.edgesTotal : run.edgesKept / run.edgesTotal
  return (
    <span title={`${formatCount(run.edgesDecided)} of ${formatCount(run.edgesTotal)} edges decided`}>
      <span className={`clip ${styles.mono}`}>
        {formatCount(run.edgesKept)} <span className={styles.second}>of {formatCount(run.edgesTotal)}</span>
      </span>
      <span className={styles.bar} data-live={live || undefined}>
        <i style={{ width: `${Math.max(share * 100, run.edgesKept > 0 ? 1.5 : 0)}%` }} />
      </span>
    </span>
  )
}

/** What is shown for a method that keeps no edges. */
function scoredText(run: RunSummary): string {
  const { edgesTotal, edgesKept, state } = run
  const { edgeScores, circuit } = findsOf(run)
  if (state !== 'done') return '–'
  if (edgeScores === 'estimate' || isImported(run)) return `${formatCount(edgesTotal)} scored`
  if (circuit === 'proposed') return `${formatCount(edgesKept)} proposed`
  return '–'
}
