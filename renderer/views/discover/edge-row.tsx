import { edgeName } from '../../../engine/graph'
import { rampColor } from '../../graph/ramp'
import { edgeValue, formatSigned } from '../../state/edge-values'
import type { LiveRun } from '../../state/live-run'
import { updateWorkbench } from '../../state/workbench'
import { useScheme } from '../../theme/use-scheme'
import { edgeNumbers, numbersText } from './edge-groups'
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
  return (
    <button
      type="button"
      className={styles.edgeRow}
      aria-label={[name, numbersText(run, edge).replaceAll('−', '-')].filter(Boolean).join(', ')}
      aria-pressed={isSelected}
      title={name}
      onClick={() => updateWorkbench({ selection: { kind: 'edge', edge } })}
    >
      <span className={styles.edgeName}>{name}</span>
      {edgeNumbers(run, edge).map(({ source, value }) => (
        <span key={source} className={styles.edgeValue}>
          {formatSigned(value)}
        </span>
      ))}
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
        <span key={source} className={styles.edgeValue}>
          {HEAD[source]}
        </span>
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
