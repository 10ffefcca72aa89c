import { Tooltip } from '@mantine/core'
import { NOT_MEASURED, stabilityObstacle, type RunSummary } from '../../contract'
import { useStabilityNote } from '../state/stability'
import { measureStability, openStability } from '../state/sweeps'
import styles from './stability-badge.module.css'

const ASK = 'Nobody measured whether the same circuit comes out of other samples of the prompts.'

/** In narrow windows the row needs its room for the model and the prompts. */
function Unmeasured() {
  return (
    <>
      <span className={styles.words}>{NOT_MEASURED}</span>
      <span className={styles.short}>stability ?</span>
    </>
  )
}

/** Beside a circuit: how stable it is and under which conditions, or that nobody measured it; a click measures it, or shows it. */
export function StabilityBadge({ summary, wraps }: { summary: RunSummary; wraps?: boolean }) {
  const note = useStabilityNote(summary)
  if (note === null) return null
  const isMeasured = note !== NOT_MEASURED
  const obstacle = isMeasured ? null : stabilityObstacle(summary)
  const said = isMeasured
    ? `${note}: mean Jaccard index of the edges of two of these circuits. Click to see it by edge`
    : (obstacle ?? `${ASK} Click to measure it`)
  const act = isMeasured ? openStability : measureStability
  return (
    <Tooltip label={said} events={{ hover: true, focus: true, touch: true }}>
      <button
        type="button"
        className={styles.badge}
        data-measured={isMeasured || undefined}
        data-wraps={wraps || undefined}
        aria-disabled={obstacle !== null || undefined}
        aria-label={`${note}. ${said}`}
        onClick={obstacle === null ? () => void act(summary) : undefined}
      >
        {isMeasured || wraps ? note : <Unmeasured />}
      </button>
    </Tooltip>
  )
}
