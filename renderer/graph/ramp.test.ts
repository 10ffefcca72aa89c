import { describe, expect, it } from 'vitest'
import { contrast } from '../plots/heat-ramp'
import { COLORS, type Scheme } from '../theme/tokens'
import { FAINTEST, rampGradient, rampRgb } from './ramp'

const hex = (color: string) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16))

for (const scheme of ['dark', 'light'] satisfies Scheme[]) {
  describe(`the ramp of the ${scheme} scheme`, () => {
    it('has a contrast of at least 3:1 with the canvas at every value', () => {
      const { canvas: plain, band } = COLORS[scheme]
      for (const canvas of [plain, band]) {
        for (let value = -1; value <= 1; value += 0.01) {
          expect(contrast(rampRgb(value, scheme), hex(canvas))).toBeGreaterThanOrEqual(3)
        }
      }
    })

    it('keeps it for the faintest edge of a crowd', () => {
      const canvas = hex(COLORS[scheme].canvas)
      for (const value of [-0.01, 0.01]) {
        const faint = rampRgb(value, scheme).map(
          (channel, i) => FAINTEST * channel + (1 - FAINTEST) * canvas[i],
        )
        expect(contrast(faint, canvas)).toBeGreaterThanOrEqual(3)
      }
    })

    it('is blue below zero and red above', () => {
      const [red, , blue] = rampRgb(-0.05, scheme)
      expect(blue).toBeGreaterThan(red + 60)
      const [hurts, , helps] = rampRgb(0.05, scheme)
      expect(hurts).toBeGreaterThan(helps + 60)
    })

    it('is the ramp of the legend', () => {
      for (const value of [-1, 0, 1]) {
        expect(rampGradient(scheme)).toContain(
          `rgb(${rampRgb(value, scheme).join(',')}) ${((value + 1) * 50).toFixed(1)}%`,
        )
      }
    })
  })
}
