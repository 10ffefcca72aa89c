import type { ReceiverKind } from '../../engine/graph'
import { NODE_HEIGHT, type Point } from './layout'

/** Where an edge meets its receiver's box: q left, k in the middle, v right. */
const PORT_OFFSET: Record<ReceiverKind, number> = { q: -13, k: 0, v: 13, mlp: 0, logits: 0 }

/** A line of two quadratic curves that meet in `middle`, with the control points `first` and `second`. */
export interface Curve {
  from: Point
  first: Point
  middle: Point
  second: Point
  to: Point
  /** Of the two boxes. */
  centers: { sender: Point; receiver: Point }
}

/**
 * An S-curve that leaves the sender upwards and enters the receiver from below. Straight edges over several rows bulge
 * into the gap between columns, so that they do not run through the boxes between.
 */
export function sCurve(sender: Point, receiver: Point, kind: ReceiverKind, skipsRows: boolean): Curve {
  const half = NODE_HEIGHT / 2
  const from = { x: sender.x, y: sender.y - half }
  const to = { x: receiver.x + PORT_OFFSET[kind], y: receiver.y + half + 2 }
  const rise = from.y - to.y
  const across = Math.abs(to.x - from.x)
  // The wider an edge, the more of an S; a steep one with a full S would show a kink in the middle.
  const reach = Math.max(16, Math.min(rise * (0.26 + 0.24 * Math.min(1, across / 220)), 220))
  const isStraight = across < 20 && skipsRows
  const bulge = isStraight ? 52 : 0
  const first = { x: from.x + bulge, y: from.y - reach }
  const second = { x: to.x + bulge, y: to.y + reach }
  const middle = { x: (first.x + second.x) / 2, y: (first.y + second.y) / 2 }
  return { from, first, middle, second, to, centers: { sender, receiver } }
}

/** Points along a curve, its ends included: [x0, y0, x1, y1, ...]. */
export function pointsOf({ from, first, middle, second, to }: Curve, perHalf: number): Float32Array {
  const points = new Float32Array(2 * (2 * perHalf + 1))
  for (let at = 0; at <= 2 * perHalf; at++) {
    const isFirst = at <= perHalf
    const t = isFirst ? at / perHalf : (at - perHalf) / perHalf
    const [a, control, b] = isFirst ? [from, first, middle] : [middle, second, to]
    const [wa, wc, wb] = [(1 - t) ** 2, 2 * t * (1 - t), t * t]
    points[2 * at] = wa * a.x + wc * control.x + wb * b.x
    points[2 * at + 1] = wa * a.y + wc * control.y + wb * b.y
  }
  return points
}

/** Arc between two heights at x, bulging left, for the undecided edges between two layers. */
export function gutterArc(x: number, fromY: number, toY: number, depth: number): string {
  return `M ${x} ${fromY} C ${x - depth} ${fromY}, ${x - depth} ${toY}, ${x} ${toY}`
}
