import { basename } from 'node:path'
import { PatchbayError } from '../../../contract'
import { readExactly, withFile } from '../read-file'
import type { TensorEntry } from './tensor-entry'

/** The types that can be weights, and how their bytes become float32. */
const DECODERS: Record<string, (bytes: ArrayBuffer) => Float32Array> = {
  F32: (bytes) => new Float32Array(bytes),
  F64: (bytes) => Float32Array.from(new Float64Array(bytes)),
  F16: decodeFloat16,
  BF16: decodeBfloat16,
}

/** Stored values as float32; null: of a type that no weight has. */
export function decodeFloats(dtype: string, bytes: ArrayBuffer): Float32Array | null {
  return Object.hasOwn(DECODERS, dtype) ? DECODERS[dtype](bytes) : null
}

/** Refuses types no weight can have (quantised ones among them). */
export function checkDtype({ name, dtype, filePath }: TensorEntry): void {
  if (Object.hasOwn(DECODERS, dtype)) return
  const reads = 'F32, F16, BF16 and F64 are read, quantised weights are not'
  throw new PatchbayError('bad-input', `${basename(filePath)}: tensor "${name}" has type ${dtype}; ${reads}.`)
}

/** One tensor as float32, in its own buffer. @throws PatchbayError (bad-input): the file changed, NaN or infinite values, too little memory. */
export function readTensor(entry: TensorEntry): Float32Array {
  const { name, dtype, filePath, beginBytes, lengthBytes } = entry
  checkDtype(entry)
  const bytes = allocate(entry)
  withFile(filePath, (fd) => readExactly(fd, new Uint8Array(bytes), beginBytes, filePath))
  const data = DECODERS[dtype](bytes)
  if (!allFinite(data)) {
    const what = `tensor "${name}" holds NaN or infinite values, so every result would be NaN`
    throw new PatchbayError(
      'bad-input',
      `${basename(filePath)}: ${what}; the file is damaged or training diverged.`,
    )
  }
  return data
  function allocate({ name }: TensorEntry): ArrayBuffer {
    try {
      return new ArrayBuffer(lengthBytes)
    } catch (error) {
      const needs = `needs ${(lengthBytes / 2 ** 30).toFixed(1)} GiB in one piece`
      throw new PatchbayError(
        'bad-input',
        `${basename(filePath)}: not enough memory for tensor "${name}" (${needs}).`,
        { cause: error },
      )
    }
  }
}

/** NaN and infinity are exactly the values whose product with 0 is not 0. */
function allFinite(data: Float32Array): boolean {
  let sum = 0
  for (let i = 0; i < data.length; i++) sum += data[i] * 0
  return sum === 0
}

/** bfloat16 is the upper half of a float32. */
function decodeBfloat16(bytes: ArrayBuffer): Float32Array {
  const halves = new Uint16Array(bytes)
  const words = new Uint32Array(halves.length)
  for (let i = 0; i < halves.length; i++) words[i] = halves[i] << 16
  return new Float32Array(words.buffer)
}

let float16Values: Float32Array | null = null

function decodeFloat16(bytes: ArrayBuffer): Float32Array {
  float16Values ??= Float32Array.from({ length: 65536 }, (_, bits) => float16Value(bits))
  const halves = new Uint16Array(bytes)
  const data = new Float32Array(halves.length)
  for (let i = 0; i < halves.length; i++) data[i] = float16Values[halves[i]]
  return data
}

/** IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits. */
function float16Value(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 31) return fraction ? NaN : sign * Infinity
  if (exponent === 0) return sign * fraction * 2 ** -24
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
