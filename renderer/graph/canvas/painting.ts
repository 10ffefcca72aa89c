import type { NodeRole } from '../../../contract'
import type { ComputationalGraph } from '../../../engine/graph'
import type { Selection } from '../../state/workbench'
import { COLORS, GRAPH_COLORS, type Scheme } from '../../theme/tokens'
import { nodesCrossed } from '../hit'
import type { NodeClasses } from '../kept-classes'
import type { GridLayout, PlacedNode } from '../layout'
import { nodePaint } from '../node-paint'
import type { NodeState } from '../node-states'
import { boundsOf, type PlacedEdge } from '../scene'
import type { Focus } from './focus'
import { paintEdges, paintUnderlay } from './paint-edges'
import { paintBands, paintNodes, type PaintedNode } from './paint-nodes'

/** All that is drawn, where it is and how it looks. */
export interface Painting {
  graph: ComputationalGraph
  layout: GridLayout
  /** In the order in which they are drawn. */
  edges: readonly PlacedEdge[]
  /** Edges that fade. */
  moving: readonly PlacedEdge[]
  /** The edge under test, and its receiver. */
  testing: PlacedEdge | null
  tested: PaintedNode | null
  nodes: readonly (PaintedNode & { isIdle: boolean })[]
}

interface Marks {
  states: ReadonlyMap<string, NodeState>
  roles: ReadonlyMap<string, NodeRole>
  marked: readonly string[]
  selection: Selection
  /** null where stability was not measured. */
  classes: NodeClasses | null
}

export function paintedNodes(layout: GridLayout, marks: Marks, scheme: Scheme): Painting['nodes'] {
  return layout.nodes.map((node) => paintOf(node, marks, scheme, false))
}

/** The receiver of the edge under test; null where there is none. */
export function paintedNode(
  layout: GridLayout,
  marks: Marks,
  scheme: Scheme,
  tested: string | null,
): PaintedNode | null {
  const node = tested === null ? undefined : layout.nodes.find(({ name }) => name === tested)
  return node ? paintOf(node, marks, scheme, true) : null
}

function paintOf(
  node: PlacedNode,
  marks: Marks,
  scheme: Scheme,
  isTested: boolean,
): Painting['nodes'][number] {
  const { name } = node
  const { selection, classes } = marks
  const state = marks.states.get(name) ?? 'idle'
  const isMarked = marks.marked.includes(name)
  const isSelected = selection?.kind === 'node' && selection.node === name
  const role = marks.roles.get(name)?.colour ?? null
  const keptClass = classes && (classes.get(name) ?? 'noise')
  const paint = nodePaint(node, { state, role, keptClass, isTested, isMarked, isSelected }, scheme)
  return { node, paint, isIdle: state === 'idle' && !isTested && !isMarked && !isSelected }
}

/** What Cytoscape does not draw: the layers, and edges beyond the foremost. */
export function paintUnder(
  pen: CanvasRenderingContext2D,
  { bands, left }: GridLayout,
  edges: readonly PlacedEdge[],
  { scheme, zoom }: { scheme: Scheme; zoom: number },
): void {
  paintBands(pen, bands, left, { band: COLORS[scheme].band, label: GRAPH_COLORS[scheme].idleText, zoom })
  paintEdges(pen, edges)
}

interface Top {
  focus: Focus | null
  selected: Selection
  scheme: Scheme
  zoom: number
}

export function isTopEmpty({ moving, testing }: Painting, { focus, selected }: Top): boolean {
  return !focus?.isolated && selected?.kind !== 'edge' && moving.length === 0 && !testing
}

/** What changes often: a veil with the focus on it, edges that fade, the edge under test. */
export function paintTop(
  pen: CanvasRenderingContext2D,
  painting: Painting,
  { focus, selected, scheme, zoom }: Top,
): void {
  const { moving, testing, tested, nodes } = painting
  const edges = testing ? [...painting.edges, testing] : painting.edges
  const isolated = focus?.isolated ?? null
  const isNear = ({ node }: PaintedNode) => !isolated || isolated.nodes.has(node.name)
  if (isolated) {
    paintVeil(pen, painting, scheme)
    pen.globalAlpha = 0.5
    paintNodes(
      pen,
      nodes.filter((node) => !isNear(node)),
      zoom,
    )
    pen.globalAlpha = 1
  }
  paintEdges(pen, moving)
  const chosen = selected?.kind === 'edge' && edges.find(({ look }) => look.edge === selected.edge)
  if (chosen) paintUnderlay(pen, chosen, COLORS[scheme].accent)
  if (isolated) paintEdges(pen, edges.filter(({ look }) => isolated.edges.has(look.edge)).map(plain))
  else if (chosen) paintEdges(pen, [plain(chosen)])
  if (testing) paintEdges(pen, [testing])
  const lines = [...moving, ...(testing ? [testing] : []), ...(chosen ? [chosen] : [])]
  const above = nodes.filter(({ isIdle }) => !isIdle)
  paintNodes(pen, isolated ? nodes.filter(isNear) : nodesCrossed(above, lines), zoom)
  if (tested) paintNodes(pen, [tested], zoom)
}

/** An edge in focus is not dimmed for its weakness. */
const plain = (edge: PlacedEdge): PlacedEdge => ({ ...edge, paint: { ...edge.paint, opacity: 1 } })

const VEIL = 0.84

/** Dims what is below at the cost of a few rectangles, however many edges there are. */
function paintVeil(pen: CanvasRenderingContext2D, { layout, nodes, edges }: Painting, scheme: Scheme): void {
  const { left, right, top, bottom } = boundsOf(
    nodes.map(({ node }) => node),
    edges.slice(0, 0),
  )
  const room = 60
  pen.globalAlpha = VEIL
  pen.fillStyle = COLORS[scheme].canvas
  pen.beginPath()
  const from = layout.bands.length > 0 ? layout.left : left - room
  pen.rect(from, top - room, right + room - from, bottom - top + 2 * room)
  for (const { center, width, height } of layout.bands)
    pen.rect(center.x - width / 2, center.y - height / 2, width, height)
  pen.fill('evenodd')
  pen.fillStyle = COLORS[scheme].band
  for (const { center, width, height } of layout.bands)
    pen.fillRect(center.x - width / 2, center.y - height / 2, width, height)
  pen.globalAlpha = 1
}
