import { valuesOf } from '../../onnx'
import type { WeightTensor } from '../transformer'

/**
 * a [rows, inner] @ b [inner, columns], summed in float64 and rounded once. While a model is opened tensors have no data
 * yet, and neither has their product.
 */
export function product(a: WeightTensor, b: WeightTensor): WeightTensor {
  const [rows, inner] = a.dims
  const columns = b.dims[1]
  const dims = [rows, columns]
  if (a.data.length === 0) return { dims, data: a.data }
  const [left, right] = [valuesOf(a.data), valuesOf(b.data)]
  const data = new Float32Array(rows * columns)
  const sums = new Float64Array(columns)
  for (let row = 0; row < rows; row++) {
    sums.fill(0)
    for (let i = 0; i < inner; i++) {
      const factor = left[row * inner + i]
      for (let column = 0; column < columns; column++) sums[column] += factor * right[i * columns + column]
    }
    data.set(sums, row * columns)
  }
  return { dims, data }
}
