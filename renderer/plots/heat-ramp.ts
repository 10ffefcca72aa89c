import { rampRgb } from '../graph/ramp'
import { CELL_TEXT, NEUTRAL_CELL, type Rgb, type Scheme } from '../theme/tokens'

/**
 * The graph's ramp for areas: a thin line must be prominent at any value, a field of cells must not. Near zero a
 * cell is almost neutral, from 0.4 on it has the ramp's own colour.
 */
export function heatRgb(value: number, scheme: Scheme): Rgb {
  const size = Math.min(1, Math.abs(value) || 0)
  const share = Math.min(1, size / 0.4) ** 0.75
  const own = rampRgb(value, scheme)
  const neutral = NEUTRAL_CELL[scheme]
  return own.map((channel, i) => Math.round(neutral[i] + (channel - neutral[i]) * share)) as unknown as Rgb
}

export function heatColor(value: number, scheme: Scheme): string {
  return `rgb(${heatRgb(value, scheme).join(',')})`
}

/** The same colours for a legend, sampled finely enough that no steps are visible. */
export function heatGradient(scheme: Scheme): string {
  const stops = Array.from({ length: 41 }, (_, i) => `${heatColor(i / 20 - 1, scheme)} ${i * 2.5}%`)
  return `linear-gradient(90deg, ${stops.join(', ')})`
}

/** Near black or white, whichever reads better on the cell. */
export function textOn(value: number, scheme: Scheme): string {
  const cell = heatRgb(value, scheme)
  const isLight = contrast(cell, CELL_TEXT.light) >= contrast(cell, CELL_TEXT.dark)
  return `rgb(${CELL_TEXT[isLight ? 'light' : 'dark'].join(',')})`
}

/** WCAG contrast of two colours, 1 to 21. */
export function contrast(a: readonly number[], b: readonly number[]): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(rgb: readonly number[]): number {
  const [r, g, b] = rgb.map((channel) => {
    const share = channel / 255
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
