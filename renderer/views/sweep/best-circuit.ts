import type { SweptNumber, PlacedPoint } from './sweep-data'
import { valueOf } from './sweep-data'

/**
 * The best circuit of at most so many edges: that of the lowest KL, or whose faithfulness is nearest to that of the whole
 * model, since more than that is no better. The smaller of two alike; null where none is measured.
 */
export function bestOfSize(
  points: readonly PlacedPoint[],
  most: number,
  by: SweptNumber,
): PlacedPoint | null {
  const distance = ({ point }: PlacedPoint) => {
    const value = valueOf(point, by)
    return value === null ? Infinity : by === 'kl' ? value : Math.abs(value - 1)
  }
  const possible = points.filter(
    (placed) => placed.point.edges !== null && placed.point.edges <= most && distance(placed) < Infinity,
  )
  const [best] = possible.toSorted((a, b) => distance(a) - distance(b) || a.point.edges! - b.point.edges!)
  return best ?? null
}
