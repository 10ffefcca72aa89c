import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { statSync } from 'node:fs'
import { TensorProto_DataLocation, TensorProtoSchema, type TensorProto } from 'onnx-buf'
import { sizeOfShape } from '../../../onnx'
import { shown, type PatchbayError } from '../../../../contract'
import { readingError } from '../../read-file'
import type { OnnxArray, OnnxStored } from '../onnx-graph'
import { dtypeOf, storedBytes, type Dtype } from './dtypes'
import type { ByteRange, WireField, WireFile } from './wire-format'

/** Numbers of the fields that hold a tensor's values, and how long a value is there; 0: as varints. */
const VALUE_FIELDS: Record<number, number> = { 4: 4, 5: 0, 7: 0, 9: 1, 10: 8, 11: 0 }
const RAW = 9
/** Values that are texts, and texts for people. */
const TEXTS = [6, 12, 16]
/** Values that are kept as varints are decoded when the file is opened: small ones, as of tests. */
const MOST_VARINT_BYTES = 16 * 2 ** 20
/** Smaller ones are read at once. */
const SMALL_BYTES = 32
const MOST_DIMS = 16

/** A tensor of the file: where its values are. @throws PatchbayError (bad-input) naming the tensor. */
export function readTensorProto(file: WireFile, range: ByteRange): OnnxArray {
  const payloads: WireField[] = []
  const { name, ...proto } = file.message(TensorProtoSchema, range, (field) => {
    if (!(field.number in VALUE_FIELDS)) return TEXTS.includes(field.number)
    if (field.end === field.begin) return true
    payloads.push(field)
    return true
  })
  const refuse = (what: string) => file.refused(`tensor ${shown(name)} ${what}`)
  const dtype = dtypeOf(proto.dataType)
  if (dtype === undefined) throw refuse(`has the unknown type ${proto.dataType}`)
  const dims = proto.dims.map(Number)
  if (dims.length > MOST_DIMS || !dims.every((dim) => Number.isSafeInteger(dim) && dim >= 0))
    throw refuse(`has the shape [${dims.slice(0, MOST_DIMS).join(', ')}], which no tensor has`)
  if (proto.segment) throw refuse('is stored in segments, which are not read')
  const count = sizeOfShape(dims)
  if (dtype === 'STRING') return { name, dtype, dims, stored: { bytes: new Uint8Array() } }
  const source: TensorSource = { file, dtype, count, payloads, refuse }
  const isExternal = proto.dataLocation === TensorProto_DataLocation.EXTERNAL
  return { name, dtype, dims, stored: isExternal ? outside(proto.externalData, source) : inside(source) }
}

interface TensorSource {
  file: WireFile
  dtype: Dtype
  /** Of elements. */
  count: number
  payloads: WireField[]
  refuse: (what: string) => PatchbayError
}

function inside({ file, dtype, count, payloads, refuse }: TensorSource): OnnxStored {
  const lengthBytes = storedBytes(dtype, count)
  if (lengthBytes === 0) return { bytes: new Uint8Array() }
  if (payloads.length === 0) throw refuse('has no values')
  const { number } = payloads[0]
  if (payloads.some((other) => other.number !== number)) throw refuse('has its values twice')
  const wrong = (found: number) =>
    refuse(`takes ${lengthBytes} bytes by its shape, but the file has ${found} of it; export it again`)
  const isPlain = VALUE_FIELDS[number] > 0 && (number === RAW || dtype === FIXED[number])
  if (payloads.length === 1 && isPlain && (number === RAW || payloads[0].wireType === 2)) {
    const [{ begin, end }] = payloads
    if (end - begin !== lengthBytes) throw wrong(end - begin)
    if (lengthBytes <= SMALL_BYTES) return { bytes: file.bytes({ begin, end }) }
    return { filePath: file.path, beginBytes: begin, lengthBytes }
  }
  return { bytes: listed({ file, dtype, count, payloads, refuse }) }
}

/** The type whose values a field of fixed length holds as a file of raw data would. */
const FIXED: Record<number, Dtype> = { 4: 'F32', 10: 'F64' }

