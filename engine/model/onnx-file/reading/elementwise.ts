import { sizeOfShape } from '../../../onnx'
import type { OnnxArray, OnnxNode } from '../onnx-graph'
import { arrayValues, type ArrayValues } from '../array-values'
import { FLOAT_DTYPES } from './dtypes'
import { computed, type Inputs } from './computed-array'

/** With as many operands as they have parameters. */
const OPERATIONS: Record<string, (a: number, b: number) => number> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Pow: (a, b) => a ** b,
  Sqrt: Math.sqrt,
  Neg: (a) => -a,
  Reciprocal: (a) => 1 / a,
  Exp: Math.exp,
}

/** The operators that `elementwise` computes. */
export const ELEMENTWISE: readonly string[] = Object.keys(OPERATIONS)

/** Operations element by element; of two, dimensions of 1 are repeated. */
export function elementwise({ type }: OnnxNode, [a, b]: [OnnxArray, ...Inputs]): OnnxArray | null {
  const operation = OPERATIONS[type]
  const whole = !FLOAT_DTYPES.includes(a.dtype)
  if (operation.length === 1)
    return computed(a, () => Float64Array.from(arrayValues(a), (value) => operation(value, 0)), [a])
  const dims = b ? broadcast(a.dims, b.dims) : null
  if (!b || dims === null) return null
  const round = (value: number) => (whole ? Math.trunc(value) : value)
  const larger = sizeOfShape(b.dims) > sizeOfShape(a.dims) ? b : a
  const values = () => {
    const [left, right] = [repeated(arrayValues(a), a.dims, dims), repeated(arrayValues(b), b.dims, dims)]
    return Float64Array.from({ length: sizeOfShape(dims) }, (_, i) => round(operation(left(i), right(i))))
  }
  return computed({ name: larger.name, dtype: a.dtype, dims }, values, [a, b])
}

function broadcast(a: readonly number[], b: readonly number[]): number[] | null {
  const rank = Math.max(a.length, b.length)
  const dims = Array.from({ length: rank }, (_, i) => {
    const [x, y] = [a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1]
    return x === y || y === 1 ? x : x === 1 ? y : -1
  })
  return dims.includes(-1) ? null : dims
}

/** Element i of the values as if their dimensions of 1 were those of `dims`. */
function repeated(
  values: ArrayValues,
  own: readonly number[],
  dims: readonly number[],
): (i: number) => number {
  if (values.length === 1) return () => values[0]
  if (values.length === sizeOfShape(dims)) return (i) => values[i]
  let stride = 1
  const steps = dims
    .map((dim, i) => ({ dim, own: own[i - dims.length + own.length] ?? 1 }))
    .reverse()
    .map(({ dim, own: size }) => {
      const step = { dim, stride: size === 1 ? 0 : stride }
      stride *= size
      return step
    })
  return (i) => {
    let [rest, at] = [i, 0]
    for (const step of steps) {
      at += (rest % step.dim) * step.stride
      rest = Math.floor(rest / step.dim)
    }
    return values[at]
  }
}
