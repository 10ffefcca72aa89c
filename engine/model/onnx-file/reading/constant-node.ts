import type { OnnxArray } from '../onnx-graph'
import { encodeValues } from '../array-values'
import type { StoredNode } from './graph-proto'

/** The value of a Constant; null for other nodes. */
export function constantOf({ type, domain, outputs, attributes, tensors }: StoredNode): OnnxArray | null {
  if (type !== 'Constant' || domain !== '' || outputs.length !== 1) return null
  if (tensors.value) return tensors.value
  const [name] = outputs
  const { value_float: float, value_floats: floats, value_int: int, value_ints: ints } = attributes
  if (typeof float === 'number') return listed(name, 'F32', [], [float])
  if (typeof int === 'number') return listed(name, 'I64', [], [int])
  if (isNumbers(floats)) return listed(name, 'F32', [floats.length], floats)
  if (isNumbers(ints)) return listed(name, 'I64', [ints.length], ints)
  return { name, dtype: 'STRING', dims: [], stored: { bytes: new Uint8Array() } }
}

const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'number')

function listed(name: string, dtype: string, dims: number[], values: number[]): OnnxArray {
  return { name, dtype, dims, stored: { bytes: encodeValues(dtype, values) } }
}
