/** The safetensors format, as far as the samples need it: float32 tensors read, float32 and float16 ones written. */

export interface Tensor {
  shape: number[]
  data: Float64Array
}

/** What is written: values of any precision, in row-major order. */
interface WrittenTensor {
  shape: readonly number[]
  data: Float32Array | Float64Array
}

interface HeaderEntry {
  dtype: string
  shape: readonly number[]
  data_offsets: [number, number]
}

export function readSafetensors(bytes: Uint8Array): Map<string, Tensor> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const dataStart = 8 + Number(view.getBigUint64(0, true))
  const header: Record<string, HeaderEntry> = JSON.parse(
    new TextDecoder().decode(bytes.subarray(8, dataStart)),
  )
  const tensors = new Map<string, Tensor>()
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(header)) {
    if (dtype !== 'F32') continue // also skips __metadata__
    const [start, end] = data_offsets
    const data = Float64Array.from({ length: (end - start) / 4 }, (_, i) =>
      view.getFloat32(dataStart + start + 4 * i, true),
    )
    tensors.set(name, { shape: [...shape], data })
  }
  return tensors
}

/**
 * Header padded with spaces to 8 bytes, then the tensors in the map's order, little-endian. `halfBits` makes the 16 bits
 * of a value that is written as float16; without it values are written as float32.
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, WrittenTensor>,
  halfBits?: (value: number) => number,
): Uint8Array {
  const [dtype, width] = halfBits ? ['F16', 2] : ['F32', 4]
  const header: Record<string, HeaderEntry | Record<string, string>> = { __metadata__: { format: 'pt' } }
  let dataBytes = 0
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype, shape, data_offsets: [dataBytes, dataBytes + width * data.length] }
    dataBytes += width * data.length
  }
  const json = JSON.stringify(header)
  const headerText = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / 8) * 8))
  const bytes = new Uint8Array(8 + headerText.length + dataBytes)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, BigInt(headerText.length), true)
  bytes.set(headerText, 8)
  let offset = 8 + headerText.length
  for (const { data } of tensors.values()) {
    for (const value of data) {
      if (halfBits) view.setUint16(offset, halfBits(value), true)
      else view.setFloat32(offset, value, true)
      offset += width
    }
  }
  return bytes
}
