import { describe, expect, it } from 'vitest'
import { rampRgb } from '../graph/ramp'
import { CELL_TEXT, type Scheme } from '../theme/tokens'
import { contrast, heatGradient, heatRgb, textOn } from './heat-ramp'

const schemes: Scheme[] = ['dark', 'light']

describe.each(schemes)('heatRgb, %s', (scheme) => {
  it('is the graph’s ramp from 0.4 on, and neutral at zero', () => {
    for (const value of [-1, -0.7, -0.4, 0.4, 0.7, 1])
      expect(heatRgb(value, scheme)).toEqual(rampRgb(value, scheme))
    expect(heatRgb(0, scheme)).toEqual(heatRgb(NaN, scheme))
    expect(contrast(heatRgb(0, scheme), heatRgb(1, scheme))).toBeGreaterThan(4)
  })

  it('shows the sign early', () => {
    const [red, , blue] = heatRgb(0.08, scheme)
    const [otherRed, , otherBlue] = heatRgb(-0.08, scheme)
    expect(red - blue).toBeGreaterThan(otherRed - otherBlue + 20)
  })

  it('carries readable numbers at every value', () => {
    for (let value = -1; value <= 1; value += 0.05) {
      const text = textOn(value, scheme) === 'rgb(255,255,255)' ? CELL_TEXT.light : CELL_TEXT.dark
      expect(contrast(heatRgb(value, scheme), text)).toBeGreaterThanOrEqual(4.3)
    }
  })

  it('has a legend of the same colours', () => {
    expect(heatGradient(scheme)).toContain(`rgb(${heatRgb(0, scheme).join(',')}) 50%`)
    expect(heatGradient(scheme)).toContain(`rgb(${heatRgb(1, scheme).join(',')}) 100%`)
  })
})
