import { describe, expect, it } from 'vitest'
import { scatterLayout, type ScatterPoint } from './scatter-layout'
import { quantile } from './quantile'

function point(x: number, y: number, isFlagged = false, name = 'a0.h1'): ScatterPoint {
  return { x, y, name, shape: 'circle', isFlagged }
}

const size = { width: 500, height: 300 }

describe('scatterLayout', () => {
  it('puts equal values on the line from corner to corner', () => {
    const { x, y, across, down } = scatterLayout([point(-20, -20), point(0.01, 0.02), point(3, 3)], size)
    for (const value of [-20, -1, 0, 0.05, 3]) {
      const along = (x.at(value) - across[0]) / (across[1] - across[0])
      expect((down[1] - y.at(value)) / (down[1] - down[0])).toBeCloseTo(along, 9)
    }
  })

  it('names flagged points only, left of those near the right edge', () => {
    const { labels, across } = scatterLayout([point(20, 1, true), point(-20, 1, true), point(1, 1)], size)
    expect(labels.map(({ point: index, anchor }) => [index, anchor])).toEqual([
      [0, 'end'],
      [1, 'start'],
    ])
    expect(labels.every(({ x }) => x > across[0] && x < across[1])).toBe(true)
  })

  it('moves labels off each other', () => {
    const { labels } = scatterLayout([point(1, 1, true), point(1.01, 1.01, true), point(1.02, 1, true)], size)
    const heights = labels.map(({ y }) => y).sort((a, b) => a - b)
    expect(heights[1] - heights[0]).toBeGreaterThanOrEqual(12)
    expect(heights[2] - heights[1]).toBeGreaterThanOrEqual(12)
  })

  it('survives no points and all zeros', () => {
    expect(Number.isFinite(scatterLayout([], size).x.at(0))).toBe(true)
    expect(Number.isFinite(scatterLayout([point(0, 0)], size).y.at(0))).toBe(true)
  })
})

it('quantiles lie between the nearest ranks', () => {
  expect([0, 0.25, 0.5, 1].map((share) => quantile([1, 2, 3, 4], share))).toEqual([1, 1.75, 2.5, 4])
  expect(quantile([7], 0.25)).toBe(7)
  expect(quantile([], 0.5)).toBeNaN()
})
