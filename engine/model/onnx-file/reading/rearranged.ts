import { sizeOfShape } from '../../../onnx'
import type { OnnxArray, OnnxNode } from '../onnx-graph'
import { arrayValues, smallIntegers, type ArrayValues } from '../array-values'
import { axisOf, computed, type Inputs } from './computed-array'

type All = [OnnxArray, ...Inputs]

/** The values as [outer, dim of the axis, inner]. */
function around(dims: readonly number[], axis: number): { outer: number; inner: number } {
  return { outer: sizeOfShape(dims.slice(0, axis)), inner: sizeOfShape(dims.slice(axis + 1)) }
}

/** Values of these dimensions with axis `order[i]` as axis i. */
export function transposedBy(
  values: ArrayValues,
  dims: readonly number[],
  order: readonly number[],
): ArrayValues {
  const strides = dims.map((_, i) => sizeOfShape(dims.slice(i + 1)))
  const steps = order.map((axis) => ({ dim: dims[axis], stride: strides[axis] })).reverse()
  return values.map((_, i) => {
    let [rest, at] = [i, 0]
    for (const { dim, stride } of steps) {
      at += (rest % dim) * stride
      rest = Math.floor(rest / dim)
    }
    return values[at]
  })
}

/** Arrays one after another along an axis; null where their shapes do not fit. */
export function concatenated({ attributes }: OnnxNode, inputs: All): OnnxArray | null {
  const arrays = inputs.filter((one) => one !== null)
  const [first] = arrays
  const axis = axisOf(attributes.axis, first.dims.length)
  const fits = ({ dims }: OnnxArray) =>
    dims.length === first.dims.length && dims.every((dim, i) => i === axis || dim === first.dims[i])
  if (!(axis in first.dims) || !arrays.every(fits)) return null
  const dims = first.dims.map((dim, i) =>
    i === axis ? arrays.reduce((sum, one) => sum + one.dims[axis], 0) : dim,
  )
  const { outer } = around(dims, axis)
  const values = () => {
    const result = new Float64Array(sizeOfShape(dims))
    const parts = arrays.map(arrayValues)
    let at = 0
    for (let i = 0; i < outer; i++)
      for (const part of parts) {
        const length = part.length / outer
        result.set(part.subarray(i * length, (i + 1) * length), at)
        at += length
      }
    return result
  }
  return computed({ ...first, dims }, values, arrays)
}

/** Elements `from` up to `to` (excluded) along an axis. */
function piece(array: OnnxArray, axis: number, from: number, to: number): OnnxArray | null {
  const { outer, inner } = around(array.dims, axis)
  const dims = array.dims.map((dim, i) => (i === axis ? to - from : dim))
  const values = () => {
    const all = arrayValues(array)
    const result = new Float64Array(sizeOfShape(dims))
    const length = (to - from) * inner
    for (let i = 0; i < outer; i++) {
      const begin = (i * array.dims[axis] + from) * inner
      result.set(all.subarray(begin, begin + length), i * length)
    }
    return result
  }
  return computed({ ...array, dims }, values, [array])
}

/** Of opset 10 on, in steps of 1. */
export function sliced(_: OnnxNode, [array, ...bounds]: All): OnnxArray | null {
  const [starts, ends, axes, steps] = bounds.map((one) => (one ? smallIntegers(one) : null))
  if (!starts || !ends || steps?.some((step) => step !== 1)) return null
  let result: OnnxArray | null = array
  for (const [i, start] of starts.entries()) {
    const axis = axisOf(axes?.[i] ?? i, array.dims.length)
    const dim = array.dims[axis]
    if (result === null || dim === undefined) return null
    const within = (at: number) => Math.max(0, Math.min(dim, at < 0 ? at + dim : at))
    const [from, to] = [within(start), within(ends[i])]
    result = piece(result, axis, from, Math.max(from, to))
  }
  return result
}

/** An array cut along an axis, for each output a part; null where the sizes do not fit. */
export function split({ attributes, outputs }: OnnxNode, [array, sizes]: All): OnnxArray[] | null {
  const axis = axisOf(attributes.axis ?? 0, array.dims.length)
  const dim = array.dims[axis]
  if (dim === undefined || outputs.length === 0) return null
  const given = sizes
    ? smallIntegers(sizes)
    : Array.isArray(attributes.split)
      ? (attributes.split as number[])
      : null
  const equal = Math.ceil(dim / outputs.length)
  const lengths = given ?? outputs.map((_, i) => Math.min(equal, dim - i * equal))
  if (lengths.length !== outputs.length || lengths.reduce((a, b) => a + b, 0) !== dim) return null
  let from = 0
  const parts = lengths.map((length) => {
    from += length
    return piece(array, axis, from - length, from)
  })
  return parts.every((part) => part !== null) ? parts : null
}

/** Elements chosen along an axis by indices; null where an index is outside. */
export function gathered({ attributes }: OnnxNode, [array, at]: All): OnnxArray | null {
  const indices = at ? smallIntegers(at) : null
  const axis = axisOf(attributes.axis ?? 0, array.dims.length)
  const dim = array.dims[axis]
  if (!at || !indices || dim === undefined || indices.some((index) => index >= dim || index < -dim))
    return null
  const { outer, inner } = around(array.dims, axis)
  const dims = [...array.dims.slice(0, axis), ...at.dims, ...array.dims.slice(axis + 1)]
  const values = () => {
    const all = arrayValues(array)
    const result = new Float64Array(sizeOfShape(dims))
    for (let i = 0; i < outer; i++)
      indices.forEach((index, j) => {
        const begin = (i * dim + (index < 0 ? index + dim : index)) * inner
        result.set(all.subarray(begin, begin + inner), (i * indices.length + j) * inner)
      })
    return result
  }
  return computed({ ...array, dims }, values, [array])
}
