import { useRef, type KeyboardEvent, type Ref } from 'react'
import type { ComputationalGraph } from '../../../engine/graph'
import { GraphView, type GraphHandle } from '../../graph/graph-view'
import type { EdgeLook } from '../../graph/looks'
import type { Selection } from '../../state/workbench'
import { showKnownTrace, useTraceStart } from './trace-form'
import styles from './trace-canvas.module.css'

interface TraceCanvasProps {
  graph: ComputationalGraph
  edges: readonly EdgeLook[]
  marked: readonly string[]
  selection: Selection
  onSelect: (selection: Selection) => void
  label: string
  handle?: Ref<GraphHandle>
  /** Over the drawing. */
  children?: React.ReactNode
}

/**
 * The model as Trace draws it: a click on a node puts it into the form. Where each click adds to a path, arrow keys only move
 * and Enter adds.
 */
export function TraceCanvas({ graph, onSelect, selection, children, ...drawn }: TraceCanvasProps) {
  const start = useTraceStart()
  const isMoving = useRef(false)
  const choose = (next: Selection, isByKey = isMoving.current) => {
    // A pinned node dims what it does not touch, so a click that adds to a path pins nothing.
    onSelect(start.addsByClick && next?.kind === 'node' && !isByKey ? null : next)
    if (next?.kind !== 'node' || !start.selectNode || isMoving.current) return
    start.selectNode(graph, next.node)
    showKnownTrace()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    isMoving.current = start.addsByClick === true && event.key.startsWith('Arrow')
    if (start.addsByClick && event.key === 'Enter' && isCanvas(event.target)) choose(selection, true)
  }
  return (
    <div
      className={styles.graph}
      onKeyDownCapture={onKeyDown}
      onKeyUpCapture={() => (isMoving.current = false)}
    >
      <GraphView
        graph={graph}
        layout="grid"
        selection={selection}
        onSelect={(next) => choose(next)}
        {...drawn}
      />
      {children}
    </div>
  )
}

function isCanvas(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.getAttribute('role') === 'application'
}
