import { arrange, isContiguous, spanOf, type Arrangement, type Axis } from './arrangement'
import { storedType } from './tensor-data'
import type { TensorEntry } from './tensor-entry'

/** Reads bytes of a file from a position on. */
export type Read = (target: Uint8Array, positionBytes: number) => void

/** Elements that are read and decoded at once: few enough to stay in a core's cache until they are where they belong. */
export const STRETCH = 2 ** 18

const scratch = { bytes: new Uint8Array(0), values: new Float32Array(0) }

/** The stored elements from `from` on, until the next call. */
function readStretch(entry: TensorEntry, from: number, count: number, read: Read): Float32Array {
  if (scratch.values.length === 0) {
    scratch.values = new Float32Array(STRETCH)
    scratch.bytes = new Uint8Array(8 * STRETCH)
  }
  const type = storedType(entry)
  const bytes = scratch.bytes.subarray(0, count * type.bytes)
  read(bytes, entry.beginBytes + from * type.bytes)
  const values = scratch.values.subarray(0, count)
  type.decode(bytes, values)
  return values
}

/** Fills `target` with the elements that the arrangement names. */
export function readArranged(
  entry: TensorEntry,
  arrangement: Arrangement,
  target: Float32Array,
  read: Read,
): void {
  if (entry.dtype === 'F32' && isContiguous(arrangement)) readFloats(entry, arrangement.offset, target, read)
  else readAxes(arrangement.offset, 0, arrangement.axes)

  function readAxes(from: number, at: number, axes: readonly Axis[]): void {
    const [axis, ...inner] = axes
    const span = spanOf(inner)
    // What lies between two elements of the axis is read with them, unless it is much.
    const isDense = axis.stored <= 4 * span || axis.stored < STRETCH / 64
    const together = isDense ? Math.floor((STRETCH - span) / axis.stored) + 1 : 1
    for (let first = 0; first < axis.count; first += Math.max(1, together)) {
      const [stored, wanted] = [from + first * axis.stored, at + first * axis.wanted]
      if (together < 1 || span > STRETCH) readAxes(stored, wanted, inner)
      else {
        const some = [{ ...axis, count: Math.min(together, axis.count - first) }, ...inner]
        arrange(readStretch(entry, stored, spanOf(some), read), target, [0, wanted], some)
      }
    }
  }
}

/** As they are stored, straight to where they are wanted. */
function readFloats(entry: TensorEntry, from: number, target: Float32Array, read: Read): void {
  read(new Uint8Array(target.buffer, target.byteOffset, target.byteLength), entry.beginBytes + 4 * from)
}

/** Shows the elements of a contiguous arrangement stretch by stretch. */
export function readStretches(
  entry: TensorEntry,
  { offset, length }: Arrangement,
  read: Read,
  see: (values: Float32Array) => void,
): void {
  for (let first = 0; first < length; first += STRETCH)
    see(readStretch(entry, offset + first, Math.min(STRETCH, length - first), read))
}
