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
const MIN_ROW_HEIGHT = 46
const MAX_ROW_HEIGHT = 160
/** From the outermost band to the box of the embedding or the logits. */
const END_GAP = 22
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
      nodes.push({ ...node, width: 56, position: { x: middle, y: rowY(0) + rowHeight * 0.5 + END_GAP } })
    const y = rowY(layer) + liftOf(node, rowHeight)
    if (kind === 'head') nodes.push({ ...node, width: HEAD_WIDTH, position: { x: (head + 0.5) * column, y } })
    if (kind === 'mlp') nodes.push({ ...node, width: MLP_WIDTH, position: { x: (heads + 0.5) * column, y } })
  }
  const top = { x: middle, y: rowY(layers - 1) - rowHeight * 0.5 - END_GAP }
  nodes.push({ name: 'logits', kind: 'logits', layer: layers, width: 56, position: top })
  const bands = Array.from({ length: layers }, (_, layer) => bandOf(layer, rowY(layer), width, rowHeight))
  return { nodes, bands, rowHeight, left: -12 }
}

function rowHeightOf({ layers }: GraphShape, width: number): number {
  return Math.min(MAX_ROW_HEIGHT, Math.max(MIN_ROW_HEIGHT, heightFor(width) / layers))
}

/** Of all rows together. */
const heightFor = (width: number) => Math.max(width, COMFORTABLE_WIDTH) / ASPECT - 90

/** MLPs sit a little higher than the heads of their layer, which they read. */
function liftOf({ kind }: Pick<PlacedNode, 'kind'>, rowHeight: number): number {
  return kind === 'mlp' ? 6 - Math.max(MLP_LIFT, rowHeight * 0.16) : 6
}

function bandOf(layer: number, y: number, width: number, rowHeight: number): LayerBand {
  return { layer, center: { x: width / 2, y }, width: width + 24, height: rowHeight - 5 }
}

/**
 * The grid without the rows and columns in which no named node is. What is left keeps its order: heads by number from left
 * to right, one column for a head number in every layer, layers with their names.
 */
export function compactLayout(grid: GridLayout, live: ReadonlySet<string>): GridLayout {
  const shown = grid.nodes.filter(({ name, kind }) => live.has(name) || kind === 'input' || kind === 'logits')
  const inLayers = shown.filter(({ kind }) => kind === 'head' || kind === 'mlp')
  const rows = ranks(inLayers.map(({ layer }) => layer))
  const columns = ranks(inLayers.map(({ position }) => position.x))
  const column = Math.min(
    MAX_COLUMN_WIDTH,
    Math.max(MIN_COLUMN_WIDTH, COMFORTABLE_WIDTH / Math.max(1, columns.size)),
  )
  const width = Math.max(1, columns.size) * column
  const rowHeight = Math.max(
    MIN_ROW_HEIGHT,
    Math.min(MAX_ROW_HEIGHT, heightFor(width) / Math.max(1, rows.size)),
  )
  const last = Math.max(0, rows.size - 1)
  const heads = new Set(shown.filter(({ kind }) => kind === 'head').map(({ position }) => position.x)).size
  const middle = ((heads || Math.max(1, columns.size)) * column) / 2
  const nodes = shown.map((node): PlacedNode => {
    if (node.kind === 'input') return { ...node, position: { x: middle, y: rowHeight * 0.5 + END_GAP } }
    if (node.kind === 'logits')
      return { ...node, position: { x: middle, y: -last * rowHeight - rowHeight * 0.5 - END_GAP } }
    const x = (columns.get(node.position.x)! + 0.5) * column
    return { ...node, position: { x, y: -rows.get(node.layer)! * rowHeight + liftOf(node, rowHeight) } }
  })
  const bands = [...rows].map(([layer, row]) => bandOf(layer, -row * rowHeight, width, rowHeight))
  return { nodes, bands, rowHeight, left: grid.left }
}

/** Each different number with its rank. */
function ranks(numbers: readonly number[]): Map<number, number> {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b)
  return new Map(sorted.map((number, rank) => [number, rank]))
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
