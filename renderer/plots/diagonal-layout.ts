import { linearScale, type Scale } from './scales'
import { quantile } from './quantile'

/** A point of two values of one kind, so that both axes have one scale. */
export interface DiagonalPoint {
  x: number
  y: number
  name: string
}

export interface DiagonalLayout {
  x: Scale
  y: Scale
  across: [number, number]
  down: [number, number]
  /** Both ends of both axes. */
  domain: [number, number]
  /** Points beyond the axes, which are drawn at their ends. */
  beyond: number
}

const MARGIN = { left: 52, right: 16, top: 10, bottom: 22 }
const ROOM = 0.06
/** How far beyond the quartiles, in their distance, a point may be to stretch the axes; at least as far as the axes are long without it. */
const OUTLYING = 4

/** Both axes from the smallest to the largest value and the `includes`; few outliers do not squeeze the others. */
export function diagonalLayout(
  points: readonly DiagonalPoint[],
  includes: readonly number[],
  size: { width: number; height: number },
): DiagonalLayout {
  const across: [number, number] = [MARGIN.left, Math.max(MARGIN.left + 40, size.width - MARGIN.right)]
  const down: [number, number] = [MARGIN.top, Math.max(MARGIN.top + 40, size.height - MARGIN.bottom)]
  const domain = domainOf(points, includes)
  const clamped = (scale: Scale): Scale => ({
    ...scale,
    at: (value) => scale.at(Math.min(domain[1], Math.max(domain[0], value))),
  })
  const isIn = (value: number) => value >= domain[0] && value <= domain[1]
  const count = Math.max(2, Math.round((down[1] - down[0]) / 44))
  return {
    x: clamped(linearScale(domain, across, Math.max(2, Math.round((across[1] - across[0]) / 90)))),
    y: clamped(linearScale(domain, [down[1], down[0]], count)),
    across,
    down,
    domain,
    beyond: points.filter(({ x, y }) => !isIn(x) || !isIn(y)).length,
  }
}

function domainOf(points: readonly DiagonalPoint[], includes: readonly number[]): [number, number] {
  const values = points
    .flatMap(({ x, y }) => [x, y])
    .filter(Number.isFinite)
    .sort((a, b) => a - b)
  const all = [...values, ...includes]
  if (all.length === 0) return [0, 1]
  const [q1, q3] = [quantile(values, 0.25), quantile(values, 0.75)]
  const usual = [...includes, q1, q3].filter(Number.isFinite)
  const reach = Math.max(OUTLYING * (q3 - q1), Math.max(...usual) - Math.min(...usual)) || Infinity
  const low = Math.min(...includes, Math.max(Math.min(...all), q1 - reach))
  const high = Math.max(...includes, Math.min(Math.max(...all), q3 + reach))
  const room = ROOM * (high - low || Math.abs(high) || 1)
  return [low - room, high + room]
}

/** The point nearest to a position in the drawing; -1 where there is none. */
export function nearestPoint(
  points: readonly DiagonalPoint[],
  { x, y }: Pick<DiagonalLayout, 'x' | 'y'>,
  position: { x: number; y: number },
): number {
  let nearest = -1
  let best = Infinity
  points.forEach((point, index) => {
    const distance = Math.hypot(x.at(point.x) - position.x, y.at(point.y) - position.y)
    if (distance >= best) return
    best = distance
    nearest = index
  })
  return nearest
}
