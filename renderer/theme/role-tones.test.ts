import { describe, expect, it } from 'vitest'
import { contrast } from '../plots/heat-ramp'
import { COLORS, ROLE_TONES, type Scheme } from './tokens'

type Matrix = readonly (readonly [number, number, number])[]

/** Linear RGB as it is seen with each kind of sight (Machado, Oliveira and Fernandes 2009, severity 1). */
const SIGHTS: Record<string, Matrix> = {
  'all cones': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}
/** Linear RGB to cone responses, and their cube roots to OKLab (Ottosson 2020). */
const TO_CONES: Matrix = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
]
const TO_LAB: Matrix = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
]
/** A difference of .02 in OKLab is just seen side by side; these are small marks far apart. */
const LEAST_DIFFERENCE = 0.1

const hex = (colour: string) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))
const times = (matrix: Matrix, vector: number[]) =>
  matrix.map((row) => row[0] * vector[0] + row[1] * vector[1] + row[2] * vector[2])
const linear = (channel: number) =>
  channel <= 0.04045 * 255 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4

function seenAs(colour: string, sight: Matrix): number[] {
  const light = times(sight, hex(colour).map(linear)).map((value) => Math.max(0, value))
  return times(TO_LAB, times(TO_CONES, light).map(Math.cbrt))
}

for (const scheme of ['dark', 'light'] satisfies Scheme[]) {
  const tones = Object.values(ROLE_TONES[scheme])
  describe(`the hues of roles in the ${scheme} scheme`, () => {
    it('have a contrast of at least 3:1 with what they are drawn on', () => {
      const { canvas, panel, raised } = COLORS[scheme]
      for (const ground of [canvas, panel, raised])
        for (const tone of tones) expect(contrast(hex(tone), hex(ground))).toBeGreaterThanOrEqual(3)
    })

    it.each(Object.keys(SIGHTS))('differ from each other with %s', (name) => {
      const seen = tones.map((tone) => seenAs(tone, SIGHTS[name]))
      const differences = seen.flatMap((a, i) =>
        seen.slice(0, i).map((b) => Math.hypot(...a.map((value, axis) => value - b[axis]))),
      )
      expect(Math.min(...differences)).toBeGreaterThan(LEAST_DIFFERENCE)
    })
  })
}
