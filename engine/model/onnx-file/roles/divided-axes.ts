import type { Sizes } from './given-shape'
import type { ColumnAxis } from './graph-roles'

/** The same outputs in axes as the last of a shape's are; null where that is not a view of them. */
export function dividedBy(axes: readonly ColumnAxis[], shape: Sizes): ColumnAxis[] | null {
  const count = axes.reduce((product, { size }) => product * size, 1)
  const sizes = lastSizes(shape, count)
  return sizes && dividedAxes(axes, sizes)
}

/** The last sizes of a shape that have so many elements together; one of them may be left to be found. */
function lastSizes(shape: Sizes, count: number): number[] | null {
  const sizes: number[] = []
  let rest = count
  for (const [i, size] of [...shape.entries()].reverse()) {
    if (rest === 1) break
    const known = isKnown(size) ? size : rest / (knownBefore(shape, i) ?? 1)
    if (rest % known !== 0) return null
    sizes.unshift(known)
    rest /= known
  }
  return rest === 1 ? sizes : null
}

const isKnown = (size: number | null): size is number => size !== null && size > 0

/** How many elements the known sizes before an unknown one have; null where they may be of the batch or of positions. */
function knownBefore(shape: Sizes, at: number): number | null {
  const first = shape.findLastIndex((size, i) => i < at && !isKnown(size)) + 1
  return first === 0 ? null : shape.slice(first, at).reduce<number>((count, size) => count * size!, 1)
}

/** The same elements in axes of other sizes; null where that is not a view. */
function dividedAxes(axes: readonly ColumnAxis[], sizes: readonly number[]): ColumnAxis[] | null {
  const result: ColumnAxis[] = []
  const left = [...axes]
  for (const size of sizes.toReversed()) {
    let [own, stride] = [1, left.at(-1)?.stride ?? 0]
    while (own < size) {
      const last = left.pop()
      if (!last || (own > 1 && last.stride !== own * stride)) return null
      if (own === 1) stride = last.stride
      const taken = Math.min(last.size, size / own)
      if (last.size % taken !== 0) return null
      if (taken < last.size) left.push({ size: last.size / taken, stride: last.stride * taken })
      own *= taken
    }
    if (own !== size) return null
    result.unshift({ size, stride })
  }
  return left.every(({ size }) => size === 1) ? result : null
}
