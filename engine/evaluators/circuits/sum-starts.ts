/** What one sum has and another has not: of two ascending lists of values. */
export interface Difference {
  values: readonly number[]
  without: readonly number[]
}

/** Another sum that a sum can start from: with these changes it is the same. */
export interface NearSum extends Difference {
  slot: number
}

/** How many of the sums before it a sum may start from: those of one receiver are neighbours. */
const MOST_LOOKED_AT = 24

/** Of the sums before it, the one that fewest values have to be added to or taken from; null where none needs fewer than `most`. */
export function nearestBefore(
  sums: readonly (readonly number[])[],
  slot: number,
  most: number,
): NearSum | null {
  let nearest: NearSum | null = null
  let least = most
  for (let other = Math.max(0, slot - MOST_LOOKED_AT); other < slot; other++) {
    const found = difference(sums[slot], sums[other], least)
    if (!found) continue
    least = found.values.length + found.without.length
    nearest = { slot: other, ...found }
  }
  return nearest
}

/** Null where they differ by `most` values or more. */
function difference(own: readonly number[], other: readonly number[], most: number): Difference | null {
  const values: number[] = []
  const without: number[] = []
  let [i, o] = [0, 0]
  while (i < own.length || o < other.length) {
    if (own[i] === other[o]) {
      i++
      o++
    } else if (o === other.length || own[i] < other[o]) values.push(own[i++])
    else without.push(other[o++])
    if (values.length + without.length >= most) return null
  }
  return { values, without }
}
