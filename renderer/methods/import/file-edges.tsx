import { useMemo } from 'react'
import { edgeName, shownEdge } from '../../../engine/graph'
import { edgeValue, formatSigned, shownValue, VALUE_NAME, valueSource } from '../../state/edge-values'
import { KEPT, type LiveRun } from '../../state/live-run'
import { updateWorkbench } from '../../state/workbench'
import { VirtualRows } from '../../widgets/virtual-rows'
import styles from './file-edges.module.css'

const ROW_PX = 20

/** The edges of a circuit file: those of its circuit first, the largest score on top. */
export function FileEdges({ run }: { run: LiveRun }) {
  const edges = useMemo(() => edgesInOrder(run), [run])
  if (edges.length === 0)
    return <p className="nothing">The file names no edge of its circuit, and no score.</p>
  return (
    <VirtualRows
      className={styles.edges}
      count={edges.length}
      keyOf={(index) => edges[index]}
      rowHeight={ROW_PX}
      overscan={8}
      box={{ role: 'list', 'aria-label': 'Edges of the file' }}
      row={(index) => <Row run={run} edge={edges[index]} />}
    />
  )
}

function edgesInOrder(run: LiveRun): number[] {
  const named = Array.from(run.state.keys()).filter(
    (edge) => run.state[edge] === KEPT || !Number.isNaN(shownValue(run, edge)),
  )
  const size = (edge: number) => Math.abs(shownValue(run, edge)) || 0
  const isIn = (edge: number) => (run.state[edge] === KEPT ? 1 : 0)
  return named.sort((a, b) => isIn(b) - isIn(a) || size(b) - size(a) || a - b)
}

function Row({ run, edge }: { run: LiveRun; edge: number }) {
  const value = shownValue(run, edge)
  return (
    <button
      type="button"
      className={styles.row}
      title={edgeName(run.graph, edge)}
      onClick={() => updateWorkbench({ selection: { kind: 'edge', edge } })}
    >
      <span className={styles.name}>{shownEdge(run.graph, edge)}</span>
      <span className="dim">{run.state[edge] === KEPT ? 'in the circuit' : 'not in the circuit'}</span>
      {Number.isNaN(value) ? (
        <span className="dim">no score</span>
      ) : (
        <span className={edgeValue(run, edge) >= 0 ? 'hurts' : 'helps'}>
          {VALUE_NAME[valueSource(run, edge)]} {formatSigned(value)}
        </span>
      )}
    </button>
  )
}
