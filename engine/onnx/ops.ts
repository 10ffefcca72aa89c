/**
 * The op set: every ONNX operator our graphs use, as one discriminated union. A table over `OpType`
 * (attributes below, shape-rules.ts, gradient-rules.ts) fails to compile when an
 * operator is forgotten.
 */

/** A tensor inside a graph: an input, a constant or the output of an operator. */
export interface Value {
  readonly name: string
}

export type Op =
  | { type: 'Add'; inputs: [Value, Value] }
  | { type: 'Sub'; inputs: [Value, Value] }
  | { type: 'Mul'; inputs: [Value, Value] }
  | { type: 'MatMul'; inputs: [Value, Value] }
  /** Rows `indices` of `data` along `axis`. */
  | { type: 'Gather'; inputs: [data: Value, indices: Value]; axis: number }
  /** In the shape, 0 copies the input's dimension of the same axis and one -1 takes what is left. */
  | { type: 'Reshape'; inputs: [data: Value, shape: Value] }
  | { type: 'Expand'; inputs: [data: Value, shape: Value] }
  | { type: 'Transpose'; inputs: [Value]; perm: number[] }
  | { type: 'Concat'; inputs: Value[]; axis: number }
  | { type: 'Softmax'; inputs: [Value]; axis: number }
  /** Over the last axis. */
  | {
      type: 'LayerNormalization'
      inputs: [x: Value, weight: Value] | [x: Value, weight: Value, bias: Value]
      epsilon: number
    }
  | { type: 'RMSNormalization'; inputs: [x: Value, weight: Value]; epsilon: number }
  | { type: 'Gelu'; inputs: [Value]; approximate: 'none' | 'tanh' }
  | { type: 'Relu'; inputs: [Value] }
  | { type: 'Sigmoid'; inputs: [Value] }
  /** `x` cut off at the scalars `least` and `most`. */
  | { type: 'Clip'; inputs: [x: Value, least: Value, most: Value] }
  // Below: what gradients are made of. Identity gives one value a second name, so that each has a gradient of its own.
  | { type: 'Identity'; inputs: [Value] }
  | { type: 'Div'; inputs: [Value, Value] }
  | { type: 'Sqrt'; inputs: [Value] }
  | { type: 'Exp'; inputs: [Value] }
  | { type: 'Erf'; inputs: [Value] }
  | { type: 'Tanh'; inputs: [Value] }
  /** -1, 0 or 1 */
  | { type: 'Sign'; inputs: [Value] }
  | { type: 'ReduceSum'; inputs: [data: Value, axes: Value]; keepDims: boolean }
  | { type: 'ReduceMean'; inputs: [data: Value, axes: Value]; keepDims: boolean }
  /** Element i, .. of the result is `data` at i, .. with `indices` of i, .. in place of coordinate `axis`. */
  | { type: 'GatherElements'; inputs: [data: Value, indices: Value]; axis: number }
  /** `data` with `updates` added where `indices` say; the reverse of GatherElements. */
  | { type: 'ScatterElements'; inputs: [data: Value, indices: Value, updates: Value]; axis: number }

export type OpType = Op['type']
export type OpOf<T extends OpType> = Extract<Op, { type: T }>

export type AttributeValue =
  | { kind: 'int'; value: number }
  | { kind: 'float'; value: number }
  | { kind: 'string'; value: string }
  | { kind: 'ints'; value: number[] }
export type Attributes = Record<string, AttributeValue>

const none = (): Attributes => ({})
const axis = (op: { axis: number }): Attributes => ({ axis: { kind: 'int', value: op.axis } })
const keepDims = (op: { keepDims: boolean }): Attributes => ({
  keepdims: { kind: 'int', value: op.keepDims ? 1 : 0 },
})
const lastAxisNorm = (op: { epsilon: number }): Attributes => ({
  axis: { kind: 'int', value: -1 },
  epsilon: { kind: 'float', value: op.epsilon },
})

const ATTRIBUTES: { [T in OpType]: (op: OpOf<T>) => Attributes } = {
  Add: none,
  Sub: none,
  Mul: none,
  MatMul: none,
  Gather: axis,
  Reshape: none,
  Expand: none,
  Transpose: (op) => ({ perm: { kind: 'ints', value: op.perm } }),
  Concat: axis,
  Softmax: axis,
  LayerNormalization: lastAxisNorm,
  RMSNormalization: lastAxisNorm,
  Gelu: (op) => ({ approximate: { kind: 'string', value: op.approximate } }),
  Relu: none,
  Sigmoid: none,
  Clip: none,
  Identity: none,
  Div: none,
  Sqrt: none,
  Exp: none,
  Erf: none,
  Tanh: none,
  Sign: none,
  ReduceSum: keepDims,
  ReduceMean: keepDims,
  GatherElements: axis,
  ScatterElements: (op) => ({ ...axis(op), reduction: { kind: 'string', value: 'add' } }),
}

/** The operator's attributes as ONNX names them. */
export function attributesOf(op: Op): Attributes {
  return (ATTRIBUTES[op.type] as (op: Op) => Attributes)(op)
}
