import cytoscape from 'cytoscape'
import { useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState, type Ref } from 'react'
import type { KeyboardEvent } from 'react'
import type { ComputationalGraph } from '../../engine/graph'
import type { GraphLayout, Selection } from '../state/workbench'
import { useReducedMotion } from '../theme/use-motion'
import { COLORS, GRAPH_COLORS, type Scheme } from '../theme/tokens'
import { useScheme } from '../theme/use-scheme'
import { circuitEdges, compacted } from './compacted'
import {
  diffLooks,
  edgeClasses,
  edgeElement,
  edgeId,
  nodeElements,
  nodeId,
  nodeStates,
  paintData,
} from './elements'
import styles from './graph-view.module.css'
import { gridLayout, neighbour, type GridLayout, type Point } from './layout'
import type { EdgeLook } from './looks'
import { FADE_MS, graphStyle } from './style'
import { titledPicture, type PictureKey } from './titled-picture'
import { moveArcs, UndecidedArcs, type LayerArc } from './undecided-arcs'
import { fitViewport, type Viewport } from './viewport'

export interface GraphHandle {
  fit(): void
  /** The whole drawing as a PNG, twice the size of the screen's, under these lines and above this key. */
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

/** Beyond this many at once, pruned edges go without a fade: nobody could follow them. */
const MOST_FADES = 60

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
  // Moved by hand: a render for every frame of a pan would be felt.
  const arcsGroup = useRef<SVGGElement>(null)
  const grid = useMemo(() => gridLayout(graph), [graph])
  // As text, so that the same circuit in a new array moves no node.
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
      const from = selection?.kind === 'node' ? selection.node : 'logits'
      onSelect({
        kind: 'node',
        node: selection?.kind === 'node' ? neighbour(layout, from, direction) : 'logits',
      })
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

/** Everything imperative about the drawing. */
class CircuitCanvas {
  private readonly cy: cytoscape.Core
  private readonly resize: ResizeObserver
  private graph: ComputationalGraph | null = null
  private layout: GridLayout | null = null
  private withArcs = false
  private scheme: Scheme = 'dark'
  private drawn = new Map<number, EdgeLook>()
  private fading = new Map<number, ReturnType<typeof setTimeout>>()
  private wasMoved = false

  constructor(
    private readonly container: HTMLDivElement,
    private readonly onSelect: (selection: Selection) => void,
    private readonly onViewport: (viewport: Viewport) => void,
  ) {
    this.cy = cytoscape({
      container,
      minZoom: 0.15,
      maxZoom: 6,
      boxSelectionEnabled: false,
      autounselectify: true,
    })
    this.resize = new ResizeObserver(() => this.keepFitted())
    this.resize.observe(container)
    this.listen()
  }

  destroy(): void {
    this.resize.disconnect()
    for (const timer of this.fading.values()) clearTimeout(timer)
    this.cy.destroy()
  }

  setScheme(scheme: Scheme): void {
    this.scheme = scheme
    this.cy.style(graphStyle(scheme) as unknown as cytoscape.StylesheetJson)
    // Colours are data of each edge: drawn anew from the next looks.
    this.cy.batch(() => {
      for (const look of this.drawn.values())
        this.cy.getElementById(edgeId(look.edge)).data(paintData(look, scheme))
    })
  }

  setLayout(graph: ComputationalGraph, layout: GridLayout, withArcs: boolean): void {
    const isSame = this.graph === graph && this.layout === layout
    const hadArcs = this.withArcs
    this.withArcs = withArcs
    if (!isSame) {
      this.graph = graph
      this.layout = layout
      this.drawn.clear()
      this.wasMoved = false
      this.cy.batch(() => {
        this.cy.elements().remove()
        this.cy.add(nodeElements(layout) as cytoscape.ElementDefinition[])
      })
    }
    if (!isSame || (hadArcs !== withArcs && !this.wasMoved)) this.fit()
  }

  setEdges(looks: readonly EdgeLook[], fade: boolean): void {
    const { added, changed, removed } = diffLooks(this.drawn, looks)
    const fades = fade && removed.length <= MOST_FADES
    this.cy.batch(() => {
      for (const look of removed) this.removeEdge(look, fades)
      for (const look of changed) this.restyle(look)
      this.addEdges(added)
      if (added.length + changed.length + removed.length > 0) this.markNodes(looks)
    })
    this.drawn = new Map(looks.map((look) => [look.edge, look]))
  }

  setSelection(selection: Selection): void {
    this.cy.batch(() => {
      this.cy.elements('.selected').removeClass('selected')
      this.clearFocus()
      if (!selection) return
      const id = selection.kind === 'node' ? nodeId(selection.node) : edgeId(selection.edge)
      const chosen = this.cy.getElementById(id)
      chosen.addClass('selected')
      if (chosen.nonempty()) this.focus(chosen)
    })
  }

  setMarked(nodes: readonly string[]): void {
    this.cy.batch(() => {
      this.cy.nodes('.marked').removeClass('marked')
      for (const node of nodes) this.cy.getElementById(nodeId(node)).addClass('marked')
    })
  }

