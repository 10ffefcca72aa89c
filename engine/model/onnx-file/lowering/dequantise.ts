import { sizeOfShape } from '../../../onnx'
import type { OnnxArray, OnnxNode } from '../onnx-graph'
import { arrayPart, arrayValues, type ArrayValues } from '../array-values'

/** An array whose values are computed when asked for, as many rows as are asked for, and which is known as quantised: `how`. */
function lazily(
  { name }: OnnxArray,
  how: string,
  dims: readonly number[],
  rows: (first: number, count: number) => Float32Array,
): OnnxArray {
  const values = () => rows(0, dims[0] ?? 1)
  return { name, dtype: 'F32', dims, stored: { values, rows, quantised: how, steps: 1 } }
}

const inBlocks = (bits: number, size: number) => `int${bits} in blocks of ${size}`

/** `int8`, `int4`, as people call them; others by their type. */
const kindOf = (dtype: string) => (/^[IU]\d+$/.test(dtype) ? `int${dtype.slice(1)}` : dtype)

/**
 * What a DequantizeLinear gives of constants: (value - zero point) * scale, with one scale for all, for each index of an
 * axis, or for each block along it. null where the shapes do not fit.
 */
export function dequantised(
  { attributes }: OnnxNode,
  [array, scale, zeroPoint]: readonly (OnnxArray | null)[],
): OnnxArray | null {
  if (!array || !scale) return null
  const { dims } = array
  const axis = Number(attributes.axis ?? 1) + (Number(attributes.axis ?? 1) < 0 ? dims.length : 0)
  const blockSize = Number(attributes.block_size ?? 0)
  const groups = groupsOf(dims, scale.dims, axis, blockSize)
  if (groups === null || (zeroPoint && sizeOfShape(zeroPoint.dims) !== sizeOfShape(scale.dims))) return null
  const rowLength = sizeOfShape(dims.slice(1))
  const rows = (first: number, count: number) => {
    const begin = first * rowLength
    const [stored, scales] = [arrayPart(array, begin, count * rowLength), arrayValues(scale)]
    const zeros = zeroPoint ? arrayValues(zeroPoint) : new Float32Array(scales.length)
    const result = new Float32Array(stored.length)
    for (let i = 0; i < result.length; i++) {
      const group = groups(begin + i)
      result[i] = (stored[i] - zeros[group]) * scales[group]
    }
    return result
  }
  const kind = kindOf(array.dtype)
  const by = sizeOfShape(scale.dims) === 1 ? 'with one scale' : 'with a scale for each channel'
  const how = blockSize > 0 ? `${kind} in blocks of ${blockSize}` : `${kind} ${by}`
  return lazily(array, how, dims, rows)
}

/** Which scale is that of element i. */
function groupsOf(
  dims: readonly number[],
  of: readonly number[],
  axis: number,
  blockSize: number,
): ((i: number) => number) | null {
  if (sizeOfShape(of) === 1) return () => 0
  const inner = sizeOfShape(dims.slice(axis + 1))
  const dim = dims[axis]
  if (blockSize === 0) return of.length === 1 && of[0] === dim ? (i) => Math.floor(i / inner) % dim : null
  const blocks = Math.ceil(dim / blockSize)
  const fits = of.length === dims.length && of.every((one, i) => one === (i === axis ? blocks : dims[i]))
  if (!fits) return null
  return (i) => {
    const [outer, at] = [Math.floor(i / (inner * dim)), Math.floor(i / inner) % dim]
    return (outer * blocks + Math.floor(at / blockSize)) * inner + (i % inner)
  }
}

/** Values of a few bits each, packed into bytes, the lowest bits first; every row begins with a byte. */
interface PackedRows {
  rows: number
  columns: number
  bits: number
  blockSize: number
}

/**
 * The matrix of a MatMulNBits as [outputs, inputs]: the weight of a Linear. `inputs` are those of the node.
 * null where the shapes do not fit, or columns are in another order (`g_idx`).
 */
