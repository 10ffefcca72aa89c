/** Largest step first, each half the one before. */
export const SLOPE_STEPS = Array.from({ length: 11 }, (_, i) => 2 ** -(3 + i))

/** A smaller difference between the slopes on both sides, as a part of the slope, is not a kink that matters. */
const MIN_JUMP = 1e-3

/**
 * Among many kinks the slope at 0 is not where that of the parts around it is, but hardly farther than this many times
 * their spread.
 */
const SPREAD = 3

/** The slope of a function at 0, estimated from its values around it. */
export interface Slope {
  slope: number
  /** How far the slope at half the step, rounding and unevenness leave it open. */
  uncertainty: number
  /** Half of what the slopes on both sides of 0 differ by where they meet in a kink: any slope in between is one. */
  kink: number
}

/**
 * From values at 0, at every step of SLOPE_STEPS and at minus every step, which come rounded. No one step suits all
 * functions: a large one goes over kinks (ReLU) and out of flat stretches (attention that attends to one token alone),
 * a small one drowns in rounding. So the slope is taken at the step at which it is least open: by halving the step, by
 * rounding, and by how uneven the function is there, as where kinks are dense (q, k and v that are clipped).
 */
export function slopeOf(at0: number, above: readonly number[], below: readonly number[]): Slope {
  const rounding = roundingOf(at0, above, below)
  const central = SLOPE_STEPS.map((step, i) => (above[i] - below[i]) / (2 * step))
  const gap = SLOPE_STEPS.map((step, i) => (above[i] - 2 * at0 + below[i]) / step)
  /** How far the slopes of the four parts of an interval around 0 are from those of a parabola. */
  const unevenness = (i: number) => {
    const half = SLOPE_STEPS[i + 1]
    const parts = [below[i + 1] - below[i], at0 - below[i + 1], above[i + 1] - at0, above[i] - above[i + 1]]
    const [a, b, c, d] = parts.map((change) => change / half)
    const mean = (a + b + c + d) / 4
    // By least squares over the middles of the parts.
    const bend = (3 * (d - a) + (c - b)) / 20
    const off = [a + 3 * bend, b + bend, c - bend, d - 3 * bend].map((part) => Math.abs(part - mean))
    return Math.max(...off)
  }
  let best: Slope | null = null
  for (let i = 1; i + 1 < SLOPE_STEPS.length; i++) {
    const noise = rounding / SLOPE_STEPS[i]
    // Of fourth order: the error that goes with the square of the step is taken off.
    const [slope, next] = [i, i + 1].map((k) => (4 * central[k] - central[k - 1]) / 3)
    // At one step alone the parts may be even by chance.
    const spread = Math.max(unevenness(i), i + 2 < SLOPE_STEPS.length ? unevenness(i + 1) : 0)
    const uncertainty = Math.abs(slope - next) + 2 * noise + SPREAD * spread
    // Curvature halves the gap between the sides with the step; a kink leaves it.
    const jump = Math.abs(2 * gap[i + 1] - gap[i])
    const kink = jump > Math.max(16 * noise, MIN_JUMP * Math.max(1, Math.abs(slope))) ? jump / 2 : 0
    if (best === null || uncertainty < best.uncertainty) best = { slope, uncertainty, kink }
  }
  return best!
}

/** What rounding adds to a value: its last bits, or what second differences over the smallest steps show, if that is more. */
function roundingOf(at0: number, above: readonly number[], below: readonly number[]): number {
  const last = SLOPE_STEPS.length - 1
  const [a, b] = [last, last - 1].map((i) => Math.abs(above[i] - 2 * at0 + below[i]))
  // Of a curve or a kink the smaller step has at most half; of rounding alone as much or more.
  const shown = Math.max(0, 2 * a - b)
  return Math.max(shown, 2 ** -22 * Math.max(1e-3, Math.abs(at0)))
}
