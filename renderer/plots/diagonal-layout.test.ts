import { describe, expect, it } from 'vitest'
import { diagonalLayout, nearestPoint, type DiagonalPoint } from './diagonal-layout'

const size = { width: 400, height: 300 }
const point = (x: number, y: number): DiagonalPoint => ({ x, y, name: `${x} ${y}` })

describe('a diagonal of two values', () => {
  it('has one scale for both axes, so that equal values are on a straight line', () => {
    const { x, y, across, down } = diagonalLayout([point(0.2, 0.9), point(0.4, 0.4)], [0, 1], size)
    const share = (at: number, [from, to]: [number, number]) => (at - from) / (to - from)
    for (const value of [0, 0.3, 1])
      expect(share(x.at(value), across)).toBeCloseTo(share(y.at(value), [down[1], down[0]]), 9)
    expect(x.at(0)).toBeGreaterThan(across[0])
    expect(x.at(1)).toBeLessThan(across[1])
  })

  it('is not squeezed by one outlier, which is drawn at the end and counted', () => {
    const others = Array.from({ length: 20 }, (_, i) => point(0.4 + i / 100, 0.5))
    const { domain, beyond, x, across } = diagonalLayout([...others, point(-90, 0.5)], [0, 1], size)
    expect(domain[0]).toBeGreaterThan(-2)
    expect(beyond).toBe(1)
    expect(x.at(-90)).toBeCloseTo(across[0], 9)
  })

  it('finds the nearest point, and works without any', () => {
    const points = [point(0, 0), point(1, 1)]
    const layout = diagonalLayout(points, [], size)
    expect(nearestPoint(points, layout, { x: layout.x.at(0.9), y: layout.y.at(0.8) })).toBe(1)
    expect(nearestPoint([], diagonalLayout([], [], size), { x: 0, y: 0 })).toBe(-1)
    expect(diagonalLayout([point(3, 3)], [], size).domain[0]).toBeLessThan(3)
  })
})
