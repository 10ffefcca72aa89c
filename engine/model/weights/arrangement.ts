import { sizeOfShape } from '../../onnx'
import type { TensorEntry, TensorView } from './tensor-entry'

/** One axis of an array that is stored in one order and wanted in another. */
export interface Axis {
  count: number
  /** From one element to the next, in the file. */
  stored: number
  /** The same in the array that is wanted. */
  wanted: number
}

/** Which stored elements make up a tensor, and where each of them belongs. */
export interface Arrangement {
  /** The longest steps in the file first. */
  axes: readonly Axis[]
  /** The first element, among those of the stored tensor. */
  offset: number
  length: number
}

/** What a view asks of a stored tensor; without one, the tensor itself. */
export function arrangementOf(
  { dims, transposed, values }: Pick<TensorEntry, 'dims' | 'transposed' | 'values'>,
  view?: TensorView,
): Arrangement {
  const [rows, columns] = dims
  if (!transposed || values) return arranged(view?.dims ?? dims, view?.strides, view?.offset)
  const offset = view?.offset ?? 0
  const stored = (at: number) => Math.floor(at / columns) + (at % columns) * rows
  if (!view?.strides) return arranged(dims, [1, rows], stored(offset))
  return arranged(view.dims, view.strides.map(stored), stored(offset))
}

function arranged(dims: readonly number[], strides = rowMajor(dims), offset = 0): Arrangement {
  const wanted = rowMajor(dims)
  const axes = dims
    .map((count, i) => ({ count, stored: strides[i], wanted: wanted[i] }))
    .filter(({ count }) => count !== 1)
    .sort((a, b) => b.stored - a.stored)
  const length = sizeOfShape(dims)
  return { axes: axes.length === 0 ? [{ count: 1, stored: 1, wanted: 1 }] : merged(axes), offset, length }
}

function rowMajor(dims: readonly number[]): number[] {
  return dims.map((_, i) => sizeOfShape(dims.slice(i + 1)))
}

/** Axes that follow one another in both orders are one. */
function merged(axes: readonly Axis[]): Axis[] {
  return axes.reduceRight<Axis[]>((inner, axis) => {
    const [next, ...rest] = inner
    const isOne = next && axis.stored === next.stored * next.count && axis.wanted === next.wanted * next.count
    return isOne ? [{ ...next, count: axis.count * next.count }, ...rest] : [axis, ...inner]
  }, [])
}

/** Whether the elements are stored one after another, as they are wanted. */
export function isContiguous({ axes: [first, ...others] }: Arrangement): boolean {
  return others.length === 0 && first.stored === 1 && first.wanted === 1
}

/**
 * `rows` rows from row `first` on, each `width` elements; null where no axes name just these, as of heads of several
 * groups whose heads are stored with others between them.
 */
export function rowsWithin(
  { axes, offset }: Arrangement,
  first: number,
  rows: number,
  width: number,
): Arrangement | null {
  const length = rows * width
  let from = first * width
  let begin = offset
  const left = [...axes].sort((a, b) => b.wanted - a.wanted)
  for (let outer = left.shift(); outer; outer = left.shift()) {
    const at = Math.floor(from / outer.wanted)
    begin += at * outer.stored
    from -= at * outer.wanted
    if (from === 0 && length % outer.wanted === 0) {
      const some = { ...outer, count: length / outer.wanted }
      return { axes: [some, ...left].sort((a, b) => b.stored - a.stored), offset: begin, length }
    }
    // Beyond here they are within one step of this axis, or in no order of their own.
    if (from + length > outer.wanted) return null
  }
  return null
}

/** How many elements of the file these axes reach over, from the first to the last. */
export function spanOf(axes: readonly Axis[]): number {
  return axes.reduce((span, { count, stored }) => span + (count - 1) * stored, 1)
}

/** From stored[from] on to target[at] on. */
export function arrange(
  stored: Float32Array,
  target: Float32Array,
  [from, at]: [from: number, at: number],
  axes: readonly Axis[],
): void {
  const [axis, ...inner] = axes
  if (inner.length === 0) copyAxis(stored, target, [from, at], axis)
  else if (inner.length === 1 && inner[0].stored === 1) copyRows(stored, target, [from, at], axis, inner[0])
  else
    for (let i = 0; i < axis.count; i++)
      arrange(stored, target, [from + i * axis.stored, at + i * axis.wanted], inner)
}

function copyAxis(
  stored: Float32Array,
  target: Float32Array,
  [from, at]: [from: number, at: number],
  { count, stored: step, wanted }: Axis,
): void {
  for (let i = 0; i < count; i++) target[at + i * wanted] = stored[from + i * step]
}

/**
 * Two axes, of which the second is stored element after element. Eight elements side by side are enough for as many
 * lines of the target to stay in the cache; written out, it takes two thirds of a loop's time.
 */
function copyRows(
  stored: Float32Array,
  target: Float32Array,
  [from, at]: [from: number, at: number],
  outer: Axis,
  inner: Axis,
): void {
  const step = inner.wanted
  let first = 0
  for (; first + 8 <= inner.count; first += 8) {
    let row = from + first
    let to = at + first * step
    for (let i = 0; i < outer.count; i++, row += outer.stored, to += outer.wanted) {
      target[to] = stored[row]
      target[to + step] = stored[row + 1]
      target[to + 2 * step] = stored[row + 2]
      target[to + 3 * step] = stored[row + 3]
      target[to + 4 * step] = stored[row + 4]
      target[to + 5 * step] = stored[row + 5]
      target[to + 6 * step] = stored[row + 6]
      target[to + 7 * step] = stored[row + 7]
    }
  }
  for (; first < inner.count; first++) copyAxis(stored, target, [from + first, at + first * step], outer)
}
