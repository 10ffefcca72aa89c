import { shownEdge } from '../../../engine/graph'
import { formatSigned } from '../../state/edge-values'
import type { LiveRun } from '../../state/live-run'
import { isLive } from '../../state/run-states'
import styles from './nothing-kept.module.css'

/** Over the drawing of a run that kept no edge: why, and which edge came closest. */
export function NothingKept({ run }: { run: LiveRun }) {
  if (run.kept > 0 || run.decided === 0 || isLive(run.summary.state)) return null
  const closest = mostHarmful(run)
  const { threshold } = run.summary
  return (
    <div className={styles.box} role="status" aria-label="Nothing kept">
      <strong>No edge was kept</strong>
      {threshold !== null && (
        <span>Every edge that was tested could be cut at the threshold {threshold}.</span>
      )}
      {closest && (
        <span>
          The removal that hurt most was {shownEdge(run.graph, closest.edge)}, {formatSigned(closest.harm)}: a
          smaller threshold than that keeps it.
        </span>
      )}
    </div>
  )
}

/** The removed edge with the greatest harm; null where none was positive. */
export function mostHarmful({ delta }: Pick<LiveRun, 'delta'>): { edge: number; harm: number } | null {
  let edge = -1
  delta.forEach((harm, at) => {
    if (harm > (edge < 0 ? 0 : delta[edge])) edge = at
  })
  return edge < 0 ? null : { edge, harm: delta[edge] }
}
