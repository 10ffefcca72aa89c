import { shownNode } from '../../../engine/graph'
import { FONTS } from '../../theme/tokens'
import { NODE_HEIGHT, type LayerBand, type PlacedNode } from '../layout'
import type { NodePaint } from '../node-paint'
import { nameSize, SMALLEST_NAME_PX } from './name-size'

const CORNER = 4
/** Share of a box that its role's strip takes. */
const STRIP = 0.24

export interface PaintedNode {
  node: PlacedNode
  paint: NodePaint
}

/** Draws boxes with their labels, on a canvas whose units are those of the layout. */
export function paintNodes(pen: CanvasRenderingContext2D, nodes: Iterable<PaintedNode>, zoom: number): void {
  const size = nameSize(zoom)
  const hasLabels = size * zoom >= SMALLEST_NAME_PX
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  const alpha = pen.globalAlpha
  for (const { node, paint } of nodes) {
    paintBox(pen, node, paint, alpha)
    if (!hasLabels) continue
    pen.globalAlpha = alpha
    pen.fillStyle = paint.text
    pen.font = `${paint.weight} ${size}px ${FONTS.sans}`
    pen.fillText(shownNode(node.name), node.position.x, node.position.y + 0.5)
  }
  pen.globalAlpha = alpha
}

function paintBox(pen: CanvasRenderingContext2D, node: PlacedNode, paint: NodePaint, alpha: number): void {
  const left = node.position.x - node.width / 2
  const top = node.position.y - NODE_HEIGHT / 2
  if (paint.glow) {
    const { padding, opacity, color } = paint.glow
    pen.globalAlpha = alpha * opacity
    pen.fillStyle = color
    box(
      pen,
      left - padding,
      top - padding,
      node.width + 2 * padding,
      NODE_HEIGHT + 2 * padding,
      CORNER + padding,
    )
    pen.fill()
  }
  pen.globalAlpha = alpha * paint.fillOpacity
  pen.fillStyle = paint.fill
  box(pen, left, top, node.width, NODE_HEIGHT, CORNER)
  pen.fill()
  if (paint.strip) {
    pen.globalAlpha = alpha
    pen.fillStyle = paint.strip
    const height = NODE_HEIGHT * STRIP
    box(pen, left, top + NODE_HEIGHT - height, node.width, height, [0, 0, CORNER, CORNER])
    pen.fill()
  }
  pen.globalAlpha = alpha * paint.borderOpacity
  pen.strokeStyle = paint.border
  pen.lineWidth = paint.borderWidth
  pen.setLineDash([...paint.borderDash])
  box(pen, left, top, node.width, NODE_HEIGHT, CORNER)
  pen.stroke()
  pen.setLineDash([])
}

function box(
  pen: CanvasRenderingContext2D,
  left: number,
  top: number,
  width: number,
  height: number,
  radius: number | number[],
): void {
  pen.beginPath()
  pen.roundRect(left, top, width, height, radius)
}

/** The strips of the layers with their names at the left. */
export function paintBands(
  pen: CanvasRenderingContext2D,
  bands: readonly LayerBand[],
  left: number,
  look: { band: string; label: string; zoom: number },
): void {
  pen.fillStyle = look.band
  for (const { center, width, height } of bands)
    pen.fillRect(center.x - width / 2, center.y - height / 2, width, height)
  const size = nameSize(look.zoom)
  if (size * look.zoom < SMALLEST_NAME_PX) return
  pen.fillStyle = look.label
  pen.font = `500 ${size}px ${FONTS.sans}`
  pen.textAlign = 'right'
  pen.textBaseline = 'middle'
  for (const { layer, center } of bands) pen.fillText(`L${layer}`, left - 14, center.y)
}
