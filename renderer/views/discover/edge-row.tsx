import { edgeName, shownEdgeName } from '../../../engine/graph'
import { rampColor } from '../../graph/ramp'
import { edgeValue, formatSigned, VALUE_NAME } from '../../state/edge-values'
import type { LiveRun } from '../../state/live-run'
import { updateWorkbench } from '../../state/workbench'
import { useShownRoles } from '../../state/shown-roles'
import { useScheme } from '../../theme/use-scheme'
import { EdgeRoleMarks } from '../../widgets/edge-role-marks'
import { TermArea } from '../../widgets/term'
import { endsText } from '../../widgets/role-text'
import { edgeNumbers } from './edge-groups'
import styles from './edge-row.module.css'

interface EdgeRowProps {
  run: LiveRun
  edge: number
  /** Largest |value| of the list, for the bar. */
  largest: number
  isSelected: boolean
}

/** One kept edge in a list: its name over a bar, and its numbers. */
export function EdgeRow({ run, edge, largest, isSelected }: EdgeRowProps) {
  const scheme = useScheme()
  const share = largest > 0 ? edgeValue(run, edge) / largest : 0
  const name = edgeName(run.graph, edge)
  const shown = shownEdgeName(name)
  const { byNode } = useShownRoles()
  const sender = run.graph.senders[run.graph.edgeSender[edge]].name
  const receiver = run.graph.receivers[run.graph.edgeReceiver[edge]].node
  const roles = endsText(byNode, sender, receiver)
  return (
    <button
      type="button"
      className={styles.edgeRow}
      aria-pressed={isSelected}
      title={roles ? `${name} (${roles})` : name}
      onClick={() => updateWorkbench({ selection: { kind: 'edge', edge } })}
    >
      <span className={styles.edgeName}>{shown}</span>
      <EdgeRoleMarks sender={sender} receiver={receiver} />
      {edgeNumbers(run, edge).map(({ source, value }) => (
        <span key={source} className={styles.edgeValue}>
          <span className="spoken">, {VALUE_NAME[source]} </span>
          {formatSigned(value)}
        </span>
      ))}
      {roles && <span className="spoken">, {roles}</span>}
      <span className={styles.bar}>
        <i
          style={{ width: `${Math.max(1, Math.abs(share) * 100)}%`, background: rampColor(share, scheme) }}
        />
      </span>
    </button>
  )
}

/** The names of the numbers in the rows below. */
export function EdgeRowHead({ run, edges }: { run: LiveRun; edges: readonly number[] }) {
  if (edges.length === 0) return null
  return (
    <div className={styles.edgeHead} aria-hidden>
      <span className={styles.edgeName}>edge</span>
      {edgeNumbers(run, edges[0]).map(({ source }) => (
        <TermArea key={source} text={HEAD[source]}>
          <span className={styles.edgeValue}>{HEAD[source]}</span>
        </TermArea>
      ))}
    </div>
  )
}

/** Short enough for a column; the whole names are in each row's label. */
const HEAD = {
  effect: 'effect',
  estimate: 'est. effect',
  harm: 'harm',
  gain: 'gain',
  score: 'score',
} as const
