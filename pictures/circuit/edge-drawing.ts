import { edgeName, type ComputationalGraph } from '../../engine/graph'
import type { Point } from '../../renderer/graph/layout'
import type { Arrow } from '../../renderer/graph/line-paint'
import type { PlacedEdge } from '../../renderer/graph/scene'
import { escaped, rounded, tag } from '../svg/markup'

/** One edge with its arrowhead, looking as it does on the canvas. */
export function drawEdge(
  { graph, describe }: { graph: ComputationalGraph; describe?: (edge: number) => string },
  { look, curve, paint }: PlacedEdge,
): string {
  const name = edgeName(graph, look.edge)
  const said = describe?.(look.edge)
  return tag(
    'g',
    { opacity: paint.opacity < 1 ? rounded(paint.opacity) : undefined },
    tag('title', {}, escaped(said ? `${name}: ${said}` : name)),
    tag('path', {
      d: pathOf(curve),
      fill: 'none',
      stroke: paint.color,
      'stroke-width': rounded(paint.width),
      'stroke-dasharray': paint.dash.length > 0 ? paint.dash.join(' ') : undefined,
    }),
    paint.arrow ? arrowHead(paint.arrow, curve.second, curve.to) : '',
  )
}

function pathOf({ from, first, middle, second, to }: PlacedEdge['curve']): string {
  const at = ({ x, y }: Point) => `${rounded(x)} ${rounded(y)}`
  return `M${at(from)}Q${at(first)} ${at(middle)}Q${at(second)} ${at(to)}`
}

/** Its tip points from the last control point to the end of the curve. */
function arrowHead({ shape, color: fill, size }: Arrow, before: Point, tip: Point): string {
  const turn = (Math.atan2(tip.x - before.x, before.y - tip.y) * 180) / Math.PI
  const transform = `translate(${rounded(tip.x)} ${rounded(tip.y)}) rotate(${rounded(turn)})`
  if (shape === 'circle')
    return tag('circle', { cy: rounded(size / 2), r: rounded(size / 2), transform, fill })
  const points = CORNERS[shape].map(([x, y]) => `${rounded(x * size)} ${rounded(y * size)}`)
  return tag('path', { d: `M${points.join('L')}Z`, transform, fill })
}

/** In lengths of the arrow. */
const CORNERS: Record<'diamond' | 'triangle', [x: number, y: number][]> = {
  diamond: [
    [0, 0],
    [0.5, 0.5],
    [0, 1],
    [-0.5, 0.5],
  ],
  triangle: [
    [0, 0],
    [0.5, 1],
    [-0.5, 1],
  ],
}
