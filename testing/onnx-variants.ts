import { float16Bits } from '../engine/onnx'
import { floats, node, value, type NodeInit, type PlainGraph, type TensorInit } from './onnx-files'

const isFloat = ({ dataType }: TensorInit) => dataType === 1
const valuesOf = ({ rawData }: TensorInit) => new Float32Array(Uint8Array.from(rawData!).buffer)
const bytesOf = ({ buffer }: { buffer: ArrayBuffer }) => new Uint8Array(buffer)
const TYPES = { F16: 10, BF16: 16 }

/** All of its numbers in 16 bits. */
export function inHalves(graph: PlainGraph, dtype: 'F16' | 'BF16'): PlainGraph {
  const bits = dtype === 'F16' ? float16Bits : bfloat16Bits
  const initializer = graph.initializer.map((tensor) =>
    isFloat(tensor)
      ? { ...tensor, dataType: TYPES[dtype], rawData: bytesOf(Uint16Array.from(valuesOf(tensor), bits)) }
      : tensor,
  )
  return { ...graph, initializer, output: [value('logits', TYPES[dtype], ['batch', 'sequence', 64])] }
}

/** The nearest, ties away from zero. */
function bfloat16Bits(number: number): number {
  return (new Uint32Array(Float32Array.of(number).buffer)[0] + 0x8000) >>> 16
}

const isMatrix = (tensor: TensorInit) => isFloat(tensor) && tensor.dims!.length === 2

/** Its matrices in 8 bits with a scale for each column, which DequantizeLinear makes numbers of. */
export function inBytes(graph: PlainGraph): PlainGraph {
  const initializer: TensorInit[] = []
  const nodes: NodeInit[] = []
  for (const tensor of graph.initializer) {
    if (!isMatrix(tensor)) {
      initializer.push(tensor)
      continue
    }
    const [name, columns, values] = [tensor.name!, Number(tensor.dims![1]), valuesOf(tensor)]
    const scales = Array.from({ length: columns }, (_, j) => 0.01 + 0.0001 * (j % 7))
    const stored = Int8Array.from(values, (one, i) =>
      Math.max(-127, Math.min(127, one / scales[i % columns])),
    )
    initializer.push({ ...tensor, name: `${name}.int8`, dataType: 3, rawData: bytesOf(stored) })
    initializer.push(floats(`${name}.scale`, [columns], scales))
    nodes.push(node('DequantizeLinear', [`${name}.int8`, `${name}.scale`], [name], { axis: 1 }))
  }
  return { ...graph, initializer, node: [...nodes, ...graph.node] }
}

const BLOCK = 16

/** The matrices of its products in 4 bits, in blocks of 16 with a scale and a zero point for each, as MatMulNBits reads them. */
export function inBlocks(graph: PlainGraph): PlainGraph {
  const matrices = new Map(graph.initializer.filter(isMatrix).map((tensor) => [tensor.name!, tensor]))
  const packed: TensorInit[] = []
  const used = new Set<string>()
  const nodes = graph.node.map((one) => {
    const [input, name] = one.input!
    const tensor = one.opType === 'MatMul' ? matrices.get(name) : undefined
    if (!tensor) return one
    used.add(name)
    packed.push(...packedBlocks(tensor))
    const [rows, columns] = tensor.dims!.map(Number)
    const inputs = [input, `${name}.blocks`, `${name}.scales`, `${name}.zeros`]
    const sizes = { K: rows, N: columns, bits: 4, block_size: BLOCK }
    return { ...node('MatMulNBits', inputs, [...one.output!], sizes), domain: 'com.microsoft' }
  })
  const initializer = [...graph.initializer.filter(({ name }) => !used.has(name!)), ...packed]
  return { ...graph, initializer, node: nodes }
}

/** Of a matrix [in, out]: for every output its inputs, two in a byte, the first in the lower half. */
function packedBlocks({ name, dims, ...tensor }: TensorInit): TensorInit[] {
  const [rows, columns] = dims!.map(Number)
  const values = valuesOf(tensor)
  const blocks = rows / BLOCK
  const scales = Array.from({ length: columns * blocks }, (_, i) => 0.02 + 0.001 * (i % 5))
  const zeros = Array.from({ length: columns * blocks }, (_, i) => 7 + (i % 3))
  const bytes = new Uint8Array((columns * rows) / 2)
  for (let column = 0; column < columns; column++)
    for (let row = 0; row < rows; row++) {
      const block = column * blocks + Math.floor(row / BLOCK)
      const wanted = Math.round(values[row * columns + column] / scales[block]) + zeros[block]
      const bits = Math.max(0, Math.min(15, wanted))
      bytes[(column * rows + row) >> 1] |= row % 2 === 0 ? bits : bits << 4
    }
  const zeroBytes = zeros.flatMap((zero, i) => (i % 2 === 0 ? [zero | (zeros[i + 1] << 4)] : []))
  return [
    {
      name: `${name}.blocks`,
      dims: [BigInt(columns), BigInt(blocks), BigInt(BLOCK / 2)],
      dataType: 2,
      rawData: bytes,
    },
    floats(`${name}.scales`, [columns * blocks], scales),
    {
      name: `${name}.zeros`,
      dims: [BigInt(zeroBytes.length)],
      dataType: 2,
      rawData: Uint8Array.from(zeroBytes),
    },
  ]
}

/** Both ways of an exporter in one file: chosen by an input, with the weights outside of both. */
export function merged(graph: PlainGraph): PlainGraph {
  const branch = { name: 'branch', node: graph.node, output: graph.output }
  const attribute = ['then_branch', 'else_branch'].map((name) => ({ name, type: 5, g: branch }))
  const choice: NodeInit = { ...node('If', ['use_cache_branch'], ['logits']), name: 'optimum::if', attribute }
  return { ...graph, node: [choice], input: [...graph.input!, value('use_cache_branch', 9, [1])] }
}

/** With the weights in a file beside it: the graph, and the bytes of that file. */
export function apart(graph: PlainGraph, location: string): { graph: PlainGraph; data: Uint8Array } {
  const parts: Uint8Array[] = []
  let offset = 0
  const initializer = graph.initializer.map((tensor) => {
    if (!isMatrix(tensor)) return tensor
    const { rawData, ...rest } = tensor
    const externalData = Object.entries({ location, offset, length: rawData!.length }).map(([key, one]) => ({
      key,
      value: String(one),
    }))
    parts.push(Uint8Array.from(rawData!))
    offset += rawData!.length
    return { ...rest, dataLocation: 1, externalData }
  })
  return { graph: { ...graph, initializer }, data: new Uint8Array(Buffer.concat(parts)) }
}