  viewport(): Viewport {
    return { zoom: this.cy.zoom(), pan: { ...this.cy.pan() } }
  }

  fit(): void {
    if (!this.layout) return
    const size = { width: this.container.clientWidth, height: this.container.clientHeight }
    this.wasMoved = false
    this.cy.viewport(fitViewport(this.layout, size, this.withArcs))
  }

  zoomBy(factor: number): void {
    this.wasMoved = true
    const center = { x: this.container.clientWidth / 2, y: this.container.clientHeight / 2 }
    this.cy.zoom({ level: this.cy.zoom() * factor, renderedPosition: center })
  }

  png(lines: readonly string[], key: PictureKey | null): Promise<Blob> {
    // What is still fading was pruned: on paper it would stand for ever.
    for (const edge of [...this.fading.keys()]) this.endFade(edge)
    const { canvas: background } = COLORS[this.scheme]
    const { nodeText: text } = GRAPH_COLORS[this.scheme]
    const drawing = this.cy.png({ output: 'blob', full: true, scale: 2, bg: background })
    return titledPicture({ drawing, lines, key, scheme: this.scheme, background, text })
  }

  private listen(): void {
    this.cy.on('viewport', () => this.onViewport(this.viewport()))
    this.cy.on('dragpan scrollzoom pinchzoom', () => (this.wasMoved = true))
    this.cy.on('mouseover', 'node.node, edge.edge', ({ target }) => {
      this.container.style.cursor = 'pointer'
      this.cy.batch(() => this.focus(target))
    })
    this.cy.on('mouseout', 'node.node, edge.edge', ({ originalEvent }) => {
      this.container.style.cursor = ''
      // Shift holds the focus, so that the mouse can go to the inspector.
      if (!originalEvent?.shiftKey) this.cy.batch(() => this.refocusSelection())
    })
    this.cy.on('tap', ({ target }) => {
      if (target === this.cy) this.onSelect(null)
      else if (target.hasClass('node')) this.onSelect({ kind: 'node', node: target.data('name') })
      else if (target.hasClass('edge')) this.onSelect({ kind: 'edge', edge: target.data('edge') })
    })
  }

  /** Dims everything but the element, its edges and the nodes at their ends. */
  private focus(chosen: cytoscape.CollectionReturnValue | cytoscape.SingularElementReturnValue): void {
    this.clearFocus()
    const edges = chosen.isNode() ? chosen.connectedEdges() : chosen
    if (edges.empty()) return
    const near = edges.union(edges.connectedNodes()).union(chosen)
    this.cy.elements('.edge, .node').difference(near).addClass('away')
    edges.addClass('near')
  }

  private clearFocus(): void {
    this.cy.elements('.away').removeClass('away')
    this.cy.elements('.near').removeClass('near')
  }

  private refocusSelection(): void {
    this.clearFocus()
    const selected = this.cy.elements('.selected')
    if (selected.nonempty()) this.focus(selected)
  }

  private addEdges(looks: readonly EdgeLook[]): void {
    if (!this.graph || !this.layout) return
    const positions = new Map<string, Point>(this.layout.nodes.map((node) => [node.name, node.position]))
    const elements = []
    for (const look of looks) {
      this.endFade(look.edge)
      const element = edgeElement(this.graph, positions, look, this.scheme)
      if (element) elements.push(element)
    }
    this.cy.add(elements as cytoscape.ElementDefinition[])
  }

  private restyle(look: EdgeLook): void {
    const receiver = this.graph!.receivers[this.graph!.edgeReceiver[look.edge]]
    const edge = this.cy.getElementById(edgeId(look.edge))
    edge.data(paintData(look, this.scheme))
    edge.classes(edgeClasses(look, receiver.kind))
  }

  private removeEdge({ edge, kind }: EdgeLook, fade: boolean): void {
    const element = this.cy.getElementById(edgeId(edge))
    if (!fade || kind === 'only-a' || kind === 'only-b' || kind === 'both') {
      element.remove()
      return
    }
    element.addClass('pruned')
    this.fading.set(
      edge,
      setTimeout(() => this.endFade(edge), FADE_MS),
    )
  }

  private endFade(edge: number): void {
    const timer = this.fading.get(edge)
    if (timer === undefined) return
    clearTimeout(timer)
    this.fading.delete(edge)
    this.cy.getElementById(edgeId(edge)).remove()
  }

  private markNodes(looks: readonly EdgeLook[]): void {
    const states = nodeStates(this.graph!, looks)
    const testing = looks.find((look) => look.kind === 'testing')
    const halo = testing && this.graph!.receivers[this.graph!.edgeReceiver[testing.edge]].node
    this.cy.nodes('.node').forEach((node) => {
      const name: string = node.data('name')
      const state = states.get(name) ?? 'idle'
      node.toggleClass('live', state === 'live')
      node.toggleClass('idle', state === 'idle' && !node.hasClass('end'))
      node.toggleClass('halo', name === halo)
    })
  }

  private keepFitted(): void {
    this.cy.resize()
    if (!this.wasMoved) this.fit()
  }
}
