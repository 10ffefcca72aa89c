import { edgeName } from '../../../engine/graph'
import { formatSigned, VALUE_NAME } from '../../state/edge-values'
import { KEPT, type LiveRun } from '../../state/live-run'
import { updateWorkbench } from '../../state/workbench'
import { VirtualRows } from '../../widgets/virtual-rows'
import styles from './run-log.module.css'
import { reasonText } from './decisions'

const ROW_PX = 17

/** Every decision, the latest on top. */
export function RunLog({ run }: { run: LiveRun }) {
  if (run.decided === 0) return <p className="nothing">Decisions appear here as they are made.</p>
  return (
    <VirtualRows
      className={styles.log}
      count={run.decided}
      keyOf={(index) => index}
      rowHeight={ROW_PX}
      overscan={6}
      box={{ role: 'log', 'aria-label': 'Decisions, latest first', 'aria-live': 'off', tabIndex: 0 }}
      rowRole="presentation"
      row={(index) => <LogRow run={run} step={run.decided - 1 - index} />}
    />
  )
}

function LogRow({ run, step }: { run: LiveRun; step: number }) {
  const edge = run.decidedEdges[step]
  const delta = run.delta[edge]
  const isKept = run.state[edge] === KEPT
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.logRow}
      onClick={() => updateWorkbench({ selection: { kind: 'edge', edge } })}
    >
      <span className={styles.logStep}>{step + 1}</span>
      <span className={isKept ? styles.logKept : styles.logCut}>{isKept ? 'keep' : 'cut'}</span>
      <span className={styles.logEdge}>{edgeName(run.graph, edge)}</span>
      {Number.isNaN(delta) ? (
        <span className={styles.logReason}>{reasonText(run, edge)}</span>
      ) : (
        <span className={delta >= 0 ? 'hurts' : 'helps'} title={VALUE_NAME.harm}>
          harm {formatSigned(delta)}
        </span>
      )}
    </button>
  )
}
