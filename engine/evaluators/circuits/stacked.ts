import type { GrowingBuffer } from './value-store'

/** Arrays one after another: as they are where each follows the other in memory, else copied. One where all are the same. */
export function stacked(arrays: readonly Float32Array[], scratch: GrowingBuffer): Float32Array {
  const [first] = arrays
  if (arrays.every((array) => isSame(array, first))) return first
  const inPlace = neighbours(arrays)
  if (inPlace) return inPlace
  const data = scratch.take(lengthOf(arrays))
  let at = 0
  for (const array of arrays) {
    data.set(array, at)
    at += array.length
  }
  return data
}

/** Room for what is written one after another: the arrays themselves where each follows the other, else to be copied by `unstack`. */
export function roomFor(arrays: readonly Float32Array[], scratch: GrowingBuffer): Float32Array {
  return neighbours(arrays) ?? scratch.take(lengthOf(arrays))
}

/** What was computed one after another, each to where it belongs. */
export function unstack(data: Float32Array, arrays: readonly Float32Array[]): void {
  if (data.buffer === arrays[0].buffer) return
  let from = 0
  for (const array of arrays) {
    array.set(data.subarray(from, from + array.length))
    from += array.length
  }
}

export const isSame = (one: Float32Array, other: Float32Array): boolean =>
  one.buffer === other.buffer && one.byteOffset === other.byteOffset && one.length === other.length

/** All of them as one, where each begins where the one before it ends. */
function neighbours(arrays: readonly Float32Array[]): Float32Array | null {
  const [{ buffer, byteOffset }] = arrays
  let end = byteOffset
  for (const array of arrays) {
    if (array.buffer !== buffer || array.byteOffset !== end) return null
    end += array.byteLength
  }
  return new Float32Array(buffer, byteOffset, (end - byteOffset) / Float32Array.BYTES_PER_ELEMENT)
}

const lengthOf = (arrays: readonly Float32Array[]) => arrays.reduce((sum, { length }) => sum + length, 0)
