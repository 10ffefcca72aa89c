import cytoscape from 'cytoscape'
import type { ComputationalGraph } from '../../../engine/graph'
import type { Selection } from '../../state/workbench'
import { COLORS, GRAPH_COLORS, type Scheme } from '../../theme/tokens'
import {
  diffLooks,
  edgeClasses,
  edgeElement,
  edgeId,
  nodeElements,
  nodeId,
  nodeStates,
  paintData,
} from '../elements'
import type { GridLayout, Point } from '../layout'
import type { EdgeLook } from '../looks'
import { graphStyle } from '../style'
import { titledPicture, type PictureKey } from '../titled-picture'
import { fitViewport, type Viewport } from '../viewport'
import { FadingEdges } from './fading-edges'
import { focus, refocusSelection, select } from './focus'

/** Beyond this many at once, pruned edges disappear without a fade, which nobody could follow. */
const MOST_FADES = 60

/** Everything imperative about the drawing of a circuit: one Cytoscape instance from mount to unmount. */
export class CircuitCanvas {
  private readonly cy: cytoscape.Core
  private readonly resize: ResizeObserver
  private graph: ComputationalGraph | null = null
  private layout: GridLayout | null = null
  private withArcs = false
  private scheme: Scheme = 'dark'
  private drawn = new Map<number, EdgeLook>()
  private readonly fading: FadingEdges
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
    this.fading = new FadingEdges(this.cy)
    this.resize = new ResizeObserver(() => this.keepFitted())
    this.resize.observe(container)
    this.listen()
  }

  destroy(): void {
    this.resize.disconnect()
    this.fading.stop()
    this.cy.destroy()
  }

  setScheme(scheme: Scheme): void {
    this.scheme = scheme
    this.cy.style(graphStyle(scheme) as unknown as cytoscape.StylesheetJson)
    // Colours are data of each edge.
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
    this.cy.batch(() => select(this.cy, selection))
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
    // Edges that are still fading were pruned: they must not stay in the picture.
    this.fading.endAll()
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
      this.cy.batch(() => focus(this.cy, target))
    })
    this.cy.on('mouseout', 'node.node, edge.edge', ({ originalEvent }) => {
      this.container.style.cursor = ''
      // Shift holds the focus, so that the mouse can go to the inspector.
      if (!originalEvent?.shiftKey) this.cy.batch(() => refocusSelection(this.cy))
    })
    this.cy.on('tap', ({ target }) => {
      if (target === this.cy) this.onSelect(null)
      else if (target.hasClass('node')) this.onSelect({ kind: 'node', node: target.data('name') })
      else if (target.hasClass('edge')) this.onSelect({ kind: 'edge', edge: target.data('edge') })
    })
  }

  private addEdges(looks: readonly EdgeLook[]): void {
    if (!this.graph || !this.layout) return
    const positions = new Map<string, Point>(this.layout.nodes.map((node) => [node.name, node.position]))
    const elements = []
    for (const look of looks) {
      this.fading.end(look.edge)
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

  private removeEdge({ edge, kind }: EdgeLook, fades: boolean): void {
    if (fades && (kind === 'undecided' || kind === 'testing' || kind === 'kept')) this.fading.begin(edge)
    else this.cy.getElementById(edgeId(edge)).remove()
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
