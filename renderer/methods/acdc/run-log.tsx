import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { edgeName } from '../../../engine/graph'
import { formatSigned, VALUE_NAME } from '../../state/edge-values'
import { KEPT, type LiveRun } from '../../state/live-run'
import { updateWorkbench } from '../../state/workbench'
import styles from './run-log.module.css'
import { reasonText } from './decisions'

const ROW_PX = 17

/** Every decision, the latest on top. */
export function RunLog({ run }: { run: LiveRun }) {
  const box = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: run.decided,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
  })
  if (run.decided === 0) return <p className="nothing">Decisions appear here as they are made.</p>
  return (
    <div
      ref={box}
      className={styles.log}
      tabIndex={0}
      role="log"
      aria-label="Decisions, latest first"
      aria-live="off"
    >
      <div style={{ height: rows.getTotalSize(), position: 'relative' }}>
        {rows.getVirtualItems().map((item) => (
          <LogRow key={item.index} run={run} step={run.decided - 1 - item.index} top={item.start} />
        ))}
      </div>
    </div>
  )
}

function LogRow({ run, step, top }: { run: LiveRun; step: number; top: number }) {
  const edge = run.decidedEdges[step]
  const delta = run.delta[edge]
  const isKept = run.state[edge] === KEPT
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.logRow}
      style={{ transform: `translateY(${top}px)` }}
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
