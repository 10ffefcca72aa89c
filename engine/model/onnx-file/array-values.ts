import { basename } from 'node:path'
import { sizeOfShape } from '../../onnx'
import { PatchbayError, shown } from '../../../contract'
import { readExactly, withFile } from '../read-file'
import { decodeFloats } from '../weights/tensor-data'
import type { OnnxArray } from './onnx-graph'

/** Values of an array in row-major order; whole numbers as they are, where they are not beyond 2^53. */
export type ArrayValues = Float32Array | Float64Array

/**
 * Reads or computes the values of an array. NaN and infinity are values: masks have them.
 * @throws PatchbayError (bad-input): not readable, too little memory, or of a type that has no numbers.
 */
export function arrayValues(array: OnnxArray): ArrayValues {
  const { name, dtype, dims, stored, transposed } = array
  if ('values' in stored) return stored.values()
  const bytes = 'bytes' in stored ? stored.bytes.slice() : bytesOf(stored.filePath, stored, name)
  const values = decodeValues(dtype, bytes.buffer, sizeOfShape(dims))
  if (values === null) {
    const where = 'filePath' in stored ? `${basename(stored.filePath)}: ` : ''
    throw new PatchbayError(
      'bad-input',
      `${where}tensor ${shown(name)} has type ${dtype}, which is not read.`,
    )
  }
  return transposed ? transposedValues(values, dims[0], dims[1]) : values
}

/** `count` values of an array from one on, reading no others where the file has them in whole bytes. */
export function arrayPart(array: OnnxArray, first: number, count: number): ArrayValues {
  const { stored, transposed } = array
  const bytesEach = 'filePath' in stored ? stored.lengthBytes / sizeOfShape(array.dims) : NaN
  if (!('filePath' in stored) || transposed || !Number.isInteger(bytesEach))
    return arrayValues(array).subarray(first, first + count)
  const beginBytes = stored.beginBytes + first * bytesEach
  return arrayValues({
    ...array,
    dims: [count],
    stored: { ...stored, beginBytes, lengthBytes: count * bytesEach },
  })
}

/** Of whole numbers that say how another value is made: shapes, axes; null where there are too many, or of another type. */
export function smallIntegers(array: OnnxArray): number[] | null {
  if (!['I64', 'I32', 'BOOL', 'U8', 'I8'].includes(array.dtype) || sizeOfShape(array.dims) > MOST_SMALL)
    return null
  return [...arrayValues(array)]
}

/** Constants of so many values are computed when the file is opened. */
export const MOST_SMALL = 4096

function bytesOf(
  filePath: string,
  { beginBytes, lengthBytes }: { beginBytes: number; lengthBytes: number },
  name: string,
): Uint8Array<ArrayBuffer> {
  const bytes = allocate(lengthBytes, filePath, name)
  withFile(filePath, (fd) => readExactly(fd, bytes, beginBytes, filePath))
  return bytes
}

function allocate(lengthBytes: number, filePath: string, name: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(lengthBytes)
  } catch (error) {
    const needs = `not enough memory for tensor ${shown(name)} (needs ${(lengthBytes / 2 ** 30).toFixed(1)} GiB in one piece)`
    throw new PatchbayError('bad-input', `${basename(filePath)}: ${needs}.`, { cause: error })
  }
}

/** [rows, columns] of what is stored as [columns, rows]. */
function transposedValues(values: ArrayValues, rows: number, columns: number): ArrayValues {
  const result = new (values.constructor as new (length: number) => ArrayValues)(values.length)
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) result[i * columns + j] = values[j * rows + i]
  return result
}

type Integers = Iterable<number> & ArrayLike<number>

const INTEGERS: Record<string, (bytes: ArrayBuffer, count: number) => Integers> = {
  I64: (bytes) => Float64Array.from(new BigInt64Array(bytes), Number),
  U64: (bytes) => Float64Array.from(new BigUint64Array(bytes), Number),
  I32: (bytes) => new Int32Array(bytes),
  U32: (bytes) => new Uint32Array(bytes),
  I16: (bytes) => new Int16Array(bytes),
  U16: (bytes) => new Uint16Array(bytes),
  I8: (bytes) => new Int8Array(bytes),
  U8: (bytes) => new Uint8Array(bytes),
  BOOL: (bytes) => new Uint8Array(bytes),
  U4: (bytes, count) => fourBits(bytes, count, 0),
  I4: (bytes, count) => fourBits(bytes, count, 8),
}

/** The first of two is in the lower half. `bias` is what signed ones are shifted by. */
function fourBits(bytes: ArrayBuffer, count: number, bias: number): Integers {
  const packed = new Uint8Array(bytes)
  const values = new Int8Array(count)
  for (let i = 0; i < count; i++) {
    const bits = i % 2 === 0 ? packed[i >> 1] & 15 : packed[i >> 1] >> 4
    values[i] = (bits ^ bias) - bias
  }
  return values
}

function decodeValues(dtype: string, bytes: ArrayBuffer, count: number): ArrayValues | null {
  if (Object.hasOwn(INTEGERS, dtype)) return Float64Array.from(INTEGERS[dtype](bytes, count))
  return dtype === 'F64' ? new Float64Array(bytes) : decodeFloats(dtype, bytes)
}

/** As a file would hold them: of the types that constants of exporters have. */
export function encodeValues(dtype: string, values: ArrayLike<number>): Uint8Array {
  const numbers = Array.from(values)
  if (dtype === 'I64') return new Uint8Array(BigInt64Array.from(numbers, clampedInt64).buffer)
  if (dtype === 'I32') return new Uint8Array(Int32Array.from(numbers).buffer)
  if (dtype === 'BOOL') return Uint8Array.from(numbers, (value) => (value === 0 ? 0 : 1))
  if (dtype === 'F64') return new Uint8Array(Float64Array.from(numbers).buffer)
  return new Uint8Array(Float32Array.from(numbers).buffer)
}

/** "To the end" is the largest one, which a number of JavaScript rounds up beyond it. */
function clampedInt64(value: number): bigint {
  const [least, most] = [-(2n ** 63n), 2n ** 63n - 1n]
  const whole = Number.isFinite(value) ? BigInt(Math.trunc(value)) : value > 0 ? most : least
  return whole > most ? most : whole < least ? least : whole
}