export function dequantisedProduct(
  { attributes }: OnnxNode,
  inputs: readonly (OnnxArray | null | undefined)[],
): OnnxArray | null {
  const [, packed, scales, zeroPoints, order] = inputs
  const [rows, columns] = [Number(attributes.N), Number(attributes.K)]
  const [bits, blockSize] = [Number(attributes.bits ?? 4), Number(attributes.block_size)]
  if (!packed || !scales) return null
  return unpacked(packed, scales, zeroPoints ?? null, order ?? null, { rows, columns, bits, blockSize })
}

/**
 * The table of a GatherBlockQuantized as [rows, columns]. `inputs` are those of the node.
 * null where the shapes do not fit, or its rows are not gathered along the first axis and quantised along the last.
 */
export function dequantisedTable(
  { attributes }: OnnxNode,
  inputs: readonly (OnnxArray | null | undefined)[],
): OnnxArray | null {
  const [table, , scales, zeroPoints] = inputs
  if (!table || !scales || table.dims.length !== 2) return null
  const bits = Number(attributes.bits ?? 4)
  const isPacked = table.dtype === 'U8'
  const [rows, stored] = table.dims
  const columns = isPacked ? (stored * 8) / bits : stored
  const axis = Number(attributes.quantize_axis ?? 1)
  if (Number(attributes.gather_axis ?? 0) !== 0 || (axis !== 1 && axis !== -1)) return null
  const blockSize = Number(attributes.block_size ?? 128)
  if (isPacked) return unpacked(table, scales, zeroPoints ?? null, null, { rows, columns, bits, blockSize })
  const node = { attributes: { axis: 1, block_size: blockSize } } as unknown as OnnxNode
  return dequantised(node, [table, scales, zeroPoints ?? null])
}

function unpacked(
  packed: OnnxArray,
  scales: OnnxArray,
  zeroPoints: OnnxArray | null,
  order: OnnxArray | null,
  { rows, columns, bits, blockSize }: PackedRows,
): OnnxArray | null {
  const sizes = [rows, columns, blockSize]
  if (![2, 4, 8].includes(bits) || !sizes.every((size) => Number.isSafeInteger(size) && size > 0)) return null
  const blocks = Math.ceil(columns / blockSize)
  const rowBytes = packed.dtype === 'U8' ? sizeOfShape(packed.dims) / rows : NaN
  if (rowBytes * 8 < columns * bits || rowBytes !== Math.ceil(rowBytes)) return null
  if (sizeOfShape(scales.dims) !== rows * blocks) return null
  const zeroRow = Math.ceil((blocks * bits) / 8)
  const arePacked = zeroPoints?.dtype === 'U8'
  const zeroLength = arePacked ? zeroRow : blocks
  if (zeroPoints && sizeOfShape(zeroPoints.dims) !== rows * zeroLength) return null
  if (order && sizeOfShape(order.dims) !== columns) return null
  const some = (first: number, count: number) => {
    const bytes = arrayPart(packed, first * rowBytes, count * rowBytes)
    const scale = arrayPart(scales, first * blocks, count * blocks)
    const zeros = zeroPoints && arrayPart(zeroPoints, first * zeroLength, count * zeroLength)
    const groups = order && arrayValues(order)
    const result = new Float32Array(count * columns)
    const zeroOf = (row: number, block: number) => {
      if (!zeros) return 2 ** (bits - 1)
      return arePacked ? bitsAt(zeros, row * zeroRow, block, bits) : zeros[row * blocks + block]
    }
    for (let row = 0; row < count; row++)
      for (let column = 0; column < columns; column++) {
        const block = groups ? groups[column] : Math.floor(column / blockSize)
        const value = bitsAt(bytes, row * rowBytes, column, bits)
        result[row * columns + column] = (value - zeroOf(row, block)) * scale[row * blocks + block]
      }
    return result
  }
  return lazily(packed, inBlocks(bits, blockSize), [rows, columns], some)
}

/** Value number `index` of a row that begins with this byte. */
function bitsAt(bytes: ArrayValues, begin: number, index: number, bits: number): number {
  const at = index * bits
  return (bytes[begin + (at >> 3)] >> (at & 7)) & (2 ** bits - 1)
}
