import type { ComputationalGraph } from '../../engine/graph'
import type { Scheme } from '../theme/tokens'
import { pointsOf, sCurve, type Curve } from './curves'
import type { GridLayout, PlacedNode, Point } from './layout'
import { linePaint, type LinePaint } from './line-paint'
import { isSameLook, type EdgeLook } from './looks'

/** An edge where it is drawn. Nothing here knows what it is drawn on. */
export interface PlacedEdge {
  look: EdgeLook
  sender: string
  receiver: string
  curve: Curve
  paint: LinePaint
}

/** The lines of edges on a layout; edges whose nodes the layout does not show have none. */
export class EdgeLines {
  private readonly positions: ReadonlyMap<string, Point>
  private readonly curves = new Map<number, Curve>()
  /** The last line of each edge: of a run that computes, most look as they did. */
  private readonly lines = new Map<number, { edge: PlacedEdge; scheme: Scheme }>()

  constructor(
    private readonly graph: ComputationalGraph,
    layout: Pick<GridLayout, 'nodes'>,
  ) {
    this.positions = new Map(layout.nodes.map((node) => [node.name, node.position]))
  }

  /** In the order in which they are drawn: of one kind the strongest last. */
  of(looks: readonly EdgeLook[], scheme: Scheme): PlacedEdge[] {
    const placed = looks.map((look) => this.lineOf(look, scheme)).filter((edge) => edge !== null)
    const strength = ({ look }: PlacedEdge) => look.strength ?? 0
    return placed.sort((a, b) => a.paint.order - b.paint.order || strength(a) - strength(b))
  }

  lineOf(look: EdgeLook, scheme: Scheme): PlacedEdge | null {
    const before = this.lines.get(look.edge)
    if (before && before.scheme === scheme && isSameLook(before.edge.look, look)) return before.edge
    const edge = this.newLine(look, scheme)
    if (edge) this.lines.set(look.edge, { edge, scheme })
    return edge
  }

  private newLine(look: EdgeLook, scheme: Scheme): PlacedEdge | null {
    const sender = this.graph.senders[this.graph.edgeSender[look.edge]].name
    const { node: receiver, kind } = this.graph.receivers[this.graph.edgeReceiver[look.edge]]
    const curve = this.curveOf(look.edge)
    return curve && { look, sender, receiver, curve, paint: linePaint(look, kind, scheme) }
  }

  /** null where the layout has no such node. */
  curveOf(edge: number): Curve | null {
    const known = this.curves.get(edge)
    if (known) return known
    const sender = this.graph.senders[this.graph.edgeSender[edge]]
    const receiver = this.graph.receivers[this.graph.edgeReceiver[edge]]
    const from = this.positions.get(sender.name)
    const to = this.positions.get(receiver.node)
    if (!from || !to) return null
    const curve = sCurve(from, to, receiver.kind, receiver.layer - sender.layer > 1)
    this.curves.set(edge, curve)
    return curve
  }
}

export interface Bounds {
  left: number
  right: number
  top: number
  bottom: number
}

const EDGE_MARGIN = 12

/** What encloses the boxes and the lines of a drawing. */
export function boundsOf(nodes: readonly PlacedNode[], edges: readonly PlacedEdge[]): Bounds {
  const bounds = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity }
  const include = (x: number, y: number) => {
    bounds.left = Math.min(bounds.left, x - EDGE_MARGIN)
    bounds.right = Math.max(bounds.right, x + EDGE_MARGIN)
    bounds.top = Math.min(bounds.top, y - EDGE_MARGIN)
    bounds.bottom = Math.max(bounds.bottom, y + EDGE_MARGIN)
  }
  for (const { position, width } of nodes) {
    include(position.x - width / 2, position.y)
    include(position.x + width / 2, position.y)
  }
  for (const { curve } of edges) {
    const points = pointsOf(curve, 6)
    for (let at = 0; at < points.length; at += 2) include(points[at], points[at + 1])
  }
  return bounds
}
