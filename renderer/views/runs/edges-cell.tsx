import type { RunSummary } from '../../../contract'
import { findsOf, hasCircuit, isImported, isOfScores } from '../../state/finds'
import { isLive } from '../../state/run-states'
import { formatCount } from '../../widgets/format'
import styles from './edges-cell.module.css'

/** How many edges were kept; the bar shows progress while the run is live, else the share kept. */
export function EdgesCell({ run }: { run: RunSummary }) {
  if (!hasCircuit(run) || isOfScores(run)) return <span className={styles.second}>{scoredText(run)}</span>
  const live = isLive(run.state)
  const share = live ? run.edgesDecided / run.edgesTotal : run.edgesKept / run.edgesTotal
  return (
    <span title={`${formatCount(run.edgesDecided)} of ${formatCount(run.edgesTotal)} edges decided`}>
      <span className={`clip ${styles.count}`}>
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
