import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react'
import type { NodeRole } from '../../contract'
import { edgeName, shownEdge, type ComputationalGraph } from '../../engine/graph'
import { useShownRoles } from '../state/shown-roles'
import type { Scheme } from '../theme/tokens'
import { useScheme } from '../theme/use-scheme'
import { cellOf, edgeAt, layerMarks, paintMatrix, type MatrixCells } from './edge-matrix'
import { drawMatrix, matrixPosition, type MatrixPosition } from './edge-matrix-drawing'
import { useSize } from '../plots/use-size'
import { endsText } from '../widgets/role-text'
import { Tip } from '../widgets/tip'
import styles from './edge-matrix-view.module.css'

interface EdgeMatrixViewProps {
  graph: ComputationalGraph
  cells: MatrixCells
  /** Kept edges, for their squares. */
  kept: readonly number[]
  /** -1 when none */
  testing: number
  selected: number
  onSelect: (edge: number) => void
  describe: (edge: number) => string
  label: string
}

/** Every edge at once: receivers across, senders up. ACDC tests it from right to left. */
export function EdgeMatrixView(props: EdgeMatrixViewProps) {
  const { graph, cells, kept, testing, selected, onSelect, describe, label } = props
  const scheme = useScheme()
  const [box, size] = useSize<HTMLDivElement>()
  const canvas = useRef<HTMLCanvasElement>(null)
  const [hover, setHover] = useState<{ edge: number; x: number; y: number } | null>(null)
  const position = useMemo(() => matrixPosition(graph, size), [graph, size])
  const { byNode } = useShownRoles()
  const layers = useMemo(() => layerMarks(graph), [graph])
  const bitmap = useMemo(() => bitmapOf(graph, cells, scheme), [graph, cells, scheme])

  useEffect(() => {
    const ratio = window.devicePixelRatio || 1
    const element = canvas.current!
    element.width = Math.round(size.width * ratio)
    element.height = Math.round(size.height * ratio)
    const context = element.getContext('2d')!
    context.scale(ratio, ratio)
    drawMatrix(context, { graph, cells, kept, testing, selected, bitmap, layers, position, scheme, byNode })
  }, [graph, cells, kept, testing, selected, bitmap, layers, position, scheme, byNode, size])

  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    if (!step) return
    event.preventDefault()
    const from = selected >= 0 ? cellOf(graph, selected) : { column: graph.receivers.length - 1, row: 0 }
    const edge =
      selected >= 0
        ? edgeAt(graph, from.column + step[0], from.row + step[1])
        : edgeAt(graph, from.column, from.row)
    if (edge >= 0) onSelect(edge)
  }
  return (
    <div className={styles.matrix}>
      <div className={styles.axes}>
        <span>senders ↑ (embed first)</span>
        <span>receivers → (logits last){testing >= 0 && '; ACDC goes from right to left'}</span>
      </div>
      <div
        ref={box}
        className={styles.box}
        role="application"
        aria-label={label}
        aria-description="Arrow keys move from edge to edge."
        tabIndex={0}
        onKeyDown={onKeyDown}
        onMouseMove={(event) => setHover(hoverAt(event, graph, position))}
        onMouseLeave={() => setHover(null)}
        onClick={() => hover && onSelect(hover.edge)}
      >
        <canvas ref={canvas} className={styles.canvas} />
        {hover && (
          <Tip style={tipStyle(hover, size)}>
            <strong className="mono">{shownEdge(graph, hover.edge)}</strong>
            <span className="mono dim">{edgeName(graph, hover.edge)}</span>
            <span>{describe(hover.edge)}</span>
            <span>{rolesOfEdge(graph, hover.edge, byNode)}</span>
          </Tip>
        )}
      </div>
    </div>
  )
}

function rolesOfEdge(graph: ComputationalGraph, edge: number, byNode: ReadonlyMap<string, NodeRole>): string {
  const sender = graph.senders[graph.edgeSender[edge]].name
  return endsText(byNode, sender, graph.receivers[graph.edgeReceiver[edge]].node)
}

const STEPS: Record<string, [columns: number, rows: number] | undefined> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

function bitmapOf(graph: ComputationalGraph, cells: MatrixCells, scheme: Scheme): HTMLCanvasElement {
  const bitmap = document.createElement('canvas')
  bitmap.width = graph.receivers.length
  bitmap.height = graph.senders.length
  const image = new ImageData(paintMatrix(graph, cells, scheme), bitmap.width, bitmap.height)
  bitmap.getContext('2d')!.putImageData(image, 0, 0)
  return bitmap
}

function hoverAt(event: MouseEvent, graph: ComputationalGraph, position: MatrixPosition) {
  const bounds = event.currentTarget.getBoundingClientRect()
  const x = event.clientX - bounds.left
  const y = event.clientY - bounds.top
  const column = Math.floor((x - position.left) / position.cellWidth)
  const row = Math.floor((y - position.top) / position.cellHeight)
  const edge = column < 0 || row < 0 ? -1 : edgeAt(graph, column, row)
  return edge < 0 ? null : { edge, x, y }
}

function tipStyle({ x, y }: { x: number; y: number }, size: { width: number; height: number }) {
  const isRight = x > size.width - 260
  const isLow = y > size.height - 70
  return {
    left: isRight ? undefined : x + 14,
    right: isRight ? size.width - x + 10 : undefined,
    top: isLow ? y - 54 : y + 14,
  }
}
