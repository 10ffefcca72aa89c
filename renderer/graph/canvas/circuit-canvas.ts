import type { NodeRole } from '../../../contract'
import type { ComputationalGraph } from '../../../engine/graph'
import type { Isolation, Selection } from '../../state/workbench'
import type { Scheme } from '../../theme/tokens'
import { diffLooks } from '../diff-looks'
import { EdgeFinder } from '../hit'
import type { NodeClasses } from '../kept-classes'
import type { GridLayout, Point } from '../layout'
import type { EdgeLook } from '../looks'
import { nodeStates, type NodeState } from '../node-states'
import type { Pointed } from '../pointed-tip'
import { EdgeLines, type PlacedEdge } from '../scene'
import { fitViewport, type Viewport } from '../viewport'
import { CytoscapeLayer, isAlike } from './cytoscape-layer'
import { FadingEdges } from './fading-edges'
import { FocusKeeper, type Focus } from './focus'
import { Layer } from './layer'
import { isTopEmpty, paintedNode, paintedNodes, paintTop, paintUnder, type Painting } from './painting'

/** Cytoscape draws this many edges, the foremost: each of its frames draws all it has. Those beyond are on the canvas below. */
const FOREMOST = 150
/** Moving the drawing moves what is on the canvas below; it is painted again when the drawing rests. */
const REST_MS = 140
/** What is moved is painted this share of the box beyond each of its sides. */
const MARGIN = 0.35
/** What fades is painted so often, and no more often than edges change where they do: each time costs a frame of the page. */
const FADE_EVERY_MS = { alone: 32, withEdges: 150 }

interface Listener {
  select(selection: Selection): void
  viewport(viewport: Viewport): void
  point(pointed: Pointed | null): void
  focus(focus: Focus | null): void
}

/**
 * Everything imperative about the drawing of a circuit: Cytoscape with nodes and the foremost edges; beneath it a canvas with
 * the layers and all other edges; above it one with what is in focus on a veil, so that nothing is restyled for it.
 */
export class CircuitCanvas {
  private readonly under: Layer
  private readonly cytoscape: CytoscapeLayer
  private readonly top: Layer
  private readonly endings: (() => void)[] = []
  private readonly fading = new FadingEdges()
  private readonly focused = new FocusKeeper()
  private hasGutter = false
  private wasMoved = false
  private scheme: Scheme = 'dark'
  private lines: EdgeLines | null = null
  private painting: Painting | null = null
  private finder: EdgeFinder | null = null
  private drawn = new Map<number, EdgeLook>()
  private probe: number | null = null
  private states: ReadonlyMap<string, NodeState> = new Map()
  private open: ReadonlySet<string> = new Set()
  private marks = {
    roles: new Map<string, NodeRole>(),
    marked: [] as readonly string[],
    selection: null as Selection,
    classes: null as NodeClasses | null,
  }
  private isUnderDirty = false
  private frame = 0
  private resting: ReturnType<typeof setTimeout> | undefined
  private nextFade: ReturnType<typeof setTimeout> | undefined
  /** When edges changed last, in milliseconds of the page. */
  private changedAt = -Infinity
  /** It is panned or zoomed, and what is on the canvas below is moved. */
  private isMoving = false

  constructor(
    private readonly box: HTMLDivElement,
    private readonly listener: Listener,
  ) {
    this.under = new Layer(box)
    const middle = document.createElement('div')
    Object.assign(middle.style, { position: 'absolute', inset: '0' })
    box.append(middle)
    this.cytoscape = new CytoscapeLayer(middle, {
      point: (target, at) => this.point(this.foundAt(target, at), at),
      tap: (target, at) => this.listener.select(this.foundAt(target, at)),
      viewport: () => this.follow(),
      moved: () => (this.wasMoved = true),
    })
    this.top = new Layer(box)
    const resize = new ResizeObserver(() => this.keepFitted())
    resize.observe(box)
    this.endings.push(() => resize.disconnect(), this.listenToShift())
    // Text is painted in a fallback until its font is there.
    void document.fonts.ready.then(() => this.repaint())
    this.resize()
  }

  destroy(): void {
    cancelAnimationFrame(this.frame)
    clearTimeout(this.resting)
    clearTimeout(this.nextFade)
    for (const end of this.endings) end()
    this.cytoscape.destroy()
    this.box.replaceChildren()
  }

  setScheme(scheme: Scheme): void {
    this.scheme = scheme
    this.cytoscape.setScheme(scheme)
    this.layLines([...this.drawn.values()])
    // The layers, too, where no line changes.
    this.repaint()
  }

