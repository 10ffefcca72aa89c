import { basename } from 'node:path'
import { PatchbayError } from '../../../contract'
import { float16Value } from '../../onnx'
import type { TensorEntry } from './tensor-entry'

/** A type that weights are stored in. */
interface StoredType {
  bytes: number
  /** Fills `values` with those of `bytes`, which begin at a multiple of 8. */
  decode(bytes: Uint8Array, values: Float32Array): void
}

/** The types that can be weights, and how their bytes become float32. */
const TYPES: Record<string, StoredType> = {
  F32: { bytes: 4, decode: (bytes, values) => new Uint8Array(values.buffer, values.byteOffset).set(bytes) },
  F64: { bytes: 8, decode: (bytes, values) => values.set(new Float64Array(bytes.buffer, 0, values.length)) },
  F16: { bytes: 2, decode: decodeFloat16 },
  BF16: { bytes: 2, decode: decodeBfloat16 },
}

/** Stored values as float32; null: of a type that no weight has. */
export function decodeFloats(dtype: string, bytes: ArrayBuffer): Float32Array | null {
  if (!Object.hasOwn(TYPES, dtype)) return null
  const values = new Float32Array(bytes.byteLength / TYPES[dtype].bytes)
  TYPES[dtype].decode(new Uint8Array(bytes), values)
  return values
}

/** Refuses types no weight can have (quantised ones among them). */
export function checkDtype({ name, dtype, filePath }: TensorEntry): void {
  if (Object.hasOwn(TYPES, dtype)) return
  const reads = 'F32, F16, BF16 and F64 are read, quantised weights are not'
  throw new PatchbayError('bad-input', `${basename(filePath)}: tensor "${name}" has type ${dtype}; ${reads}.`)
}

export const storedType = ({ dtype }: TensorEntry): StoredType => TYPES[dtype]

/** An array for values of a tensor. @throws PatchbayError (bad-input): too little memory. */
export function allocated({ name, filePath }: TensorEntry, length: number): Float32Array {
  try {
    return new Float32Array(length)
  } catch (error) {
    const needs = `needs ${((4 * length) / 2 ** 30).toFixed(1)} GiB in one piece`
    throw new PatchbayError(
      'bad-input',
      `${basename(filePath)}: not enough memory for tensor "${name}" (${needs}).`,
      { cause: error },
    )
  }
}

/** @throws PatchbayError (bad-input): NaN or infinite values. */
export function refuseInfinite({ name, filePath }: TensorEntry, values: Float32Array): void {
  if (allFinite(values)) return
  const what = `tensor "${name}" holds NaN or infinite values, so every result would be NaN`
  throw new PatchbayError(
    'bad-input',
    `${basename(filePath)}: ${what}; the file is damaged or training diverged.`,
  )
}

/** NaN and infinity are exactly the values whose product with 0 is not 0. */
function allFinite(data: Float32Array): boolean {
  let sum = 0
  for (let i = 0; i < data.length; i++) sum += data[i] * 0
  return sum === 0
}

/** bfloat16 is the upper half of a float32. */
function decodeBfloat16(bytes: Uint8Array, values: Float32Array): void {
  const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, values.length)
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length)
  for (let i = 0; i < words.length; i++) words[i] = halves[i] << 16
}

let float16Values: Float32Array | null = null

function decodeFloat16(bytes: Uint8Array, values: Float32Array): void {
  float16Values ??= Float32Array.from({ length: 65536 }, (_, bits) => float16Value(bits))
  const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, values.length)
  for (let i = 0; i < values.length; i++) values[i] = float16Values[halves[i]]
}
