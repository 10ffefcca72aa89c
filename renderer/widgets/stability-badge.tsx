import { Tooltip } from '@mantine/core'
import { NOT_MEASURED, stabilityNote, type RunSummary } from '../../contract'
import { useRunList } from '../state/run-store'
import styles from './stability-badge.module.css'

const ASK =
  'Nobody measured whether the same circuit comes out of other samples of the prompts: Measure stability in the menu of Runs, or patchbay stability run:'

/** Beside a circuit: how stable it is and under which conditions, or that nobody measured it. */
export function StabilityBadge({ summary }: { summary: RunSummary }) {
  // What was measured after the run was opened is in the list.
  const listed = useRunList()?.find(({ id }) => id === summary.id)
  const note = stabilityNote({ method: summary.method, stability: listed?.stability ?? summary.stability })
  if (note === null) return null
  const isMeasured = note !== NOT_MEASURED
  const said = isMeasured
    ? `${note}: mean Jaccard index of the edges of two of these circuits`
    : `${ASK}${summary.number}`
  return (
    <Tooltip label={said} events={{ hover: true, focus: true, touch: true }}>
      <span
        className={styles.badge}
        data-measured={isMeasured || undefined}
        tabIndex={0}
        role="group"
        aria-label={`Stability: ${said}`}
      >
        {note}
      </span>
    </Tooltip>
  )
}
