import { edgeName } from '../../../engine/graph'
import { rampColor } from '../../graph/ramp'
import { edgeValue, formatSigned, valueSource } from '../../state/edge-values'
import type { LiveRun } from '../../state/live-run'
import { nodeTitle } from '../../state/node-title'
import { updateWorkbench } from '../../state/workbench'
import { useScheme } from '../../theme/use-scheme'
import { edgeTitle, SOURCE_LABEL } from './describe-edge'
import styles from './inspector.module.css'

interface EdgeRowProps {
  run: LiveRun
  edge: number
  /** Largest |value| of the list, for the bar. */
  largest: number
  isSelected: boolean
}

/** One kept edge in a list: name, bar, value. */
export function EdgeRow({ run, edge, largest, isSelected }: EdgeRowProps) {
  const scheme = useScheme()
  const value = edgeValue(run, edge)
  const share = largest > 0 ? value / largest : 0
  const { senders, receivers, edgeSender, edgeReceiver } = run.graph
  const receiver = receivers[edgeReceiver[edge]].name
  const sender = nodeTitle(senders[edgeSender[edge]].name)
  return (
    <button
      type="button"
      className={styles.edgeRow}
      aria-label={`${receiver} from ${sender}, ${SOURCE_LABEL[valueSource(run, edge)]} ${formatSigned(value).replace('−', '-')}`}
      aria-pressed={isSelected}
      title={`In files: ${edgeName(run.graph, edge)}`}
      onClick={() => updateWorkbench({ selection: { kind: 'edge', edge } })}
    >
      <span className={styles.edgeName}>{edgeTitle(run.graph, edge)}</span>
      <span className={styles.bar}>
        <i
          style={{ width: `${Math.max(4, Math.abs(share) * 100)}%`, background: rampColor(share, scheme) }}
        />
      </span>
      <span className={styles.edgeValue}>{formatSigned(value)}</span>
    </button>
  )
}
