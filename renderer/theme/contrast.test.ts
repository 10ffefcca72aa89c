import { describe, expect, it } from 'vitest'
import { contrast } from '../plots/heat-ramp'
import { COLORS, SHADES, type Colors, type Scheme } from './tokens'

/** What is written in a colour, and on what. Colours of ports are of marks and not of text: 3:1 is enough for them. */
const TEXTS = [
  'text',
  'textDim',
  'textFaint',
  'accent',
  'amber',
  'hurts',
  'helps',
  'onlyA',
  'onlyB',
  'danger',
] as const satisfies readonly (keyof Colors)[]
const MARKS = ['q', 'k', 'v'] as const satisfies readonly (keyof Colors)[]
const GROUNDS = ['canvas', 'panel', 'raised', 'band'] as const satisfies readonly (keyof Colors)[]

const rgb = (colour: string) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))

/** The pairs of too little contrast. */
function faintPairs(scheme: Scheme, names: readonly (keyof Colors)[], least: number): string[] {
  const colours = COLORS[scheme]
  return names.flatMap((name) =>
    GROUNDS.map((ground) => ({
      pair: `${name} on ${ground}`,
      ratio: contrast(rgb(colours[name]), rgb(colours[ground])),
    }))
      .filter(({ ratio }) => ratio < least)
      .map(({ pair, ratio }) => `${pair}: ${ratio.toFixed(2)}`),
  )
}

describe.each(['dark', 'light'] as const)('contrast, %s', (scheme) => {
  it('of all text on all grounds is at least 4.5', () => {
    expect(faintPairs(scheme, TEXTS, 4.5)).toEqual([])
  })

  it('of marks is at least 3', () => {
    expect(faintPairs(scheme, MARKS, 3)).toEqual([])
  })

  it('of a filled button with its white text is at least 4.5', () => {
    expect(contrast(rgb(SHADES.green[7]), [255, 255, 255])).toBeGreaterThanOrEqual(4.5)
  })
})
