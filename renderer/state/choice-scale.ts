/** Positions of a slider from 0 to this many. */
export const POSITIONS = 1000
/** The smallest threshold of the slider, as a part of the largest score, where some scores are smaller still. */
const LEAST_PART = 1e-7

/** The slider runs logarithmically from one edge to all of them, so that small circuits can be set exactly. */
export function topOfPosition(position: number, total: number): number {
  return Math.max(1, Math.min(total, Math.round(total ** (position / POSITIONS))))
}

export function positionOfTop(top: number, total: number): number {
  if (total <= 1) return POSITIONS
  const share = Math.log(Math.max(1, Math.min(top, total))) / Math.log(total)
  return Math.round(POSITIONS * share)
}

/** A threshold from 0 (at the left end) to the largest score. `weights` are scores, the largest first. */
export function thresholdOfPosition(position: number, weights: Float64Array): number {
  if (position <= 0) return 0
  const { largest, least } = endsOf(weights)
  return largest * (least / largest) ** (1 - position / POSITIONS)
}

export function positionOfThreshold(threshold: number, weights: Float64Array): number {
  const { largest, least } = endsOf(weights)
  if (!(threshold >= least)) return 0
  if (least === largest) return POSITIONS
  const share = 1 - Math.log(threshold / largest) / Math.log(least / largest)
  return Math.round(POSITIONS * Math.max(0, Math.min(1, share)))
}

function endsOf(weights: Float64Array): { largest: number; least: number } {
  const largest = weights[0] > 0 ? weights[0] : 1
  const smallest = weights.findLast((weight) => weight > 0) ?? largest
  return { largest, least: Math.max(smallest, largest * LEAST_PART) }
}

/** A number as short as it can be said without taking another edge in or out: three digits, rounded down. */
export function shortThreshold(threshold: number): number {
  if (threshold === 0 || !Number.isFinite(threshold)) return threshold
  const unit = 10 ** (2 - Math.floor(Math.log10(Math.abs(threshold))))
  return Number((Math.floor(threshold * unit) / unit).toPrecision(3))
}
