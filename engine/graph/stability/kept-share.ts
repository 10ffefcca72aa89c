/** Part of the circuits that an edge or a node is in, at least, to be of their core. */
export const CORE_SHARE = 0.9
/** Part of the circuits that it is in, at most, to be noise. */
export const NOISE_SHARE = 0.1

/** `core` >= 90 % of the circuits, `noise` <= 10 % of them but at least one, `contingent` between; `never` in any. */
export const KEPT_CLASSES = ['core', 'contingent', 'noise', 'never'] as const
export type KeptClass = (typeof KEPT_CLASSES)[number]

/** Of what is in `count` of so many circuits. */
export function keptClass(count: number, circuits: number): KeptClass {
  if (count === 0) return 'never'
  // In tenths: 0.9 * 30 may be a little more than 27.
  if (count * 10 >= circuits * Math.round(CORE_SHARE * 10)) return 'core'
  return count * 10 <= circuits * Math.round(NOISE_SHARE * 10) ? 'noise' : 'contingent'
}

/** How many there are of each class; `counts` [edge or node] how many of the circuits it is in. */
export function classSizes(counts: Iterable<number>, circuits: number): Record<KeptClass, number> {
  const sizes = { core: 0, contingent: 0, noise: 0, never: 0 }
  for (const count of counts) sizes[keptClass(count, circuits)]++
  return sizes
}
