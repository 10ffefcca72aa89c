import type { Arrow } from '../line-paint'
import type { Point } from '../layout'
import type { PlacedEdge } from '../scene'

/** Draws edges on a canvas whose units are those of the layout. */
export function paintEdges(pen: CanvasRenderingContext2D, edges: Iterable<PlacedEdge>): void {
  for (const edge of edges) paintEdge(pen, edge)
  pen.globalAlpha = 1
  pen.setLineDash([])
}

function paintEdge(pen: CanvasRenderingContext2D, { curve, paint }: PlacedEdge): void {
  pen.globalAlpha = paint.opacity
  pen.strokeStyle = paint.color
  pen.lineWidth = paint.width
  pen.setLineDash(paint.dash as number[])
  traceCurve(pen, curve)
  pen.stroke()
  if (paint.arrow) paintArrow(pen, paint.arrow, curve.second, curve.to)
}

/** A soft band beneath a chosen edge. */
export function paintUnderlay(
  pen: CanvasRenderingContext2D,
  { curve, paint }: PlacedEdge,
  color: string,
): void {
  pen.globalAlpha = 0.32
  pen.strokeStyle = color
  pen.lineWidth = paint.width + 8
  pen.setLineDash([])
  traceCurve(pen, curve)
  pen.stroke()
  pen.globalAlpha = 1
}

function traceCurve(pen: CanvasRenderingContext2D, { from, first, middle, second, to }: PlacedEdge['curve']) {
  pen.beginPath()
  pen.moveTo(from.x, from.y)
  pen.quadraticCurveTo(first.x, first.y, middle.x, middle.y)
  pen.quadraticCurveTo(second.x, second.y, to.x, to.y)
}

/** Its tip is at the end of the line, and it points the way the line goes. */
function paintArrow(
  pen: CanvasRenderingContext2D,
  { shape, color, size }: Arrow,
  before: Point,
  tip: Point,
): void {
  const length = Math.hypot(tip.x - before.x, tip.y - before.y) || 1
  const [ux, uy] = [(tip.x - before.x) / length, (tip.y - before.y) / length]
  const at = (back: number, side: number): [number, number] => [
    tip.x - ux * back * size - uy * side * size,
    tip.y - uy * back * size + ux * side * size,
  ]
  pen.fillStyle = color
  pen.beginPath()
  if (shape === 'circle') pen.arc(...at(0.5, 0), size / 2, 0, 2 * Math.PI)
  else {
    pen.moveTo(...at(0, 0))
    if (shape === 'diamond') for (const corner of DIAMOND) pen.lineTo(...at(...corner))
    else for (const corner of TRIANGLE) pen.lineTo(...at(...corner))
    pen.closePath()
  }
  pen.fill()
}

const DIAMOND: [back: number, side: number][] = [
  [0.5, 0.5],
  [1, 0],
  [0.5, -0.5],
]
const TRIANGLE: [back: number, side: number][] = [
  [1, 0.5],
  [1, -0.5],
]