  setLayout(graph: ComputationalGraph, layout: GridLayout, hasGutter: boolean): void {
    const isSame = this.painting?.graph === graph && this.painting.layout === layout
    const isSameRoom = this.hasGutter === hasGutter
    this.hasGutter = hasGutter
    if (!isSame) {
      this.lines = new EdgeLines(graph, layout)
      this.painting = { graph, layout, edges: [], moving: [], nodes: [], testing: null, tested: null }
      this.fading.clear()
      this.drawn.clear()
      this.wasMoved = false
      this.painting.nodes = this.nodes()
      this.cytoscape.setNodes(this.painting.nodes)
      this.layLines([])
    }
    if (!isSame || (!isSameRoom && !this.wasMoved)) this.fit()
  }

  /** `circuit` is every edge of the circuit, those that are not drawn too. */
  setEdges(looks: readonly EdgeLook[], circuit: readonly number[], fade: boolean): void {
    const { added, changed, removed } = diffLooks(this.drawn, looks)
    for (const { edge } of looks) this.fading.end(edge)
    if (fade) this.fading.begin(removed, performance.now())
    this.drawn = new Map(looks.map((look) => [look.edge, look]))
    if (added.length + changed.length + removed.length > 0) {
      this.changedAt = performance.now()
      this.layLines(looks)
    }
    this.focused.setEdges(this.painting?.graph ?? null, [...this.drawn.keys()], circuit)
    this.showFocus()
  }

  /**
   * The edge under test, null where there is none. It changes with every report, and is on the canvas above: Cytoscape draws
   * all it has for one edge. What becomes of the one before is in the edges only later; until then it fades.
   */
  setProbe(edge: number | null, fade: boolean): void {
    const before = this.probe
    if (edge === before) return
    this.probe = edge
    this.finder = null
    const now = performance.now()
    if (edge !== null) this.fading.end(edge)
    if (fade && before !== null && !this.drawn.has(before)) {
      this.fading.begin([{ edge: before, kind: 'testing' }], now)
      this.changedAt = now
    }
    this.layProbe()
    this.repaintTop()
  }

  /** Nodes whose undecided edges are not drawn. */
  setOpenNodes(open: ReadonlySet<string>): void {
    const isSame = open.size === this.open.size && [...open].every((node) => this.open.has(node))
    if (isSame) return
    this.open = open
    this.markNodes()
  }

  setSelection(selection: Selection): void {
    this.marks.selection = selection
    this.focused.select(selection)
    this.markNodes()
    this.showFocus()
  }

  setIsolation(by: Isolation): void {
    this.focused.setIsolation(by)
    this.showFocus()
  }

  setMarked(nodes: readonly string[]): void {
    this.marks.marked = nodes
    this.markNodes()
  }

  setRoles(roles: readonly NodeRole[]): void {
    this.marks.roles = new Map(roles.map((role) => [role.node, role]))
    this.markNodes()
  }

  /** How often circuits of other samples have each node; null where that was not measured. */
  setClasses(classes: NodeClasses | null): void {
    this.marks.classes = classes
    this.markNodes()
  }

  viewport(): Viewport {
    return this.cytoscape.viewport()
  }

  fit(): void {
    if (!this.painting) return
    const size = { width: this.box.clientWidth, height: this.box.clientHeight }
    this.wasMoved = false
    this.cytoscape.show(fitViewport(this.painting.layout, size, this.hasGutter))
    this.repaint()
  }

  zoomBy(factor: number): void {
    this.wasMoved = true
    this.cytoscape.zoomBy(factor, { x: this.box.clientWidth / 2, y: this.box.clientHeight / 2 })
  }

  private layLines(looks: readonly EdgeLook[]): void {
    const { painting } = this
    if (!painting || !this.lines) return
    const edges = this.lines.of(looks, this.scheme)
    const before = restOf(painting.edges)
    painting.edges = edges
    this.finder = null
    this.cytoscape.setEdges(edges.slice(-FOREMOST))
    const rest = restOf(edges)
    if (rest.length !== before.length || rest.some((edge, at) => !isAlike(edge, before[at]))) this.repaint()
    this.markNodes()
  }

  private nodes(): Painting['nodes'] {
    const { graph, layout } = this.painting!
    this.states = nodeStates(graph, [...this.drawn.values()], this.open)
    return paintedNodes(layout, { ...this.marks, states: this.states }, this.scheme)
  }

