import { useEffect, useRef, type KeyboardEvent } from 'react'
import { edgeName, shownEdge } from '../../../engine/graph'
import { formatSigned, VALUE_NAME } from '../../state/edge-values'
import { KEPT, type LiveRun } from '../../state/live-run'
import { showStep, stepBy, useReplayStep } from '../../state/replay'
import { updateWorkbench } from '../../state/workbench'
import { VirtualRows, type VirtualRowsHandle } from '../../widgets/virtual-rows'
import styles from './run-log.module.css'
import { reasonText } from './decisions'

const ROW_PX = 17

/** Every decision, the latest on top; that of the step on screen is marked and in sight. */
export function RunLog({ run }: { run: LiveRun }) {
  const step = useReplayStep(run)
  const rows = useRef<VirtualRowsHandle>(null)
  // The decision that was made last at the step on screen.
  const current = (step ?? run.decided) - 1
  const isPast = step !== null
  useEffect(() => {
    if (step === null) rows.current?.scrollTo(0)
    else rows.current?.scrollTo(Math.max(0, run.decided - step))
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- new decisions of a live run do not move what is looked at
  }, [step])
  if (run.decided === 0) return <p className="nothing">Decisions appear here as they are made.</p>
  return (
    <VirtualRows
      className={styles.log}
      count={run.decided}
      keyOf={(index) => index}
      rowHeight={ROW_PX}
      overscan={6}
      handle={rows}
      box={{
        role: 'log',
        'aria-label': 'Decisions, latest first: arrows move through them, Enter selects the edge',
        'aria-live': 'off',
        tabIndex: 0,
        onKeyDown: (event) => moveInLog(event, run, current),
      }}
      rowRole="presentation"
      row={(index) => <LogRow run={run} step={run.decided - 1 - index} current={isPast ? current : null} />}
    />
  )
}

/** Up is later, as in the list. */
function moveInLog(event: KeyboardEvent, run: LiveRun, current: number): void {
  const count = { ArrowUp: 1, ArrowDown: -1, PageUp: 5, PageDown: -5 }[event.key]
  if (count !== undefined) stepBy(count)
  else if (event.key === 'Enter' && current >= 0) select(run.decidedEdges[current])
  else return
  event.preventDefault()
}

function select(edge: number): void {
  updateWorkbench({ selection: { kind: 'edge', edge } })
}

interface LogRowProps {
  run: LiveRun
  step: number
  /** The step on screen; null where the run is shown as it is now. */
  current: number | null
}

function LogRow({ run, step, current }: LogRowProps) {
  const edge = run.decidedEdges[step]
  const delta = run.delta[edge]
  const isKept = run.state[edge] === KEPT
  const isLater = current !== null && step > current
  return (
    <div
      className={styles.logRow}
      data-current={step === current || undefined}
      data-later={isLater || undefined}
    >
      <button
        type="button"
        tabIndex={-1}
        className={styles.logStep}
        title={`Show the circuit after decision ${step + 1}`}
        onClick={() => showStep(step + 1)}
      >
        {step + 1}
      </button>
      <button type="button" tabIndex={-1} className={styles.logDecision} onClick={() => select(edge)}>
        <span className={isKept ? styles.logKept : styles.logCut}>{isKept ? 'keep' : 'cut'}</span>
        <span className={styles.logEdge} title={edgeName(run.graph, edge)}>
          {shownEdge(run.graph, edge)}
        </span>
        {Number.isNaN(delta) ? (
          <span className={styles.logReason}>{reasonText(run, edge)}</span>
        ) : (
          <span className={delta >= 0 ? 'hurts' : 'helps'} title={VALUE_NAME.harm}>
            harm {formatSigned(delta)}
          </span>
        )}
      </button>
    </div>
  )
}
