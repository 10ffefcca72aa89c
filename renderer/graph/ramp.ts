import { RAMP, type Rgb, type Scheme } from '../theme/tokens'

/** Opacity of the faintest edge of a crowd: its contrast stays at 3:1 too. */
export const FAINTEST = 0.78

/** [red, green, blue] 0..255 of a value; beyond -1..1 it is clamped. */
export function rampRgb(value: number, scheme: Scheme): Rgb {
  const stops = RAMP[scheme]
  const at = Math.min(1, Math.max(-1, Number.isNaN(value) ? 0 : value))
  let upper = 1
  while (upper < stops.length - 1 && stops[upper][0] < at) upper++
  const [x0, ...from] = stops[upper - 1]
  const [x1, ...to] = stops[upper]
  const share = (at - x0) / (x1 - x0)
  return from.map((channel, i) => Math.round(channel + (to[i] - channel) * share)) as unknown as Rgb
}

export function rampColor(value: number, scheme: Scheme): string {
  return `rgb(${rampRgb(value, scheme).join(',')})`
}

/** The same ramp as a CSS gradient, for legends: its stops are the ramp's own, so it is exact. */
export function rampGradient(scheme: Scheme): string {
  const stops = RAMP[scheme].map(([at, ...rgb]) => `rgb(${rgb.join(',')}) ${((at + 1) * 50).toFixed(1)}%`)
  return `linear-gradient(90deg, ${stops.join(', ')})`
}
