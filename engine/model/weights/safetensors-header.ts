import { sizeOfShape } from '../../onnx'
import {
  FILE_LIMITS,
  MAX_TENSORS,
  mebibytes,
  PatchbayError,
  repeatedKey,
  repeatedKeyText,
  shown,
} from '../../../contract'
import { isObject, parseJsonObject } from '../read-file'

/** Bytes per element of every dtype of the format; only the floating ones are read. */
const DTYPE_BYTES: Record<string, number> = {
  F4: 0.5,
  F6_E2M3: 0.75,
  F6_E3M2: 0.75,
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E5M2: 1,
  F8_E4M3: 1,
  F8_E8M0: 1,
  F8_E4M3FNUZ: 1,
  F8_E5M2FNUZ: 1,
  U16: 2,
  I16: 2,
  F16: 2,
  BF16: 2,
  U32: 4,
  I32: 4,
  F32: 4,
  U64: 8,
  I64: 8,
  F64: 8,
  C64: 8,
}

/** One tensor as the header describes it. */
export interface HeaderEntry {
  name: string
  dtype: string
  dims: number[]
  /** Counted from the first byte after the header. */
  beginBytes: number
  endBytes: number
}

/** The format's own limit. */
const MAX_HEADER_BYTES = 100_000_000

/** What the first bytes of files that are often mistaken for safetensors look like. */
const OTHER_FORMATS: [start: string, what: string][] = [
  ['version https://git-lfs', 'a Git LFS pointer, not the weights; fetch them with "git lfs pull"'],
  [
    'PK\x03\x04',
    'a zip archive, as torch.save writes; give it its real name, e.g. pytorch_model.bin, and open it to see how it is converted',
  ],
  ...['\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05'].map((protocol): [string, string] => [
    protocol,
    'a Python pickle; give it its real name, e.g. pytorch_model.bin, and open it to see how it is converted',
  ]),
  ['GGUF', 'a GGUF file; convert it to safetensors'],
  ['<', 'a web page; download the file itself'],
]

function damaged(fileName: string, what: string): PatchbayError {
  return new PatchbayError('bad-input', `${fileName}: ${what}.`)
}

/**
 * Length of the JSON header from the first bytes of a file. `start` holds at least the first 32 bytes
 * (or the whole file). Refused: too short, a header longer than the file or than 100 MB.
 */
export function headerLength(start: Uint8Array, fileBytes: number, fileName: string): number {
  const text = String.fromCharCode(...start.subarray(0, 32))
  // The length of a header may begin with the very bytes of another format (640: a pickle's); then a header follows.
  const other = text[8] === '{' ? undefined : OTHER_FORMATS.find(([magic]) => text.startsWith(magic))
  if (other) throw damaged(fileName, `this is ${other[1]}`)
  if (fileBytes < 10)
    throw damaged(fileName, `not a safetensors file: it has only ${fileBytes} bytes; download it again`)
  const length = new DataView(start.buffer, start.byteOffset).getBigUint64(0, true)
  if (length > BigInt(MAX_HEADER_BYTES)) {
    throw damaged(
      fileName,
      `not a safetensors file: its header would be ${length} bytes long (the format allows 100 MB); download it again`,
    )
  }
  if (Number(length) > fileBytes - 8) {
    const has = `the header is ${length} bytes long but the file has only ${fileBytes}`
    throw damaged(fileName, `cut off or not a safetensors file: ${has}; download it again`)
  }
  if (Number(length) > FILE_LIMITS.safetensorsHeader.bytes) {
    const most = mebibytes(FILE_LIMITS.safetensorsHeader.bytes)
    throw damaged(fileName, `its header is ${mebibytes(Number(length))} long; at most ${most} are read`)
  }
  return Number(length)
}

/**
 * The tensors of a header. Refused, naming the tensor: what is not JSON, names that occur twice, unknown
 * dtypes, wrong shapes, offsets outside the file, that overlap or that do not fit the shape.
 */
