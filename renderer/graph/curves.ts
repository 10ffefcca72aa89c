import type { ReceiverKind } from '../../engine/graph'
import { NODE_HEIGHT, type Point } from './layout'

/** Where an edge meets its receiver's box: q left, k in the middle, v right. */
const PORT_OFFSET: Record<ReceiverKind, number> = { q: -13, k: 0, v: 13, mlp: 0, logits: 0 }

export interface Curve {
  /** Relative to the node centres. */
  sourceEndpoint: Point
  targetEndpoint: Point
  /** Along the line between the endpoints, 0..1 (or beyond), and perpendicular to it. */
  weights: [number, number]
  distances: [number, number]
}

/**
 * An S-curve that leaves the sender upwards and enters the receiver from below, as the two control
 * points of Cytoscape's `unbundled-bezier` (relative to the endpoints). Straight edges over several
 * rows bulge into the gap between columns, so that they do not run through the boxes between.
 */
export function sCurve(sender: Point, receiver: Point, kind: ReceiverKind, skipsRows: boolean): Curve {
  const half = NODE_HEIGHT / 2
  const sourceEndpoint = { x: 0, y: -half }
  const targetEndpoint = { x: PORT_OFFSET[kind], y: half + 2 }
  const from = { x: sender.x + sourceEndpoint.x, y: sender.y + sourceEndpoint.y }
  const to = { x: receiver.x + targetEndpoint.x, y: receiver.y + targetEndpoint.y }
  const rise = from.y - to.y
  const across = Math.abs(to.x - from.x)
  // The wider an edge, the more of an S; a steep one with a full S would show a kink in the middle.
  const reach = Math.max(16, Math.min(rise * (0.26 + 0.24 * Math.min(1, across / 220)), 220))
  const isStraight = across < 20 && skipsRows
  const bulge = isStraight ? 52 : 0
  const first = { x: from.x + bulge, y: from.y - reach }
  const second = { x: to.x + bulge, y: to.y + reach }
  const a = relativeTo(from, to, first)
  const b = relativeTo(from, to, second)
  return {
    sourceEndpoint,
    targetEndpoint,
    weights: [a.weight, b.weight],
    distances: [a.distance, b.distance],
  }
}

/** Weight along and distance across the line from..to, in Cytoscape's sense of the sign. */
function relativeTo(from: Point, to: Point, point: Point): { weight: number; distance: number } {
  const dx = to.x - from.x
  const dy = to.y - from.y
  const length = Math.hypot(dx, dy) || 1
  const px = point.x - from.x
  const py = point.y - from.y
  return { weight: (px * dx + py * dy) / (length * length), distance: (-px * dy + py * dx) / length }
}

/** Arc between two heights at x, bulging left, for the undecided edges between two layers. */
export function gutterArc(x: number, fromY: number, toY: number, depth: number): string {
  return `M ${x} ${fromY} C ${x - depth} ${fromY}, ${x - depth} ${toY}, ${x} ${toY}`
}
