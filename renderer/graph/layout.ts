import { type ComputationalGraph, type GraphShape } from '../../engine/graph'

export interface Point {
  x: number
  y: number
}

/** A node of the drawing: every sender, and `logits`. */
export interface PlacedNode {
  /** `a1.h0`, `m2`, `input`, `logits` */
  name: string
  kind: 'input' | 'head' | 'mlp' | 'logits'
  /** -1 for `input`, the number of layers for `logits`. */
  layer: number
  position: Point
  width: number
}

/** The background strip of one layer. */
export interface LayerBand {
  layer: number
  center: Point
  width: number
  height: number
}

export interface GridLayout {
  nodes: PlacedNode[]
  bands: LayerBand[]
  rowHeight: number
  /** Left edge of the bands; labels and arcs are left of it. */
  left: number
}

export const NODE_HEIGHT = 21
const HEAD_WIDTH = 52
const MLP_WIDTH = 46
const MIN_COLUMN_WIDTH = 70
const MAX_COLUMN_WIDTH = 120
/** Smaller drawings are stretched to this width, and to the height that goes with it. */
const COMFORTABLE_WIDTH = 640
const MLP_LIFT = 11
const ASPECT = 1.62

/**
 * Where every node is: `input` at the bottom, `logits` on top, head h of each layer in column h,
 * the MLP at the row's end. Depends on the shape alone. Few heads get wide columns and few
 * layers tall rows, so that small models fill the canvas too.
 */
export function gridLayout(graph: ComputationalGraph): GridLayout {
  const { layers, heads, mlps } = graph.shape
  const columns = heads + (mlps ? 1 : 0)
  const column = Math.min(MAX_COLUMN_WIDTH, Math.max(MIN_COLUMN_WIDTH, COMFORTABLE_WIDTH / columns))
  const width = columns * column
  const rowHeight = rowHeightOf(graph.shape, width)
  const rowY = (layer: number) => -layer * rowHeight
  const middle = (heads * column) / 2
  const nodes: PlacedNode[] = []
  for (const { name, kind, layer, head } of graph.senders) {
    const node = { name, kind, layer }
    if (kind === 'input')
      nodes.push({ ...node, width: 56, position: { x: middle, y: rowY(0) + rowHeight * 0.5 + 22 } })
    if (kind === 'head') {
      nodes.push({ ...node, width: HEAD_WIDTH, position: { x: (head + 0.5) * column, y: rowY(layer) + 6 } })
    }
    if (kind === 'mlp') {
      const lift = Math.max(MLP_LIFT, rowHeight * 0.16)
      nodes.push({
        ...node,
        width: MLP_WIDTH,
        position: { x: (heads + 0.5) * column, y: rowY(layer) + 6 - lift },
      })
    }
  }
  const top = { x: middle, y: rowY(layers - 1) - rowHeight * 0.5 - 22 }
  nodes.push({ name: 'logits', kind: 'logits', layer: layers, width: 56, position: top })
  const bands = Array.from({ length: layers }, (_, layer) => ({
    layer,
    center: { x: width / 2, y: rowY(layer) },
    width: width + 24,
    height: rowHeight - 5,
  }))
  return { nodes, bands, rowHeight, left: -12 }
}

function rowHeightOf({ layers }: GraphShape, width: number): number {
  const wanted = (Math.max(width, COMFORTABLE_WIDTH) / ASPECT - 90) / layers
  return Math.min(160, Math.max(46, wanted))
}

/**
 * The grid with only the named nodes, each row spread evenly. The order within a row follows the
 * nodes it is connected to (barycentres, a few sweeps up and down), which keeps crossings few.
 * `links` are [sender node, receiver node] pairs.
 */
export function compactLayout(
  grid: GridLayout,
  live: ReadonlySet<string>,
  links: readonly [string, string][],
): GridLayout {
  const placed = new Map<string, PlacedNode>()
  const rows = new Map<number, PlacedNode[]>()
  for (const node of grid.nodes) {
    if (!live.has(node.name) && node.kind !== 'input' && node.kind !== 'logits') continue
    const copy = { ...node, position: { ...node.position } }
    placed.set(node.name, copy)
    if (node.kind === 'head') rows.set(node.layer, [...(rows.get(node.layer) ?? []), copy])
  }
  const neighbours = neighboursOf(links, placed)
  const xs = grid.nodes.filter((node) => node.kind === 'head').map((node) => node.position.x)
  const from = Math.min(...xs)
  const to = Math.max(...xs)
  const layers = [...rows.keys()].sort((a, b) => a - b)
  for (const row of rows.values()) spread(row, from, to)
  closeGaps([...placed.values()], grid)
  for (let sweep = 0; sweep < 6; sweep++) {
    for (const layer of sweep % 2 ? [...layers].reverse() : layers) {
      const row = rows.get(layer)!
      const barycentre = new Map(
        row.map((node) => [node, meanX(neighbours.get(node.name) ?? [], node.position.x)]),
      )
      row.sort((a, b) => barycentre.get(a)! - barycentre.get(b)!)
      spread(row, from, to)
    }
  }
  return { ...grid, nodes: [...placed.values()], bands: [] }
}

/** Moves rows together where no node is left between them. */
function closeGaps(nodes: PlacedNode[], grid: GridLayout): void {
  const layers = [...new Set(nodes.map((node) => node.layer))].sort((a, b) => a - b)
  const rank = new Map(layers.map((layer, index) => [layer, index]))
  const rowHeight = Math.max(
    grid.rowHeight,
    Math.min(120, (grid.rowHeight * grid.bands.length) / layers.length),
  )
  for (const node of nodes) {
    const lift = node.kind === 'mlp' ? MLP_LIFT : 0
    node.position.y = -rank.get(node.layer)! * rowHeight - lift
  }
}

function neighboursOf(
  links: readonly [string, string][],
  placed: Map<string, PlacedNode>,
): Map<string, PlacedNode[]> {
  const neighbours = new Map<string, PlacedNode[]>()
  for (const [sender, receiver] of links) {
    const a = placed.get(sender)
    const b = placed.get(receiver)
    if (!a || !b) continue
    neighbours.set(sender, [...(neighbours.get(sender) ?? []), b])
    neighbours.set(receiver, [...(neighbours.get(receiver) ?? []), a])
  }
  return neighbours
}

function meanX(nodes: readonly PlacedNode[], otherwise: number): number {
  return nodes.length === 0 ? otherwise : nodes.reduce((sum, node) => sum + node.position.x, 0) / nodes.length
}

function spread(row: PlacedNode[], from: number, to: number): void {
  const gap = (to - from) / row.length
  row.forEach((node, at) => (node.position.x = from + gap * (at + 0.5)))
}

/** The node an arrow key leads to from `name`; the same one at the border. */
export function neighbour(grid: GridLayout, name: string, key: 'left' | 'right' | 'up' | 'down'): string {
  const from = grid.nodes.find((node) => node.name === name)
  if (!from) return grid.nodes[0].name
  const sideways = key === 'left' || key === 'right'
  const sign = key === 'left' || key === 'up' ? -1 : 1
  let best = from
  let bestDistance = Infinity
  for (const node of grid.nodes) {
    const dx = node.position.x - from.position.x
    const dLayer = from.layer - node.layer
    if (sideways ? node.layer !== from.layer || dx * sign <= 0 : dLayer * sign <= 0) continue
    const distance = sideways ? Math.abs(dx) : Math.abs(dLayer) * 1e5 + Math.abs(dx)
    if (distance >= bestDistance) continue
    best = node
    bestDistance = distance
  }
  return best.name
}
