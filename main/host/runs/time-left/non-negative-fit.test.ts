import { expect, it } from 'vitest'
import { nonNegativeFit } from './non-negative-fit'

it('finds the factors of a sum, none of them negative', () => {
  const rows = [
    [1, 0],
    [1, 2],
    [3, 1],
  ]
  const found = nonNegativeFit(rows, [2, 8, 9], [1, 1, 1])
  expect(found[0]).toBeCloseTo(2, 9)
  expect(found[1]).toBeCloseTo(3, 9)
  expect(nonNegativeFit(rows, [2, 0, 5], [1, 1, 1])[1]).toBe(0)
})

it('gives the earlier of two columns that cannot be distinguished what it can explain', () => {
  expect(nonNegativeFit([[2, 1]], [6], [1])).toEqual([3, 0])
})

it('knows nothing from nothing', () => {
  expect(nonNegativeFit([], [], [])).toEqual([])
})