/** Values that are listed one by one, as the bytes that raw data would be. */
function listed({ file, dtype, count, payloads, refuse }: TensorSource): Uint8Array {
  const total = payloads.reduce((sum, { begin, end }) => sum + end - begin, 0)
  if (total > MOST_VARINT_BYTES)
    throw refuse('lists its values one by one, which only small tensors may: save it with raw data')
  const lengthBytes = storedBytes(dtype, count)
  const elementBytes = Math.ceil(lengthBytes / count)
  const items = elementBytes * count === lengthBytes ? count : lengthBytes // two of four bits share one
  if (items > total) throw refuse(`has ${count} values by its shape, but the file has fewer; export it again`)
  const { number } = payloads[0]
  const fixedBytes = VALUE_FIELDS[number]
  if (number === RAW || (fixedBytes > 0 && fixedBytes !== elementBytes)) throw refuse('has its values twice')
  const bytes = Buffer.alloc(lengthBytes)
  let item = 0
  for (const { begin, end } of payloads) {
    const part = Buffer.from(file.bytes({ begin, end }))
    for (let at = 0; at < part.length; item++) {
      if (item === items)
        throw refuse(`has ${count} values by its shape, but the file has more; export it again`)
      if (fixedBytes > 0) {
        part.copy(bytes, item * elementBytes, at, at + fixedBytes)
        at += fixedBytes
      } else at = copyVarint(part, at, bytes, item * elementBytes, elementBytes)
    }
  }
  if (item < items)
    throw refuse(`has ${count} values by its shape, but the file has ${item}; export it again`)
  return bytes
}

/** The lowest bytes of a varint, little-endian; returns where the next begins. */
function copyVarint(from: Buffer, at: number, to: Buffer, position: number, length: number): number {
  let [low, high, shift] = [0, 0, 0]
  for (; at < from.length; at++, shift += 7) {
    const bits = from[at] & 127
    if (shift < 28) low += bits * 2 ** shift
    else if (shift === 28) [low, high] = [low + (bits & 15) * 2 ** 28, bits >> 4]
    else if (shift < 63) high += bits * 2 ** (shift - 32)
    else if (shift === 63) high += (bits & 1) * 2 ** 31
    if (from[at] < 128) break
  }
  const whole = Buffer.alloc(8)
  whole.writeUInt32LE(low >>> 0, 0)
  whole.writeUInt32LE(high >>> 0, 4)
  whole.copy(to, position, 0, length)
  return at + 1
}

/** In a file beside: below the folder by its name, whole, and there. */
function outside(
  entries: TensorProto['externalData'],
  { file, dtype, count, refuse }: TensorSource,
): OnnxStored {
  const values = Object.fromEntries(entries.map(({ key, value }) => [key, value]))
  const { location = '' } = values
  const filePath = below(dirname(file.path), location)
  if (filePath === null)
    throw refuse(`is said to be in ${shown(location)}, which is not a file below the folder of the model`)
  const lengthBytes = storedBytes(dtype, count)
  const [beginBytes, saysBytes] = [values.offset ?? '0', values.length ?? String(lengthBytes)].map(Number)
  if (!Number.isSafeInteger(beginBytes) || beginBytes < 0)
    throw refuse(`has the offset ${shown(values.offset)} in ${location}, which no tensor has`)
  if (saysBytes !== lengthBytes)
    throw refuse(
      `takes ${lengthBytes} bytes by its shape, but its length in ${location} is ${shown(values.length)}`,
    )
  if (lengthBytes === 0) return { bytes: new Uint8Array() }
  const sizeBytes = sizeOf(filePath, location, refuse)
  if (beginBytes + lengthBytes > sizeBytes) {
    const ends = `ends at byte ${beginBytes + lengthBytes} of ${location}, which has only ${sizeBytes}`
    throw refuse(`${ends}; download or export both files again`)
  }
  return { filePath, beginBytes, lengthBytes }
}

/** null: not a name of a file below. */
function below(folder: string, location: string): string | null {
  if (location === '' || location.includes('\0') || isAbsolute(location)) return null
  const path = resolve(folder, location)
  const inner = relative(folder, path)
  return inner === '' || inner.startsWith('..') || isAbsolute(inner) ? null : join(folder, inner)
}

function sizeOf(path: string, location: string, refuse: TensorSource['refuse']): number {
  try {
    return statSync(path).size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw readingError(path, error)
    throw refuse(`is in ${location}, which is missing in ${dirname(path)}: put ${basename(path)} there`)
  }
}
