import { describe, expect, it } from 'vitest'
import { SLOPE_STEPS, slopeOf } from './slope'

/** By float32 values of a function. */
function found(of: (x: number) => number) {
  const at = (x: number) => Math.fround(of(x))
  return slopeOf(
    at(0),
    SLOPE_STEPS.map((step) => at(step)),
    SLOPE_STEPS.map((step) => at(-step)),
  )
}

const relu = (x: number) => Math.max(0, x)

describe('the slope of a function', () => {
  it.each<[string, (x: number) => number, number]>([
    ['a line', (x) => 3 * x + 1, 3],
    ['a curve', (x) => Math.sin(2 * x + 1), 2 * Math.cos(1)],
    ['a steep curve', (x) => Math.exp(9 * x), 9],
    ['a kink a little way off', (x) => x + 5 * relu(x - 0.003), 1],
    ['a flat stretch with a step beyond it', (x) => 2 / (1 + Math.exp(-4000 * (x - 0.02))), 0],
    ['many kinks', (x) => [0.2, 0.09, 0.05, 0.03, 0.011].reduce((sum, at) => sum + relu(x - at), -x), -1],
  ])('%s', (_, of, slope) => {
    const { slope: value, uncertainty, kink } = found(of)
    expect(Math.abs(value - slope)).toBeLessThan(5e-3)
    expect(uncertainty).toBeLessThan(5e-3 * Math.max(1, Math.abs(slope)))
    expect(kink).toBe(0)
  })

  it('among dense kinks is known only as far as the parts around 0 show', () => {
    // Each of them changes the slope a little, up or down, wherever one looks closer.
    const kinks = Array.from({ length: 4000 }, (_, i) => ({
      at: (((i * 0.6180339887) % 1) - 0.5) * 0.4,
      jump: 0.1 * Math.sin(1 + 37 * i * i),
    }))
    const of = (x: number) => kinks.reduce((sum, { at, jump }) => sum + jump * relu(x - at), 0)
    const slope = kinks.reduce((sum, { at, jump }) => sum + (at < 0 ? jump : 0), 0)
    const { slope: value, uncertainty } = found(of)
    expect(Math.abs(value - slope)).toBeGreaterThan(5e-3)
    expect(Math.abs(value - slope)).toBeLessThan(uncertainty)
  })

  it('at a kink lies between those of its two sides', () => {
    const { slope, kink } = found((x) => 1 + x + 4 * relu(x))
    expect(slope).toBeCloseTo(3, 2)
    expect(kink).toBeCloseTo(2, 2)
  })
})
