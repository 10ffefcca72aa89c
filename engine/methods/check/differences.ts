import type { CheckItem, CheckName } from '../../../contract'

/**
 * Of logits against those of another program or device, relative to the largest logit (see sizeOf): that of the
 * references in `fixtures`, whose logits are of size 1.
 */
export const LOGIT_TOLERANCE = 2e-5

/** Float32 rounding on numbers of size 1; larger numbers may differ by as much more. */
export const ROUNDING = 1e-5

export function itemOf(name: CheckName, detail: string, difference: number, tolerance: number): CheckItem {
  return { name, passed: difference <= tolerance, difference, tolerance, detail }
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let worst = 0
  for (let i = 0; i < b.length; i++) {
    const difference = Math.abs(a[i] - b[i])
    // A difference that is not a number is as large as one can be.
    worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference)
  }
  return worst
}

/** The largest magnitude, at least 1. */
export function sizeOf(values: ArrayLike<number>): number {
  let size = 1
  for (let i = 0; i < values.length; i++) size = Math.max(size, Math.abs(values[i]))
  return size
}
