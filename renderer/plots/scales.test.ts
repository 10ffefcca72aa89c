import { describe, expect, it } from 'vitest'
import { linearTicks, logScale, symlogScale, symlogUnit, tickText } from './scales'

describe('linearTicks', () => {
  it('names round values inside the domain', () => {
    expect(linearTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
    expect(linearTicks(-0.04, 1.04, 5)).toEqual([0, 0.5, 1])
    expect(linearTicks(3, 3, 5)).toEqual([3])
  })
})

describe('logScale', () => {
  it.each([[[0, 1]], [[-5, 3]], [[NaN, NaN]], [[Infinity, -Infinity]], [[1, Infinity]]] as const)(
    'has an end where nothing positive is to be shown: %j',
    ([min, max]) => {
      const { at, ticks } = logScale([min, max], [0, 200])
      expect(ticks).toEqual([1, 2, 5, 10])
      expect([0, -1, 1, 10].map(at)).toEqual([0, 0, 0, 200])
    },
  )

  it('puts equal factors equally far apart', () => {
    const { at, ticks } = logScale([1, 100], [0, 200])
    expect([1, 10, 100].map(at)).toEqual([0, 100, 200])
    expect(ticks).toEqual([1, 2, 5, 10, 20, 50, 100])
    expect(logScale([1, 32_491], [0, 400]).ticks).toEqual([1, 10, 100, 1000, 10_000])
  })
})

describe('symlogScale', () => {
  const { at, ticks } = symlogScale(20, 0.02, [0, 400])

  it('is odd around the middle and strictly increasing', () => {
    expect(at(0)).toBe(200)
    expect(at(20)).toBeCloseTo(400)
    expect(at(-20)).toBeCloseTo(0)
    expect(at(-3) - 200).toBeCloseTo(200 - at(3))
    expect(at(0.001)).toBeGreaterThan(200)
  })

  it('names powers of ten on both sides, far enough apart to be read', () => {
    expect(ticks).toEqual([...ticks].sort((a, b) => a - b))
    expect(ticks).toContain(0)
    expect(ticks).toContain(10)
    expect(ticks).toContain(-10)
    const positions = ticks.map(at)
    expect(
      Math.min(...positions.slice(1).map((position, i) => position - positions[i])),
    ).toBeGreaterThanOrEqual(34)
  })

  it('has only zero where every value is zero', () => {
    expect(symlogScale(0, 1, [0, 100]).ticks).toEqual([0])
  })
})

describe('symlogUnit', () => {
  it('lies between a ten-thousandth and a tenth of the largest', () => {
    expect(symlogUnit([20, 0.01, -0.02, 0.03])).toBe(0.015)
    expect(symlogUnit([1, 1, 1])).toBe(0.1)
    expect(symlogUnit([1, 1e-9, 1e-9])).toBe(1e-4)
    expect(symlogUnit([0, 0])).toBe(1)
  })
})

describe('tickText', () => {
  it('is short', () => {
    expect([0, 0.2, -10, 0.0001, 20_000, 1e6, 0.30000000000000004].map(tickText)).toEqual([
      '0',
      '0.2',
      '−10',
      '1e−4',
      '20,000',
      '1e6',
      '0.3',
    ])
  })
})
