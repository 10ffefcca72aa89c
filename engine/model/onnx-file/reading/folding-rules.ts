import { sizeOfShape } from '../../../onnx'
import type { OnnxArray, OnnxNode } from '../onnx-graph'
import { arrayValues, smallIntegers } from '../array-values'
import { dequantised } from '../lowering/dequantise'
import { axisOf, computed, KEPT, type Inputs } from './computed-array'
import { dtypeOf, FLOAT_DTYPES } from './dtypes'
import { ELEMENTWISE, elementwise } from './elementwise'
import { concatenated, gathered, sliced, split, transposedBy } from './rearranged'

/** What a node gives of constants: an array for each output; null where it is left to be computed by the graph. */
export function folded(node: OnnxNode, inputs: Inputs): OnnxArray[] | null {
  if (node.domain !== '' && node.domain !== 'com.microsoft') return null
  const rule = Object.hasOwn(RULES, node.type) ? RULES[node.type] : undefined
  const [first] = inputs
  if (!rule || !first) return null
  const found = rule(node, [first, ...inputs.slice(1)])
  return found === null || Array.isArray(found) ? found : [found]
}

type Rule = (node: OnnxNode, inputs: [OnnxArray, ...Inputs]) => OnnxArray | OnnxArray[] | null

const RULES: Record<string, Rule> = {
  Reshape: (_, [array, shape]) => reshaped(array, shapeOf(array, shape)),
  Flatten: ({ attributes: { axis = 1 } }, [array]) => {
    const at = axisOf(axis, array.dims.length)
    return reshaped(array, [sizeOfShape(array.dims.slice(0, at)), sizeOfShape(array.dims.slice(at))])
  },
  Unsqueeze: (node, [array, axes]) => unsqueezed(array, axesOf(node, axes)),
  Squeeze: (node, [array, axes]) => squeezed(array, axesOf(node, axes)),
  Shape: (node, [array]) =>
    node.attributes.start === undefined && node.attributes.end === undefined
      ? integers(node, [array.dims.length], array.dims)
      : null,
  Cast: ({ attributes: { to } }, [array]) => cast(array, dtypeOf(Number(to))),
  Transpose: ({ attributes: { perm } }, [array]) => transpose(array, perm as number[] | undefined),
  Concat: (node, inputs) => concatenated(node, inputs),
  Slice: (node, inputs) => sliced(node, inputs),
  Split: (node, inputs) => split(node, inputs),
  Gather: (node, inputs) => gathered(node, inputs),
  DequantizeLinear: (node, inputs) => dequantised(node, inputs),
  ...Object.fromEntries(ELEMENTWISE.map((type) => [type, elementwise])),
}

/** The same values in another shape; null where they do not fit. */
function reshaped(array: OnnxArray, dims: readonly number[] | null): OnnxArray | null {
  if (dims === null || sizeOfShape(dims) !== sizeOfShape(array.dims)) return null
  const isSame = dims.length === array.dims.length && dims.every((dim, i) => dim === array.dims[i])
  if (isSame) return array
  // The exchange of rows and columns is not part of another shape.
  if (array.transposed) return computed({ ...array, dims }, () => arrayValues(array), [array])
  return { ...array, dims }
}

const integers = ({ outputs: [name] }: OnnxNode, dims: number[], values: readonly number[]) =>
  computed({ name, dtype: 'I64', dims }, () => Float64Array.from(values), [])

function shapeOf({ dims }: OnnxArray, shape: OnnxArray | null | undefined): number[] | null {
  const asked = shape ? smallIntegers(shape) : null
  if (asked === null || asked.filter((dim) => dim === -1).length > 1) return null
  const known = asked.map((dim, i) => (dim === 0 ? (dims[i] ?? 0) : dim))
  const rest = sizeOfShape(dims) / sizeOfShape(known.filter((dim) => dim !== -1))
  return known.map((dim) => (dim === -1 ? rest : dim))
}

/** From opset 13 on an input, before an attribute; null: neither. */
function axesOf({ attributes: { axes } }: OnnxNode, input: OnnxArray | null | undefined): number[] | null {
  if (input) return smallIntegers(input)
  return Array.isArray(axes) ? (axes as number[]) : null
}

function unsqueezed(array: OnnxArray, axes: number[] | null): OnnxArray | null {
  if (axes === null || axes.length > 8) return null
  const dims = [...array.dims]
  const rank = dims.length + axes.length
  for (const axis of axes.map((one) => axisOf(one, rank)).sort((a, b) => a - b)) dims.splice(axis, 0, 1)
  return reshaped(array, dims)
}

function squeezed(array: OnnxArray, axes: number[] | null): OnnxArray | null {
  const removed = axes?.map((axis) => axisOf(axis, array.dims.length))
  const isLeft = (dim: number, i: number) => (removed ? !removed.includes(i) : dim !== 1)
  return reshaped(array, array.dims.filter(isLeft))
}

/** To a wider type nothing changes, and the array stays as it is stored. */
function cast(array: OnnxArray, dtype: string | undefined): OnnxArray | null {
  if (dtype === undefined || dtype === array.dtype) return dtype ? array : null
  const isWidened = WIDENED[array.dtype]?.includes(dtype) ?? false
  if (isWidened) return array
  if (!KEPT.includes(dtype)) return null
  const whole = !FLOAT_DTYPES.includes(dtype)
  const of = () => (whole ? arrayValues(array).map(Math.trunc) : Float32Array.from(arrayValues(array)))
  return computed({ ...array, dtype }, of, [array])
}

const WIDENED: Record<string, string[]> = { F16: ['F32', 'F64'], BF16: ['F32', 'F64'], F32: ['F64'] }

/** A matrix stays where it is stored; others are computed. */
function transpose(array: OnnxArray, perm: number[] | undefined): OnnxArray | null {
  const { dims } = array
  const order = perm ?? [...dims.keys()].reverse()
  if (order.length !== dims.length) return null
  const turned = order.map((axis) => dims[axis])
  if (order.every((axis, i) => axis === i)) return array
  if (dims.length === 2 && !('values' in array.stored) && !('bytes' in array.stored)) {
    const { transposed, ...kept } = array
    return transposed ? { ...kept, dims: turned } : { ...kept, dims: turned, transposed: true }
  }
  return computed({ ...array, dims: turned }, () => transposedBy(arrayValues(array), dims, order), [array])
}