  private layProbe(): void {
    const { painting, probe, scheme, states } = this
    if (!painting || !this.lines) return
    // The probe of another run may come before its graph.
    const isThere = probe !== null && probe < painting.graph.edgeCount
    painting.testing = isThere ? this.lines.lineOf({ edge: probe, kind: 'testing' }, scheme) : null
    const receiver = painting.testing?.receiver ?? null
    painting.tested = paintedNode(painting.layout, { ...this.marks, states }, scheme, receiver)
  }

  private markNodes(): void {
    if (!this.painting) return
    const before = this.painting.nodes
    this.painting.nodes = this.nodes()
    this.cytoscape.paintNodes(before, this.painting.nodes)
    this.layProbe()
    this.repaintTop()
  }

  private listenToShift(): () => void {
    const onDown = ({ key }: KeyboardEvent) => {
      if (key === 'Shift' && this.focused.hold()) this.showFocus()
    }
    const release = () => {
      if (this.focused.release()) this.showFocus()
    }
    const onUp = ({ key }: KeyboardEvent) => key === 'Shift' && release()
    window.addEventListener('keydown', onDown)
    window.addEventListener('keyup', onUp)
    window.addEventListener('blur', release)
    return () => {
      window.removeEventListener('keydown', onDown)
      window.removeEventListener('keyup', onUp)
      window.removeEventListener('blur', release)
    }
  }

  /** What Cytoscape found, else an edge on the canvas below it. */
  private foundAt(found: Selection, at: Point | null): Selection {
    if (found || !at || !this.painting) return found
    const { edges, testing } = this.painting
    this.finder ??= new EdgeFinder([...restOf(edges), ...(testing ? [testing] : [])])
    const edge = this.finder.at(at, this.viewport().zoom)
    return edge && { kind: 'edge', edge: edge.look.edge }
  }

  private point(target: Selection, at: Point | null): void {
    this.box.style.cursor = target ? 'pointer' : ''
    if (!this.focused.point(target)) return
    const { zoom, pan } = this.viewport()
    const onScreen = at && { x: at.x * zoom + pan.x, y: at.y * zoom + pan.y, width: this.box.clientWidth }
    this.listener.point(target && onScreen && { target, ...onScreen })
    this.showFocus()
  }

  private showFocus(): void {
    this.repaintTop()
    this.listener.focus(this.focused.focus)
  }

  /** The other canvases go where Cytoscape has gone. */
  private follow(): void {
    const view = this.viewport()
    this.listener.point(null)
    this.listener.viewport(view)
    const isCovered = this.under.move(view)
    clearTimeout(this.resting)
    if ((this.painting?.edges.length ?? 0) <= FOREMOST) return this.repaint()
    if (isCovered && this.isMoving) this.repaintTop()
    else this.repaint()
    this.isMoving = true
    this.resting = setTimeout(() => this.rest(), REST_MS)
  }

  private rest(): void {
    this.isMoving = false
    this.repaint()
  }

  private repaint(): void {
    this.isUnderDirty = true
    this.repaintTop()
  }

  private repaintTop(): void {
    this.frame ||= requestAnimationFrame((now) => this.paint(now))
  }

  private paint(now: number): void {
    this.frame = 0
    const { painting, scheme } = this
    if (!painting || !this.lines) return
    const view = this.viewport()
    const { zoom } = view
    if (this.isUnderDirty) {
      const rest = restOf(painting.edges)
      const margin = this.isMoving && rest.length > 0 ? MARGIN : 0
      this.under.paint(view, (pen) => paintUnder(pen, painting.layout, rest, { scheme, zoom }), margin)
    }
    this.isUnderDirty = false
    painting.moving = this.fading.at(now, this.lines, scheme)
    const { selection: selected } = this.marks
    const top = { focus: this.focused.focus, selected, scheme, zoom }
    if (isTopEmpty(painting, top)) this.top.hide()
    else this.top.paint(view, (pen) => paintTop(pen, painting, top))
    if (!this.fading.isEmpty) this.fadeOn(now)
  }

  private fadeOn(now: number): void {
    const isStreaming = now - this.changedAt < FADE_EVERY_MS.withEdges
    clearTimeout(this.nextFade)
    this.nextFade = setTimeout(
      () => this.repaintTop(),
      isStreaming ? FADE_EVERY_MS.withEdges : FADE_EVERY_MS.alone,
    )
  }

  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.box
    this.cytoscape.resize()
    this.under.resize(width, height)
    this.top.resize(width, height)
    this.repaint()
  }

  private keepFitted(): void {
    this.resize()
    if (!this.wasMoved) this.fit()
  }
}

/** The edges that Cytoscape does not draw. */
function restOf(edges: readonly PlacedEdge[]): readonly PlacedEdge[] {
  return edges.slice(0, -FOREMOST)
}
