/** Values of several copies of a run, one after the other: [copies, rows, width]. */
export interface Copies {
  data: Float32Array
  copies: number
}

/** One copy, as a view. */
export function part({ data, copies }: Copies, copy: number): Float32Array {
  const size = data.length / copies
  return data.subarray(copy * size, (copy + 1) * size)
}

/** How many copies a sum of terms has: terms of one copy are added to all. */
export const copiesOf = (terms: readonly Copies[]): number => Math.max(...terms.map(({ copies }) => copies))

/** Values of one copy. */
export const single = (data: Float32Array): Copies => ({ data, copies: 1 })
