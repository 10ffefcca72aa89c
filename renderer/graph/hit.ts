import { pointsOf } from './curves'
import { NODE_HEIGHT, type PlacedNode, type Point } from './layout'
import type { PlacedEdge } from './scene'

const POINTS_PER_HALF = 10
/** How far from a line the pointer may be, in pixels. */
const REACH_PX = 5

/** The node whose box holds a point of the layout. */
export function nodeAt(nodes: readonly PlacedNode[], { x, y }: Point): PlacedNode | null {
  const isIn = ({ position, width }: PlacedNode) =>
    Math.abs(position.x - x) <= width / 2 && Math.abs(position.y - y) <= NODE_HEIGHT / 2
  return nodes.find(isIn) ?? null
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
