import { expect, it } from 'vitest'
import { correlationOf } from './agreement'

it('agreement is 1 for equal effects, and -1 for opposite ones', () => {
  const effects = [0.1, -0.4, 2, 0]
  expect(correlationOf(effects, effects)).toMatchObject({
    pearson: expect.closeTo(1),
    spearman: expect.closeTo(1),
    flagged: [],
  })
  const opposite = effects.map((effect) => -effect)
  expect(correlationOf(opposite, effects).spearman).toBeCloseTo(-1)
})

it('rank agreement sees order only, with equal values sharing a rank', () => {
  const { pearson, spearman } = correlationOf([1, 2, 3, 1000], [1, 2, 3, 4])
  expect(spearman).toBeCloseTo(1)
  expect(pearson).toBeLessThan(0.8)
  // Ranks 1.5, 1.5, 3 against 1, 2, 3.
  expect(correlationOf([5, 5, 9], [1, 2, 3]).spearman).toBeCloseTo(Math.sqrt(3) / 2)
})

it('flags sites whose disagreement is large in itself and beside the spread', () => {
  expect(correlationOf([0, 0, 5], [0, 1, 1]).flagged).toEqual([1, 2])
  expect(correlationOf([0, 0, 0.005], [0, 0, 0]).flagged).toEqual([])
})
