import type { Curve } from '../curves'
import { NODE_HEIGHT, type Point } from '../layout'
import { linePaint } from '../line-paint'
import type { EdgeKind } from '../looks'
import type { PlacedEdge } from '../scene'
import { FONT_SIZES, FONTS, type Scheme } from '../../theme/tokens'
import { SMALLEST_NAME_PX } from './name-size'
import type { PaintedNode } from './paint-nodes'

/** What Cytoscape draws, made of the same description as every other drawing: how a thing looks is its data. */

type Data = Record<string, string | number>

export const nodeId = (name: string) => `n:${name}`
export const edgeId = (edge: number) => `e:${edge}`

export function nodeData({ node, paint }: PaintedNode, label: string): Data {
  const { glow, strip, fill, borderDash } = paint
  return {
    ...{ id: nodeId(node.name), name: node.name, label, width: node.width, layer: node.layer },
    ...{ fill, fillOpacity: paint.fillOpacity, text: paint.text, weight: paint.weight },
    ...{ border: paint.border, borderWidth: paint.borderWidth, borderOpacity: paint.borderOpacity },
    ...{ borderStyle: borderDash.length > 0 ? 'dashed' : 'solid', borderDash: borderDash.join(' ') || '1 0' },
    ...{ glow: glow?.color ?? fill, glowOpacity: glow?.opacity ?? 0, glowPadding: glow?.padding ?? 0 },
    colors: strip ? `${strip} ${strip} ${fill} ${fill}` : `${fill} ${fill} ${fill} ${fill}`,
  }
}

export function edgeData({ look, sender, receiver, curve, paint }: PlacedEdge): Data {
  return {
    ...{ id: edgeId(look.edge), edge: look.edge, source: nodeId(sender), target: nodeId(receiver) },
    ...{ color: paint.color, width: paint.width, opacity: paint.opacity },
    ...arrowData(paint),
  }

  function arrowData({ arrow, width }: PlacedEdge['paint']): Data {
    if (!arrow) return { arrow: 'none', arrowColor: paint.color, arrowScale: 1, ...curveData(curve) }
    const scale = arrow.size / (UNIT * Math.max(29, (width * 13.37) ** 0.9))
    return { arrow: arrow.shape, arrowColor: arrow.color, arrowScale: scale, ...curveData(curve) }
  }
}

/** The length of Cytoscape's arrows in its own unit, which grows with the line as max(29, (13.37 width) ^ 0.9). */
const UNIT = 0.3

/** The control points of `unbundled-bezier`: ends from the centres of the boxes, points along and across the line between them. */
function curveData({ from, first, second, to, centers }: Curve): Data {
  const [a, b] = [first, second].map((point) => relativeTo(from, to, point))
  const offset = (end: Point, center: Point) => `${end.x - center.x}px ${end.y - center.y}px`
  return {
    sourceEndpoint: offset(from, centers.sender),
    targetEndpoint: offset(to, centers.receiver),
    weights: `${a.weight.toFixed(4)} ${b.weight.toFixed(4)}`,
    distances: `${a.distance.toFixed(2)} ${b.distance.toFixed(2)}`,
  }
}

/** Weight along and distance across the line from..to, in Cytoscape's sense of the sign. */
function relativeTo(from: Point, to: Point, point: Point): { weight: number; distance: number } {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const length = Math.hypot(dx, dy) || 1
  const [px, py] = [point.x - from.x, point.y - from.y]
  return { weight: (px * dx + py * dy) / (length * length), distance: (-px * dy + py * dx) / length }
}

const KINDS: readonly EdgeKind[] = [
  'undecided',
  'testing',
  'kept',
  'contingent',
  'noise',
  'only-a',
  'only-b',
  'both',
]

/** Dashes and depth are by the kind of an edge; all else is its data. */
export function styleRules(scheme: Scheme) {
  return [
    { selector: 'core', style: { 'active-bg-size': 0 } },
    { selector: 'node', style: NODE_STYLE },
    { selector: 'node.idle', style: { 'z-index': 1 } },
    { selector: 'edge', style: EDGE_STYLE },
    ...KINDS.map((kind) => {
      const { dash, order } = linePaint({ edge: 0, kind }, 'logits', scheme)
      const line = dash.length > 0 ? { 'line-style': 'dashed', 'line-dash-pattern': dash } : {}
      return { selector: `edge.${kind}`, style: { 'z-index': order, ...line } }
    }),
  ]
}

const NODE_STYLE = {
  ...{
    label: 'data(label)',
    'font-family': FONTS.sans,
    'font-size': FONT_SIZES.caption,
    color: 'data(text)',
  },
  ...{ 'font-weight': 'data(weight)', 'text-valign': 'center', 'text-halign': 'center' },
  ...{ 'min-zoomed-font-size': SMALLEST_NAME_PX, shape: 'round-rectangle', 'corner-radius': 4 },
  ...{ width: 'data(width)', height: NODE_HEIGHT, 'overlay-opacity': 0 },
  ...{ 'background-fill': 'linear-gradient', 'background-gradient-direction': 'to-top' },
  ...{
    'background-gradient-stop-colors': 'data(colors)',
    'background-gradient-stop-positions': '0% 24% 24% 100%',
  },
  ...{ 'background-opacity': 'data(fillOpacity)', 'border-color': 'data(border)' },
  ...{ 'border-width': 'data(borderWidth)', 'border-opacity': 'data(borderOpacity)' },
  ...{ 'border-style': 'data(borderStyle)', 'border-dash-pattern': 'data(borderDash)' },
  ...{
    'underlay-color': 'data(glow)',
    'underlay-opacity': 'data(glowOpacity)',
    'underlay-padding': 'data(glowPadding)',
  },
  ...{ 'z-index-compare': 'manual', 'z-index': 20 },
}

const EDGE_STYLE = {
  ...{ 'curve-style': 'unbundled-bezier', 'edge-distances': 'endpoints', 'overlay-opacity': 0 },
  ...{ 'source-endpoint': 'data(sourceEndpoint)', 'target-endpoint': 'data(targetEndpoint)' },
  ...{ 'control-point-weights': 'data(weights)', 'control-point-distances': 'data(distances)' },
  ...{ width: 'data(width)', 'line-color': 'data(color)', opacity: 'data(opacity)' },
  ...{
    'target-arrow-shape': 'data(arrow)',
    'target-arrow-color': 'data(arrowColor)',
    'arrow-scale': 'data(arrowScale)',
  },
  ...{ 'z-index-compare': 'manual' },
}
