import { describe, expect, it } from 'vitest'
import { plainHolm, tail } from '../../../testing/plain/plain-circuit-tests'
import { randomNumbers } from '../../graph'
import { asFarFromHalf, atLeast, atMost } from './binomial'
import { holm } from './holm'
import { independenceTest, leastIndependenceP, type Independence } from './independence'

describe('binomial tails', () => {
  it.each([
    [10, 0.9],
    [100, 0.9],
    [57, 0.31],
    [1, 0.5],
  ])('of n = %i, p = %f are those of draw after draw', (n, p) => {
    for (let k = 0; k <= n; k += Math.ceil(n / 9)) {
      expect(atMost(k, n, p)).toBeCloseTo(
        tail(n, p, (j) => j <= k),
        12,
      )
      expect(atLeast(k, n, p)).toBeCloseTo(
        tail(n, p, (j) => j >= k),
        12,
      )
    }
  })

  it('are small where they are small', () => {
    expect(atMost(0, 100, 0.9) / 1e-100).toBeCloseTo(1, 10)
    expect(atLeast(100, 100, 0.9) / 0.9 ** 100).toBeCloseTo(1, 10)
  })

  it('count both sides of one half', () => {
    expect(asFarFromHalf(0, 12, 0.1)).toBeCloseTo(0.6 ** 12 + 0.4 ** 12, 14)
    expect(asFarFromHalf(12, 12, 0.1)).toBeCloseTo(0.6 ** 12 + 0.4 ** 12, 14)
    expect(asFarFromHalf(6, 12, 0.1)).toBeCloseTo(1, 12)
    expect(asFarFromHalf(0, 0, 0.1)).toBe(1)
  })

  it('have no end at 10,000 draws', () => {
    expect(atLeast(9_000, 10_000, 0.9)).toBeCloseTo(0.5, 1)
    expect(atMost(10_000, 10_000, 0.9)).toBeCloseTo(1, 9)
  })
})

describe('the correction of Holm', () => {
  it('multiplies the smallest by all, the next by one less, and keeps their order', () => {
    expect(Array.from(holm([0.01, 0.04, 0.03, 0.005]))).toEqual([0.03, 0.06, 0.06, 0.02])
    expect(Array.from(holm([0.5, 0.9]))).toEqual([1, 1])
    expect(Array.from(holm([]))).toEqual([])
  })

  it('is that of its definition', () => {
    const random = randomNumbers(4)
    const ps = Array.from({ length: 40 }, () => Math.round(random() * 30) / 300)
    expect(Array.from(holm(ps))).toEqual(plainHolm(ps))
  })
})

describe('the test of independence', () => {
  const tested = (x: number[], y: number[]): Independence => {
    const test = independenceTest(Float64Array.from(x), Float64Array.from(y), {
      permutations: 500,
      random: randomNumbers(1),
    })
    for (;;) {
      const step = test.next()
      if (step.done) return step.value
    }
  }
  const random = randomNumbers(7)
  const x = Array.from({ length: 40 }, () => random())

  it('sees a dependence that correlation would miss', () => {
    const { pValue } = tested(
      x,
      x.map((value) => (value - 0.5) ** 2),
    )
    expect(pValue).toBeLessThan(0.01)
  })

  it('sees none between numbers drawn apart, and of numbers that are all the same', () => {
    expect(
      tested(
        x,
        x.map(() => random()),
      ).pValue,
    ).toBeGreaterThan(0.05)
    const same = tested(
      x,
      x.map(() => 3 + 1e-7 * random()),
    )
    expect(same).toMatchObject({ hsic: 0, pValue: 1, prompts: 40 })
    expect(same.bandwidths[1]).toBe(0)
  })

  it('takes a thousand of more prompts', () => {
    const many = Array.from({ length: 1_200 }, () => random())
    const test = independenceTest(Float64Array.from(many), Float64Array.from(many), {
      permutations: 1,
      random: randomNumbers(1),
    })
    const { done, value } = test.next()
    expect(done && value.prompts).toBe(1000)
  })

  it('has no p below what its permutations and prompts allow', () => {
    expect(leastIndependenceP(3, 1000)).toBeCloseTo(1 / 6, 12)
    expect(leastIndependenceP(50, 999)).toBe(1 / 1000)
  })
})
