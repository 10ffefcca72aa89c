import { rampRgb, type Scheme } from '../graph/ramp'

/** A cell without effect: a shade that is seen on the panel without speaking. */
const NEUTRAL: Record<Scheme, [number, number, number]> = { dark: [44, 49, 57], light: [228, 231, 236] }

/**
 * The graph's ramp for areas: a thin line must stand out at any value, a field of cells must not. Near zero a
 * cell is almost neutral, from 0.4 on it has the ramp's own colour.
 */
export function heatRgb(value: number, scheme: Scheme): [number, number, number] {
  const size = Math.min(1, Math.abs(value) || 0)
  const share = Math.min(1, size / 0.4) ** 0.75
  const own = rampRgb(value, scheme)
  const neutral = NEUTRAL[scheme]
  return own.map((channel, i) => Math.round(neutral[i] + (channel - neutral[i]) * share)) as [
    number,
    number,
    number,
  ]
}

export function heatColor(value: number, scheme: Scheme): string {
  return `rgb(${heatRgb(value, scheme).join(',')})`
}

/** The same colours for a legend, sampled finely enough that no step is seen. */
export function heatGradient(scheme: Scheme): string {
  const stops = Array.from({ length: 41 }, (_, i) => `${heatColor(i / 20 - 1, scheme)} ${i * 2.5}%`)
  return `linear-gradient(90deg, ${stops.join(', ')})`
}

/** Black or white, whichever reads better on the cell. */
export function textOn(value: number, scheme: Scheme): string {
  return contrast(heatRgb(value, scheme), [255, 255, 255]) >= contrast(heatRgb(value, scheme), [15, 18, 22])
    ? '#ffffff'
    : '#0f1216'
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
