import { sizeOfShape } from '../../../onnx'
import type { TensorEntry } from '../../weights/tensor-entry'
import { arrayValues } from '../array-values'
import type { OnnxArray } from '../onnx-graph'
import { transposedBy } from '../reading/rearranged'

/** Which parameter an array is. */
export interface ParameterOfArray {
  /** As the library calls it. */
  name: string
  /** Of the parameter. */
  dims: number[]
  /** The array is the parameter's transposition. */
  transposed?: boolean
  /** What was added to the parameter in the graph. */
  added?: number
}

/** Where a parameter's values are, for an array that the graph uses for it. `filePath`: of the .onnx file. */
export function entryOfArray(
  array: OnnxArray,
  { name, dims, transposed = false, added }: ParameterOfArray,
  filePath: string,
): TensorEntry {
  const { stored, dtype } = array
  const more = added === undefined ? {} : { added }
  if ('filePath' in stored) {
    const isTransposed = (array.transposed ?? false) !== transposed
    return { name, dtype, dims, ...stored, ...(isTransposed ? { transposed: true } : {}), ...more }
  }
  const values = () => {
    const own = arrayValues(array)
    return Float32Array.from(transposed ? transposedBy(own, array.dims, [1, 0]) : own)
  }
  const quantised = 'values' in stored ? stored.quantised : null
  const isAsItIs = !transposed && dims.join() === array.dims.join()
  const rows = isAsItIs && 'values' in stored ? stored.rows : undefined
  const at = { filePath, beginBytes: 0, lengthBytes: 4 * sizeOfShape(dims) }
  return {
    name,
    dtype: 'F32',
    dims,
    ...at,
    values,
    ...(rows && { rows }),
    ...(quantised === null ? {} : { quantised }),
    ...more,
  }
}
