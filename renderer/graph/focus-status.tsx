import type { ComputationalGraph } from '../../engine/graph'
import type { Focus } from './canvas/focus'
import { isolationText } from './isolate'
import styles from './focus-status.module.css'

/** What is in focus, in words; a screen reader reads it out. */
export function FocusStatus(props: {
  graph: ComputationalGraph
  focus: Focus | null
  /** What is said where it has no edge in the drawing. */
  noEdges?: string
}) {
  const { graph, focus, noEdges } = props
  const text = focus && isolationText(graph, focus.chosen, focus.by, focus.isolated, noEdges)
  return (
    <div className={styles.status} role="status" aria-label="Focus">
      {text && (
        <span className={styles.text}>
          {text}
          {focus.isHeld && <b> · held while Shift is down</b>}
        </span>
      )}
    </div>
  )
}
