import type { NodeRole } from '../../contract'
import type { ComputationalGraph } from '../../engine/graph'
import { cellOf, type Mark, type MatrixCells } from './edge-matrix'
import { COLORS, FONT_SIZES, FONTS, GRAPH_COLORS, ROLE_TONES, type Scheme } from '../theme/tokens'
import { rampColor } from './ramp'

/** Where the matrix is in its box, in CSS pixels. */
export interface MatrixPosition {
  left: number
  top: number
  width: number
  height: number
  cellWidth: number
  cellHeight: number
}

const LABELS_LEFT = 44
const LABELS_BELOW = 18

export function matrixPosition(
  graph: ComputationalGraph,
  size: { width: number; height: number },
): MatrixPosition {
  const width = Math.max(1, size.width - LABELS_LEFT - 2)
  const height = Math.max(1, size.height - LABELS_BELOW - 2)
  return {
    left: LABELS_LEFT,
    top: 1,
    width,
    height,
    cellWidth: width / graph.receivers.length,
    cellHeight: height / graph.senders.length,
  }
}

interface Drawing {
  graph: ComputationalGraph
  cells: MatrixCells
  kept: readonly number[]
  testing: number
  selected: number
  bitmap: HTMLCanvasElement
  layers: { columns: Mark[]; rows: Mark[] }
  position: MatrixPosition
  scheme: Scheme
  byNode: ReadonlyMap<string, NodeRole>
}

/** Paints the bitmap, then what must not scale with it: squares of kept edges, marks, labels. */
export function drawMatrix(context: CanvasRenderingContext2D, drawing: Drawing): void {
  const { position, bitmap } = drawing
  context.clearRect(
    0,
    0,
    position.left + position.width + 2,
    position.top + position.height + LABELS_BELOW + 2,
  )
  context.imageSmoothingEnabled = false
  context.drawImage(bitmap, position.left, position.top, position.width, position.height)
  drawLayers(context, drawing)
  drawRoles(context, drawing)
  for (const edge of [...drawing.kept].reverse()) drawSquare(context, drawing, edge)
  if (drawing.testing >= 0) drawTesting(context, drawing)
  if (drawing.selected >= 0) drawSelected(context, drawing)
}

function drawLayers(context: CanvasRenderingContext2D, { layers, position, scheme }: Drawing): void {
  const palette = GRAPH_COLORS[scheme]
  context.strokeStyle = palette.nodeBorder
  context.globalAlpha = 0.6
  context.lineWidth = 1
  context.beginPath()
  for (const { from } of layers.columns)
    line(context, position.left + from * position.cellWidth, position.top, 0, position.height)
  for (const { to } of layers.rows)
    line(context, position.left, position.top + position.height - to * position.cellHeight, position.width, 0)
  context.stroke()
  context.globalAlpha = 1
  context.fillStyle = palette.other
  context.font = `500 ${FONT_SIZES.tick}px ${FONTS.sans}`
  context.textBaseline = 'middle'
  context.textAlign = 'center'
  for (const { label, from, to } of layers.columns) {
    if ((to - from) * position.cellWidth < 18) continue
    context.fillText(
      label,
      position.left + ((from + to) / 2) * position.cellWidth,
      position.top + position.height + 10,
    )
  }
  context.textAlign = 'right'
  let lastY = Infinity
  for (const { label, from, to } of layers.rows) {
    const y = position.top + position.height - ((from + to) / 2) * position.cellHeight
    if (lastY - y < 12) continue
    context.fillText(label, position.left - 6, y)
    lastY = y
  }
}

/** Width of the marks of roles along the rows and the columns. */
const ROLE_PX = 4
const SMALLEST_MARK_PX = 2

/** Which rows and columns are of nodes with roles, in their hues at the edges of the matrix. */
function drawRoles(context: CanvasRenderingContext2D, { graph, position, scheme, byNode }: Drawing): void {
  if (byNode.size === 0) return
  const { left, top, height, cellWidth, cellHeight } = position
  graph.senders.forEach(({ name }, sender) => {
    const role = byNode.get(name)
    if (!role) return
    context.fillStyle = ROLE_TONES[scheme][role.colour]
    const size = Math.max(SMALLEST_MARK_PX, cellHeight)
    context.fillRect(left - ROLE_PX, top + height - (sender + 1) * cellHeight, ROLE_PX, size)
  })
  graph.receivers.forEach(({ node }, receiver) => {
    const role = byNode.get(node)
    if (!role) return
    context.fillStyle = ROLE_TONES[scheme][role.colour]
    const size = Math.max(SMALLEST_MARK_PX, cellWidth)
    context.fillRect(left + receiver * cellWidth, top + height, size, ROLE_PX)
  })
}

function line(context: CanvasRenderingContext2D, x: number, y: number, dx: number, dy: number): void {
  context.moveTo(Math.round(x) + 0.5, Math.round(y) + 0.5)
  context.lineTo(Math.round(x + dx) + 0.5, Math.round(y + dy) + 0.5)
}

const SMALLEST_SQUARE_PX = 5

function squareOf({ graph, position }: Drawing, edge: number) {
  const { column, row } = cellOf(graph, edge)
  const width = Math.max(SMALLEST_SQUARE_PX, position.cellWidth - 2)
  const height = Math.max(SMALLEST_SQUARE_PX, position.cellHeight - 2)
  const x = position.left + (column + 0.5) * position.cellWidth - width / 2
  const y = position.top + (row + 0.5) * position.cellHeight - height / 2
  return { x, y, width, height }
}

function drawSquare(context: CanvasRenderingContext2D, drawing: Drawing, edge: number): void {
  const { x, y, width, height } = squareOf(drawing, edge)
  context.fillStyle = rampColor(drawing.cells.value(edge), drawing.scheme)
  context.fillRect(x, y, width, height)
}

function drawTesting(context: CanvasRenderingContext2D, drawing: Drawing): void {
  const { x, y, width, height } = squareOf(drawing, drawing.testing)
  const { position, scheme } = drawing
  const center = x + width / 2
  context.strokeStyle = context.fillStyle = COLORS[scheme].amber
  context.lineWidth = 1.5
  context.beginPath()
  context.moveTo(center, position.top)
  context.lineTo(center, position.top + position.height)
  context.stroke()
  context.beginPath()
  context.arc(center, y + height / 2, 4.5, 0, 2 * Math.PI)
  context.fill()
}

function drawSelected(context: CanvasRenderingContext2D, drawing: Drawing): void {
  const { x, y, width, height } = squareOf(drawing, drawing.selected)
  context.strokeStyle = COLORS[drawing.scheme].accent
  context.lineWidth = 2
  context.strokeRect(x - 2, y - 2, width + 4, height + 4)
}
