import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { KeyboardEvent, ReactNode, Ref } from 'react'
import type { ComputationalGraph } from '../../engine/graph'
import { useShownRoles } from '../state/shown-roles'
import { useWorkbench, type GraphLayout, type Selection } from '../state/workbench'
import { useReducedMotion } from '../theme/use-motion'
import { useScheme } from '../theme/use-scheme'
import { CircuitCanvas } from './canvas/circuit-canvas'
import type { Focus } from './canvas/focus'
import { circuitEdges, compacted } from './compacted'
import { drawsUndecided } from './draw-cap'
import { FocusStatus } from './focus-status'
import styles from './graph-view.module.css'
import type { NodeClasses } from './kept-classes'
import { gridLayout, neighbour } from './layout'
import type { EdgeLook } from './looks'
import { PointedTip, type Pointed } from './pointed-tip'
import type { LayerArc } from './layer-arcs'
import { moveArcs, UndecidedArcs } from './undecided-arcs'

export interface GraphHandle {
  fit(): void
}

interface GraphViewProps {
  graph: ComputationalGraph
  /** Only what is to be drawn, at most about 1,000. */
  edges: readonly EdgeLook[]
  /** Every edge of the circuit, where some of them are not drawn. */
  circuit?: readonly number[]
  layout: GraphLayout
  selection: Selection
  onSelect: (selection: Selection) => void
  /** Nodes chosen elsewhere, framed. */
  marked?: readonly string[]
  /** What a screen reader calls the drawing. */
  label: string
  /** Undecided edges from layer to layer, for graphs too large to draw each: these have room for them in every drawing. */
  arcs?: readonly LayerArc[]
  /** Nodes with undecided edges, for such graphs. */
  openNodes?: ReadonlySet<string>
  /** How often circuits of other samples have each node, where that was measured. */
  classes?: NodeClasses | null
  /** Shows the edge under test, or that there is none, as often as it changes. */
  probe?: (show: (edge: number | null) => void) => ReactNode
  /** What is said of a node in focus that has no edge in the drawing. */
  noEdges?: string
  /** What is said of an edge under the pointer. */
  describe?: (edge: number) => string
  handle?: Ref<GraphHandle>
}

/**
 * The circuit on a canvas: one for the life of the component. What is pointed at or selected stays in sight with what
 * belongs to it, the rest is dimmed.
 */
export function GraphView(props: GraphViewProps) {
  const { graph, edges, selection, onSelect, label, arcs, handle, marked } = props
  const scheme = useScheme()
  const reducedMotion = useReducedMotion()
  const isolation = useWorkbench((state) => state.isolation)
  const container = useRef<HTMLDivElement>(null)
  const [canvas, setCanvas] = useState<CircuitCanvas | null>(null)
  // Moved directly: a render for every frame of a pan would be slow.
  const arcsGroup = useRef<SVGGElement>(null)
  const { grid, layout } = useLayout(graph, edges, props.layout)
  const inCircuit = useMemo(() => props.circuit ?? circuitEdges(edges), [props.circuit, edges])
  // Also where there are none, so that nodes are where they are in every other view.
  const hasGutter = !drawsUndecided(graph) && props.layout === 'grid'
  const roles = useShownRoles()
  const [pointed, setPointed] = useState<Pointed | null>(null)
  const [focus, setFocus] = useState<Focus | null>(null)
  const select = useRef(onSelect)
  select.current = onSelect

  useLayoutEffect(() => {
    const made = new CircuitCanvas(container.current!, {
      select: (chosen) => select.current(chosen),
      viewport: (viewport) => moveArcs(arcsGroup.current, viewport),
      point: setPointed,
      focus: setFocus,
    })
    setCanvas(made)
    return () => made.destroy()
  }, [])
  useLayoutEffect(() => canvas?.setScheme(scheme), [canvas, scheme])
  useLayoutEffect(() => canvas?.setLayout(graph, layout, hasGutter), [canvas, graph, layout, hasGutter])
  useLayoutEffect(
    () => canvas?.setEdges(edges, inCircuit, !reducedMotion),
    [canvas, layout, edges, inCircuit, reducedMotion],
  )
  const showProbe = useCallback(
    (edge: number | null) => canvas?.setProbe(edge, !reducedMotion),
    [canvas, reducedMotion],
  )
  useLayoutEffect(() => {
    if (canvas) moveArcs(arcsGroup.current, canvas.viewport())
  })
  useLayoutEffect(() => canvas?.setOpenNodes(props.openNodes ?? NONE), [canvas, layout, props.openNodes])
  useEffect(() => canvas?.setRoles(roles.list), [canvas, layout, roles])
  useEffect(() => canvas?.setClasses(props.classes ?? null), [canvas, layout, props.classes])
  useEffect(() => canvas?.setIsolation(isolation), [canvas, isolation])
  useEffect(() => canvas?.setSelection(selection), [canvas, layout, selection])
  useEffect(() => canvas?.setMarked(marked ?? []), [canvas, layout, marked])
  useImperativeHandle(handle, () => ({ fit: () => canvas?.fit() }), [canvas])

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
      aria-description="Arrow keys move between nodes, plus and minus zoom, f fits, Escape clears; n, u, d and p choose what stays in sight around a node, Shift holds it."
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      {hasGutter && arcs && <UndecidedArcs arcs={arcs} grid={grid} group={arcsGroup} />}
      <div ref={container} className={styles.canvas} />
      {canvas && props.probe?.(showProbe)}
      {pointed && <PointedTip graph={graph} pointed={pointed} describe={props.describe} />}
      <FocusStatus graph={graph} focus={focus} noEdges={props.noEdges} />
    </div>
  )
}

/** The layout that is drawn, and the grid of the whole graph. */
function useLayout(graph: ComputationalGraph, edges: readonly EdgeLook[], layout: GraphLayout) {
  const grid = useMemo(() => gridLayout(graph), [graph])
  // As text, so that a new array with the same circuit does not move the nodes.
  const circuit = layout === 'grid' ? null : circuitEdges(edges).join()
  const drawn = useMemo(
    () =>
      circuit === null ? grid : compacted(graph, grid, circuit === '' ? [] : circuit.split(',').map(Number)),
    [graph, grid, circuit],
  )
  return { grid, layout: drawn }
}

const NONE: ReadonlySet<string> = new Set()

const ARROWS: Record<string, 'left' | 'right' | 'up' | 'down' | undefined> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}
