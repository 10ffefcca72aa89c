import { expect } from 'vitest'

/**
 * Values within 1e-5 of what is expected, relative to the largest of them where that is more than 1; what is not a number
 * is none in both.
 */
export function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, what = ''): void {
  expect(found.length, what).toBe(expected.length)
  let largest = 1
  let worst = 0
  for (let i = 0; i < found.length; i++) {
    if (Number.isNaN(found[i]) && Number.isNaN(expected[i])) continue
    const distance = Math.abs(found[i] - expected[i])
    largest = Math.max(largest, Math.abs(expected[i]) || 0)
    worst = Number.isNaN(distance) ? Infinity : Math.max(worst, distance)
  }
  expect(worst, what).toBeLessThan(1e-5 * largest)
}
