import { useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState, type Ref } from 'react'
import type { KeyboardEvent } from 'react'
import type { ComputationalGraph } from '../../engine/graph'
import type { GraphLayout, Selection } from '../state/workbench'
import { useReducedMotion } from '../theme/use-motion'
import { useScheme } from '../theme/use-scheme'
import { CircuitCanvas } from './canvas/circuit-canvas'
import { circuitEdges, compacted } from './compacted'
import styles from './graph-view.module.css'
import { gridLayout, neighbour } from './layout'
import type { EdgeLook } from './looks'
import type { PictureKey } from './titled-picture'
import { moveArcs, UndecidedArcs, type LayerArc } from './undecided-arcs'

export interface GraphHandle {
  fit(): void
  /** The whole drawing as a PNG, twice its size on screen, with these lines above and this key below. */
  png(lines: readonly string[], key: PictureKey | null): Promise<Blob>
}

interface GraphViewProps {
  graph: ComputationalGraph
  /** Only what is to be drawn, at most about 1,000. */
  edges: readonly EdgeLook[]
  layout: GraphLayout
  selection: Selection
  onSelect: (selection: Selection) => void
  /** Nodes chosen elsewhere, framed. */
  marked?: readonly string[]
  /** What a screen reader calls the drawing. */
  label: string
  /** Undecided edges from layer to layer, for graphs too large to draw each. */
  arcs?: readonly LayerArc[]
  handle?: Ref<GraphHandle>
}

/**
 * The circuit on a canvas. One Cytoscape instance for the life of the component; new edges restyle
 * only what differs from the drawn ones, in one batch.
 */
export function GraphView(props: GraphViewProps) {
  const { graph, edges, selection, onSelect, label, arcs, handle } = props
  const scheme = useScheme()
  const reducedMotion = useReducedMotion()
  const container = useRef<HTMLDivElement>(null)
  const [canvas, setCanvas] = useState<CircuitCanvas | null>(null)
  // Moved directly: a render for every frame of a pan would be slow.
  const arcsGroup = useRef<SVGGElement>(null)
  const grid = useMemo(() => gridLayout(graph), [graph])
  // As text, so that a new array with the same circuit does not move the nodes.
  const circuit = props.layout === 'grid' ? '' : circuitEdges(edges).join()
  const layout = useMemo(
    () => (circuit === '' ? grid : compacted(graph, grid, circuit.split(',').map(Number))),
    [graph, grid, circuit],
  )
  const withArcs = (arcs?.length ?? 0) > 0 && props.layout === 'grid'
  const select = useRef(onSelect)
  select.current = onSelect

  useLayoutEffect(() => {
    const made = new CircuitCanvas(
      container.current!,
      (chosen) => select.current(chosen),
      (viewport) => moveArcs(arcsGroup.current, viewport),
    )
    setCanvas(made)
    return () => made.destroy()
  }, [])
  useLayoutEffect(() => canvas?.setScheme(scheme), [canvas, scheme])
  useLayoutEffect(() => canvas?.setLayout(graph, layout, withArcs), [canvas, graph, layout, withArcs])
  useLayoutEffect(
    () => canvas?.setEdges(edges, !reducedMotion),
    [canvas, layout, edges, reducedMotion, scheme],
  )
  useLayoutEffect(() => {
    if (canvas) moveArcs(arcsGroup.current, canvas.viewport())
  })
  useEffect(() => canvas?.setSelection(selection), [canvas, layout, edges, selection])
  const marked = props.marked
  useEffect(() => canvas?.setMarked(marked ?? []), [canvas, layout, marked])
  useImperativeHandle(
    handle,
    () => ({ fit: () => canvas?.fit(), png: (lines, key) => canvas!.png(lines, key) }),
    [canvas],
  )

  const onKeyDown = (event: KeyboardEvent) => {
    const direction = ARROWS[event.key]
    if (direction) {
      const node = selection?.kind === 'node' ? neighbour(layout, selection.node, direction) : 'logits'
      onSelect({ kind: 'node', node })
    } else if (event.key === '+' || event.key === '=') canvas?.zoomBy(1.25)
    else if (event.key === '-') canvas?.zoomBy(0.8)
    else return
    event.preventDefault()
  }

  return (
    <div
      className={styles.view}
      role="application"
      aria-label={label}
      aria-description="Arrow keys move between nodes, plus and minus zoom, f fits, Escape clears."
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      {withArcs && <UndecidedArcs arcs={arcs!} grid={grid} group={arcsGroup} />}
      <div ref={container} className={styles.canvas} />
    </div>
  )
}

const ARROWS: Record<string, 'left' | 'right' | 'up' | 'down' | undefined> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}
