import { pointsOf } from './curves'
import { NODE_HEIGHT, type PlacedNode, type Point } from './layout'
import type { PlacedEdge } from './scene'

const POINTS_PER_HALF = 10
/** Close enough on the longest lines for none to slip through a box. */
const CROSSING_POINTS = 24
/** How far from a line the pointer may be, in pixels. */
const REACH_PX = 5

/** The node whose box holds a point of the layout. */
export function nodeAt(nodes: readonly PlacedNode[], { x, y }: Point): PlacedNode | null {
  const isIn = ({ position, width }: PlacedNode) =>
    Math.abs(position.x - x) <= width / 2 && Math.abs(position.y - y) <= NODE_HEIGHT / 2
  return nodes.find(isIn) ?? null
}

/** How far beyond its box a node is still touched by a line: its border, and half of the line. */
const BORDER = 4

/** The nodes that the lines run through, begin or end at. */
export function nodesCrossed<N extends { node: PlacedNode }>(
  nodes: readonly N[],
  edges: readonly PlacedEdge[],
): Set<N> {
  const crossed = new Set<N>()
  for (const { curve } of edges) {
    const points = pointsOf(curve, CROSSING_POINTS)
    for (const painted of nodes) if (!crossed.has(painted) && isOn(painted.node, points)) crossed.add(painted)
  }
  return crossed
}

function isOn({ position, width }: PlacedNode, points: Float32Array): boolean {
  const [across, up] = [width / 2 + BORDER, NODE_HEIGHT / 2 + BORDER]
  for (let at = 0; at < points.length; at += 2)
    if (Math.abs(points[at] - position.x) <= across && Math.abs(points[at + 1] - position.y) <= up) return true
  return false
}

/** Finds the edge under the pointer. Lines are sampled once, and only those whose box is near are measured. */
export class EdgeFinder {
  private readonly lines: { edge: PlacedEdge; points: Float32Array; box: readonly number[] }[]

  constructor(edges: readonly PlacedEdge[]) {
    this.lines = edges.map((edge) => {
      const points = pointsOf(edge.curve, POINTS_PER_HALF)
      return { edge, points, box: boxOf(points) }
    })
  }

  /** The nearest within reach of a point of the layout; null where there is none. */
  at({ x, y }: Point, zoom: number): PlacedEdge | null {
    let best: PlacedEdge | null = null
    let bestDistance = Infinity
    for (const { edge, points, box } of this.lines) {
      const reach = REACH_PX / zoom + edge.paint.width / 2
      if (x < box[0] - reach || x > box[1] + reach || y < box[2] - reach || y > box[3] + reach) continue
      const distance = distanceTo(points, x, y)
      if (distance > reach || distance >= bestDistance) continue
      best = edge
      bestDistance = distance
    }
    return best
  }
}

function boxOf(points: Float32Array): readonly number[] {
  const box = [Infinity, -Infinity, Infinity, -Infinity]
  for (let at = 0; at < points.length; at += 2) {
    box[0] = Math.min(box[0], points[at])
    box[1] = Math.max(box[1], points[at])
    box[2] = Math.min(box[2], points[at + 1])
    box[3] = Math.max(box[3], points[at + 1])
  }
  return box
}

/** From a point to the nearest piece of a line. */
function distanceTo(points: Float32Array, x: number, y: number): number {
  let least = Infinity
  for (let at = 0; at + 3 < points.length; at += 2) {
    const [ax, ay] = [points[at], points[at + 1]]
    const [dx, dy] = [points[at + 2] - ax, points[at + 3] - ay]
    const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)
    const share = Math.max(0, Math.min(1, along))
    least = Math.min(least, Math.hypot(x - ax - share * dx, y - ay - share * dy))
  }
  return least
}