export function parseHeader(header: Uint8Array, dataBytes: number, fileName: string): HeaderEntry[] {
  const text = decodeUtf8(header, fileName)
  const values = parseJsonObject(text, `${fileName}: the header`, FILE_LIMITS.safetensorsHeader)
  const count = Object.keys(values).length
  if (count > MAX_TENSORS) {
    const most = MAX_TENSORS.toLocaleString('en-US')
    throw damaged(fileName, `it names ${count.toLocaleString('en-US')} tensors; at most ${most} are read`)
  }
  const twice = repeatedKey(text, values)
  if (twice !== null) {
    const isTensor = twice.path.length === 0
    const what = isTensor ? `tensor ${shown(twice.key)} occurs twice in` : `${repeatedKeyText(twice)} of`
    throw damaged(fileName, `${what} the header`)
  }
  const entries: HeaderEntry[] = []
  for (const [name, value] of Object.entries(values)) {
    if (name === '__metadata__') continue
    try {
      entries.push(parseEntry(name, value, dataBytes))
    } catch (error) {
      if (error instanceof EntryProblem) throw damaged(fileName, `tensor ${shown(name)} ${error.message}`)
      throw error
    }
  }
  refuseOverlaps(entries, fileName)
  return entries
}

class EntryProblem extends Error {}

function parseEntry(name: string, value: unknown, dataBytes: number): HeaderEntry {
  if (!isObject(value)) throw new EntryProblem('is not described by an object')
  const { dtype, shape, data_offsets: offsets } = value
  if (typeof dtype !== 'string' || !Object.hasOwn(DTYPE_BYTES, dtype)) {
    throw new EntryProblem(`has the unknown type ${shownOrMissing(dtype)}`)
  }
  if (!Array.isArray(shape) || !shape.every(isCount)) {
    throw new EntryProblem(
      `has the shape ${shownOrMissing(shape)}, which is not a list of whole numbers from 0 up`,
    )
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount) || offsets[0] > offsets[1]) {
    throw new EntryProblem(`has the data offsets ${shownOrMissing(offsets)}, which are not [begin, end]`)
  }
  const [beginBytes, endBytes] = offsets
  if (endBytes > dataBytes) {
    throw new EntryProblem(
      `ends at byte ${endBytes} of the data, but the file has only ${dataBytes}; download it again`,
    )
  }
  // A product beyond 2^53 loses its last digits, but it is then far larger than any file.
  const expectedBytes = DTYPE_BYTES[dtype] * sizeOfShape(shape)
  if (expectedBytes !== endBytes - beginBytes) {
    const wants = `${dtype} ${shapeText(shape)} takes ${expectedBytes} bytes`
    throw new EntryProblem(
      `does not fit its data offsets: ${wants}, the offsets give ${endBytes - beginBytes}`,
    )
  }
  return { name, dtype, dims: shape, beginBytes, endBytes }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function refuseOverlaps(entries: HeaderEntry[], fileName: string): void {
  const inOrder = entries.filter((entry) => entry.endBytes > entry.beginBytes)
  inOrder.sort((a, b) => a.beginBytes - b.beginBytes)
  for (let i = 1; i < inOrder.length; i++) {
    if (inOrder[i].beginBytes < inOrder[i - 1].endBytes) {
      const [a, b] = [inOrder[i - 1], inOrder[i]]
      throw damaged(fileName, `tensors ${shown(a.name)} and ${shown(b.name)} overlap in the file`)
    }
  }
}

function decodeUtf8(bytes: Uint8Array, fileName: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) throw damaged(fileName, 'not a safetensors file: the header is not text')
    throw error
  }
}

function shownOrMissing(value: unknown): string {
  return value === undefined ? 'undefined' : shown(value)
}

/** `[2, 3]`; of a shape no tensor has, only the beginning. */
export function shapeText(dims: number[]): string {
  return dims.length <= 8 ? `[${dims.join(', ')}]` : `[${dims.slice(0, 8).join(', ')}, ...]`
}
