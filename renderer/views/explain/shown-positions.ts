import { formatCount } from '../../widgets/format'

/** Rows or columns of a figure with one for each position; its files have all of them. */
export const MOST_POSITIONS = 60

/** The positions with the largest |weight|, in the order of the prompt; all of a short one. */
export function weightiestPositions(weights: ArrayLike<number>): number[] {
  const all = Array.from(weights, (_, position) => position)
  if (all.length <= MOST_POSITIONS) return all
  const sizeOf = (position: number) => Math.abs(weights[position]) || 0
  return all
    .sort((a, b) => sizeOf(b) - sizeOf(a))
    .slice(0, MOST_POSITIONS)
    .sort((a, b) => a - b)
}

/** Those that end with this position; all of a short prompt. */
export function positionsUpTo(position: number, length: number): number[] {
  const end = Math.min(length, Math.max(position + 1, MOST_POSITIONS))
  const start = Math.max(0, end - MOST_POSITIONS)
  return Array.from({ length: end - start }, (_, i) => start + i)
}

/** `; 60 of 1,024 positions, those that matter most`; nothing where all are shown. */
export function partNote(shown: number, length: number, which: string): string {
  return shown < length ? `; ${shown} of ${formatCount(length)} positions, ${which}` : ''
}
