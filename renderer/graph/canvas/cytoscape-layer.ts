import cytoscape from 'cytoscape'
import { shownNode } from '../../../engine/graph'
import type { Selection } from '../../state/workbench'
import type { Scheme } from '../../theme/tokens'
import type { Point } from '../layout'
import type { PlacedEdge } from '../scene'
import type { Viewport } from '../viewport'
import { edgeData, nodeData, nodeId, styleRules } from './cytoscape-elements'
import { nameSize } from './name-size'
import type { Painting } from './painting'

export interface LayerListener {
  /** What Cytoscape has under the pointer, null over its ground; `at` in units of the drawing. */
  point(target: Selection, at: Point | null): void
  tap(target: Selection, at: Point): void
  viewport(): void
  /** A person has panned or zoomed. */
  moved(): void
}

/** Names get the size of a new zoom once it rests for so long: every node is drawn again for it, which a frame has no time for. */
const NAMING_MS = 120

/** One Cytoscape instance for the life of the drawing: nodes and the foremost edges, and all that the pointer does. */
export class CytoscapeLayer {
  private readonly cy: cytoscape.Core
  private edges = new Map<string, PlacedEdge>()
  private nameSize: number | null = null
  private naming: ReturnType<typeof setTimeout> | undefined

  constructor(box: HTMLElement, listener: LayerListener) {
    this.cy = cytoscape({
      container: box,
      minZoom: 0.15,
      maxZoom: 6,
      boxSelectionEnabled: false,
      autounselectify: true,
    })
    // Those for a box of selection and for what is dragged stay empty; shown, each would be copied for every frame of the page.
    for (const canvas of box.querySelectorAll<HTMLElement>('[data-id$="-selectbox"], [data-id$="-drag"]'))
      canvas.style.display = 'none'
    this.cy.on('viewport', () => {
      clearTimeout(this.naming)
      this.naming = setTimeout(() => this.setNameSize(), NAMING_MS)
      listener.viewport()
    })
    this.cy.on('dragpan scrollzoom pinchzoom', () => listener.moved())
    this.cy.on('mousemove', ({ target, position }) => listener.point(selectionOf(this.cy, target), position))
    this.cy.on('tap', ({ target, position }) => listener.tap(selectionOf(this.cy, target), position))
    box.addEventListener('pointerleave', () => listener.point(null, null))
  }

  destroy(): void {
    clearTimeout(this.naming)
    this.cy.destroy()
  }

  setScheme(scheme: Scheme): void {
    this.cy.style(styleRules(scheme) as unknown as cytoscape.StylesheetJson)
  }

  private setNameSize(): void {
    const size = nameSize(this.cy.zoom())
    if (size === this.nameSize) return
    this.nameSize = size
    this.cy.nodes().style('font-size', size)
  }

  /** Other nodes, at other positions. */
  setNodes(nodes: Painting['nodes']): void {
    this.edges.clear()
    this.cy.batch(() => {
      this.cy.elements().remove()
      this.cy.add(nodes.map((painted) => nodeElement(painted)))
    })
    this.nameSize = null
    this.setNameSize()
  }

  /** The same nodes with other looks. Touches only what differs. */
  paintNodes(before: Painting['nodes'], after: Painting['nodes']): void {
    this.cy.batch(() =>
      after.forEach((painted, at) => {
        if (painted.paint === before[at]?.paint && painted.isIdle === before[at].isIdle) return
        const node = this.cy.getElementById(nodeId(painted.node.name))
        node.data(nodeData(painted, shownNode(painted.node.name))).toggleClass('idle', painted.isIdle)
      }),
    )
  }

  /** Draws these edges and no others. Touches only what differs. */
  setEdges(edges: readonly PlacedEdge[]): void {
    const next = new Map(edges.map((edge) => [String(edge.look.edge), edge]))
    this.cy.batch(() => {
      for (const key of this.edges.keys()) if (!next.has(key)) this.cy.getElementById(`e:${key}`).remove()
      const added: cytoscape.ElementDefinition[] = []
      for (const [key, edge] of next) {
        const old = this.edges.get(key)
        if (!old) added.push(edgeElement(edge))
        else if (!isAlike(old, edge))
          this.cy.getElementById(`e:${key}`).data(edgeData(edge)).classes(edge.look.kind)
      }
      if (added.length > 0) this.cy.add(added)
    })
    this.edges = next
  }

  viewport(): Viewport {
    return { zoom: this.cy.zoom(), pan: { ...this.cy.pan() } }
  }

  show(viewport: Viewport): void {
    this.cy.viewport(viewport)
  }

  zoomBy(factor: number, at: Point): void {
    this.cy.zoom({ level: this.cy.zoom() * factor, renderedPosition: at })
  }

  resize(): void {
    this.cy.resize()
  }
}

function nodeElement(painted: Painting['nodes'][number]): cytoscape.ElementDefinition {
  return {
    ...{ group: 'nodes', grabbable: false, pannable: true, classes: painted.isIdle ? 'idle' : '' },
    data: nodeData(painted, shownNode(painted.node.name)),
    position: { ...painted.node.position },
  }
}

function edgeElement(edge: PlacedEdge): cytoscape.ElementDefinition {
  return { group: 'edges', data: edgeData(edge), classes: edge.look.kind }
}

function selectionOf(
  cy: cytoscape.Core,
  target: cytoscape.Core | cytoscape.SingularElementReturnValue,
): Selection {
  if (target === cy || !('data' in target)) return null
  const { name, edge } = (target as cytoscape.NodeSingular).data()
  return name === undefined ? { kind: 'edge', edge } : { kind: 'node', node: name }
}

export function isAlike(a: PlacedEdge, b: PlacedEdge): boolean {
  if (a === b) return true
  const [{ paint: one }, { paint: other }] = [a, b]
  return (
    a.look.edge === b.look.edge &&
    a.look.kind === b.look.kind &&
    a.curve === b.curve &&
    one.color === other.color &&
    one.width === other.width &&
    one.opacity === other.opacity
  )
}
