import { heatRgb } from '../../plots/heat-ramp'
import { COLORS, NEUTRAL_CELL, type Scheme } from '../../theme/tokens'

/** From a neutral cell to the accent: attention from 0 to 1, small shares still to be seen. */
export function attentionColor(share: number, scheme: Scheme): string {
  return `rgb(${attentionRgb(share, scheme).join(',')})`
}

function attentionRgb(share: number, scheme: Scheme): number[] {
  const size = Math.sqrt(Math.min(1, Math.max(0, share)))
  const accent = COLORS[scheme].accent
  const channels = [1, 3, 5].map((at) => Number.parseInt(accent.slice(at, at + 2), 16))
  return channels.map((channel, i) => {
    const neutral = NEUTRAL_CELL[scheme][i]
    return Math.round(neutral + (channel - neutral) * size)
  })
}

const SHADES = 1024

/** [shade, rgba] from the smallest value to the largest: maps of long prompts have a million cells. */
export function paletteOf(kind: 'attention' | 'difference', scheme: Scheme): Uint8ClampedArray {
  const palette = new Uint8ClampedArray(4 * (SHADES + 1))
  for (let shade = 0; shade <= SHADES; shade++) {
    const share = shade / SHADES
    const rgb = kind === 'attention' ? attentionRgb(share, scheme) : heatRgb(2 * share - 1, scheme)
    palette.set([...rgb, 255], 4 * shade)
  }
  return palette
}
