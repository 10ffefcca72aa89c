export type Scheme = 'dark' | 'light'

/** Only what is as good as nothing is grey; every other value shows its sign. */
const ZERO = 0.004

/**
 * Diverging blue - grey - red for values in -1..1, safe for the common colour blindnesses (it
 * differs in lightness and in blue against orange-red). Every stop has a contrast of at least 3:1 with the canvas.
 */
const STOPS: Record<Scheme, [at: number, red: number, green: number, blue: number][]> = {
  dark: [
    [-1, 166, 212, 255],
    [-0.4, 94, 167, 235],
    [-ZERO, 66, 142, 220],
    [0, 116, 123, 134],
    [ZERO, 226, 96, 56],
    [0.4, 244, 136, 104],
    [1, 255, 205, 188],
  ],
  light: [
    [-1, 8, 41, 92],
    [-0.4, 22, 88, 158],
    [-ZERO, 42, 110, 180],
    [0, 125, 132, 142],
    [ZERO, 200, 52, 46],
    [0.4, 176, 24, 30],
    [1, 92, 4, 14],
  ],
}

/** Opacity of the faintest edge of a crowd: its contrast stays at 3:1 too. */
export const FAINTEST = 0.78

/** Canvas behind the edges; the same as `--canvas` and `--band` of tokens.css. */
export const CANVAS: Record<Scheme, string[]> = {
  dark: ['#101317', '#161a20'],
  light: ['#fbfcfd', '#f1f3f6'],
}

/** [red, green, blue] 0..255 of a value; beyond -1..1 it is clamped. */
export function rampRgb(value: number, scheme: Scheme): [number, number, number] {
  const stops = STOPS[scheme]
  const at = Math.min(1, Math.max(-1, Number.isNaN(value) ? 0 : value))
  let upper = 1
  while (upper < stops.length - 1 && stops[upper][0] < at) upper++
  const [x0, ...from] = stops[upper - 1]
  const [x1, ...to] = stops[upper]
  const share = (at - x0) / (x1 - x0)
  return from.map((channel, i) => Math.round(channel + (to[i] - channel) * share)) as [number, number, number]
}

export function rampColor(value: number, scheme: Scheme): string {
  return `rgb(${rampRgb(value, scheme).join(',')})`
}

/** The same ramp as a CSS gradient, for legends: its stops are the ramp's own, so it is exact. */
export function rampGradient(scheme: Scheme): string {
  const stops = STOPS[scheme].map(([at, ...rgb]) => `rgb(${rgb.join(',')}) ${((at + 1) * 50).toFixed(1)}%`)
  return `linear-gradient(90deg, ${stops.join(', ')})`
}
