import { bell, GELU_SLOPE, oneMinus, unary } from './gelu-slope'
import type { GraphBuilder } from './graph-builder'
import { normInputGradient, normParts } from './norm-gradients'
import type { OpOf, OpType, Value } from './ops'
import { broadcast, sizeOfShape, type Shape } from './shapes'

/** One operator of a graph being differentiated, as its rule sees it. */
export interface GradientContext {
  /** Builds the backward graph. */
  builder: GraphBuilder
  /** The gradient at the operator's output; its shape is the output's. */
  gradient: Value
  output: Value
  /** A value of the forward graph as the backward graph sees it: asking for it makes it an input there. */
  forward(value: Value): Value
  /** The shape of a value of the forward graph. */
  shape(value: Value): Shape
  /** The data of a constant of the forward graph. */
  constant(value: Value): readonly number[]
}

/** For each input, in order: builds the gradient at it; null where none flows. */
export type InputGradients = ((() => Value) | null)[]
export type GradientRule<O> = (op: O, context: GradientContext) => InputGradients
export type GradientRules = { [T in OpType]: GradientRule<OpOf<T>> }

/** Reverse-mode rules of every operator: a forgotten one does not compile. */
export const GRADIENT_RULES: GradientRules = {
  Add: ({ inputs: [a, b] }, c) => [() => summedTo(c, c.gradient, a), () => summedTo(c, c.gradient, b)],
  Sub: ({ inputs: [a, b] }, c) => [
    () => summedTo(c, c.gradient, a),
    () => summedTo(c, scaled(c, c.gradient, -1), b),
  ],
  Mul: ({ inputs: [a, b] }, c) => [
    () => summedTo(c, c.builder.mul(c.gradient, c.forward(b)), a),
    () => summedTo(c, c.builder.mul(c.gradient, c.forward(a)), b),
  ],
  Div: ({ inputs: [a, b] }, c) => [
    () => summedTo(c, c.builder.div(c.gradient, c.forward(b)), a),
    () => {
      const slope = c.builder.div(c.builder.mul(c.gradient, c.forward(c.output)), c.forward(b))
      return summedTo(c, scaled(c, slope, -1), b)
    },
  ],
  MatMul: ({ inputs: [a, b] }, c) => [
    () => {
      const product = c.builder.matMul(c.gradient, swapped(c, b))
      return summedTo(c, product, a, productShape(c, a, [c.shape(c.output).at(-2)!, c.shape(b).at(-2)!]))
    },
    () => {
      const product = isLargeMatrix(c, a)
        ? c.builder.transpose(c.builder.matMul(c.builder.transpose(c.gradient, [1, 0]), c.forward(a)), [1, 0])
        : c.builder.matMul(swapped(c, a), c.gradient)
      return summedTo(c, product, b, productShape(c, b, [c.shape(a).at(-1)!, c.shape(c.output).at(-1)!]))
    },
  ],
  Gather: (op, c) => [() => scatteredRows(op, c), null],
  Reshape: ({ inputs: [data] }, c) => [() => c.builder.reshape(c.gradient, [...c.shape(data)]), null],
  Expand: ({ inputs: [data] }, c) => [() => summedTo(c, c.gradient, data), null],
  Transpose: ({ perm }, c) => [
    () =>
      c.builder.transpose(
        c.gradient,
        perm.map((_, axis) => perm.indexOf(axis)),
      ),
  ],
  Concat: (op, c) => op.inputs.map((_, i) => () => part(op, i, c)),
  Softmax: ({ axis }, c) => [
    () => {
      const y = c.forward(c.output)
      const along = c.builder.reduceSum(c.builder.mul(c.gradient, y), [axis])
      return c.builder.mul(y, c.builder.sub(c.gradient, along), 'throughSoftmax')
    },
  ],
  LayerNormalization: (op, c) => [...normGradients(op, c), () => summedTo(c, c.gradient, op.inputs[2]!)],
  RMSNormalization: (op, c) => normGradients(op, c),
  Gelu: ({ inputs: [x], approximate }, c) => [
    () => c.builder.mul(c.gradient, GELU_SLOPE[approximate](c.builder, c.forward(x)), 'throughGelu'),
  ],
  // Where the output is 0 no gradient flows.
  Relu: (_, c) => [
    () => c.builder.mul(c.gradient, unary(c.builder, 'Sign', c.forward(c.output)), 'throughRelu'),
  ],
  Sigmoid: (_, c) => [
    () => {
      const y = c.forward(c.output)
      return c.builder.mul(c.gradient, c.builder.mul(y, oneMinus(c.builder, y)), 'throughSigmoid')
    },
  ],
  // Where nothing was cut off, the limits themselves included, all of it flows.
  Clip: ({ inputs: [x] }, c) => [
    () => {
      const cut = unary(c.builder, 'Sign', c.builder.sub(c.forward(x), c.forward(c.output), 'cut'))
      return c.builder.mul(c.gradient, oneMinus(c.builder, c.builder.mul(cut, cut)), 'throughClip')
    },
    null,
    null,
  ],
  Identity: (_, c) => [() => c.gradient],
  Sqrt: (_, c) => [() => c.builder.div(scaled(c, c.gradient, 0.5), c.forward(c.output))],
  Exp: (_, c) => [() => c.builder.mul(c.gradient, c.forward(c.output))],
  Erf: ({ inputs: [x] }, c) => [
    () => c.builder.mul(c.gradient, bell(c.builder, c.forward(x), 2 / Math.sqrt(Math.PI), -1)),
  ],
  Tanh: (_, c) => [
    () => {
      const y = c.forward(c.output)
      return c.builder.mul(c.gradient, oneMinus(c.builder, c.builder.mul(y, y)))
    },
  ],
  Sign: () => [null],
  ReduceSum: (op, c) => [() => spread(op, c), null],
  ReduceMean: (op, c) => [
    () => {
      const count = sizeOfShape(c.shape(op.inputs[0])) / sizeOfShape(c.shape(c.output))
      return scaled(c, spread(op, c), 1 / count)
    },
    null,
  ],
  GatherElements: ({ inputs: [data, indices], axis }, c) => [
    () => {
      const inputs: [Value, Value, Value] = [zeros(c, c.shape(data)), c.forward(indices), c.gradient]
      return c.builder.op({ type: 'ScatterElements', inputs, axis }, 'scattered')
    },
    null,
  ],
  ScatterElements: ({ inputs: [, indices], axis }, c) => [
    () => c.gradient,
    null,
    () =>
      c.builder.op({ type: 'GatherElements', inputs: [c.gradient, c.forward(indices)], axis }, 'gathered'),
  ],
}

/** The table without its correlation of operator and rule, for a loop over operators. */
export function gradientsOf(
  rules: GradientRules,
  op: OpOf<OpType>,
  context: GradientContext,
): InputGradients {
  return (rules[op.type] as GradientRule<typeof op>)(op, context)
}

/** Sums `gradient` over the axes along which `target` was repeated. `from`: its shape, the output's unless given. */
function summedTo(c: GradientContext, gradient: Value, target: Value, from = c.shape(c.output)): Value {
  const to = c.shape(target)
  const extra = from.length - to.length
  const axes = from.flatMap((dim, axis) =>
    axis < extra || (to[axis - extra] === 1 && dim !== 1) ? [axis] : [],
  )
  if (axes.length === 0) return gradient
  if (axes.length === 1 && from.slice(0, axes[0]).every((dim) => dim === 1))
    return c.builder.reshape(sumOfBlocks(c.builder, gradient, from[axes[0]]), [...to])
  const sum = c.builder.reduceSum(gradient, axes)
  return extra === 0 ? sum : c.builder.reshape(sum, [...to])
}

/** The sum of the `count` equal parts of a tensor that follow one another, as a product with ones: [1, part]. */
export function sumOfBlocks(builder: GraphBuilder, value: Value, count: number): Value {
  const ones = builder.constant(new Array<number>(count).fill(1), [1, count])
  return builder.matMul(ones, builder.reshape(value, [count, -1], 'blocks'), 'blockSum')
}

/** Shape of a product that is a gradient of `factor`, before it is summed to the factor's own shape. */
function productShape(c: GradientContext, factor: Value, matrix: [number, number]): Shape {
  return [...broadcast(c.shape(c.output).slice(0, -2), c.shape(factor).slice(0, -2)), ...matrix]
}

/** Whether transposing the first factor of a product of matrices would copy more than transposing the gradient, as of weights. */
function isLargeMatrix(c: GradientContext, a: Value): boolean {
  const [from, to] = [c.shape(a), c.shape(c.output)]
  return from.length === 2 && to.length === 2 && sizeOfShape(from) > sizeOfShape(to)
}

/** A forward value with its last two axes exchanged. */
function swapped(c: GradientContext, value: Value): Value {
  const rank = c.shape(value).length
  const perm = Array.from({ length: rank }, (_, axis) => axis)
  return c.builder.transpose(c.forward(value), [...perm.slice(0, -2), rank - 1, rank - 2])
}

function normGradients(
  op: OpOf<'LayerNormalization'> | OpOf<'RMSNormalization'>,
  c: GradientContext,
): InputGradients {
  const [x, weight] = op.inputs
  return [
    () =>
      normInputGradient(c.builder, op, { x: c.forward(x), weight: c.forward(weight), gradient: c.gradient }),
    () => summedTo(c, c.builder.mul(c.gradient, normParts(c.builder, op, c.forward(x)).normal), weight),
  ]
}

/** Rows picked more than once get the sum of their gradients. */
function scatteredRows({ inputs: [data, indices], axis }: OpOf<'Gather'>, c: GradientContext): Value {
  const { builder } = c
  const shape = c.shape(data)
  const count = sizeOfShape(c.shape(indices))
  const picked = shape.with(axis, count)
  const flat = builder.reshape(
    c.forward(indices),
    shape.map((_, at) => (at === axis ? count : 1)),
    'rows',
  )
  const inputs: [Value, Value, Value] = [
    zeros(c, shape),
    builder.expand(flat, picked, 'everywhere'),
    builder.reshape(c.gradient, [...picked]),
  ]
  return builder.op({ type: 'ScatterElements', inputs, axis }, 'scattered')
}

/** The part of a concatenation's gradient that belongs to input `i`. */
function part({ inputs, axis }: OpOf<'Concat'>, i: number, c: GradientContext): Value {
  const sizes = inputs.map((value) => c.shape(value)[axis])
  const first = sizes.slice(0, i).reduce((sum, size) => sum + size, 0)
  const range = Array.from({ length: sizes[i] }, (_, at) => first + at)
  return c.builder.gather(c.gradient, c.builder.constant(range, [sizes[i]], 'int64'), axis, 'part')
}

/** The gradient of a reduction at each of the elements it was made of. */
function spread(
  { inputs: [data, axes], keepDims }: OpOf<'ReduceSum' | 'ReduceMean'>,
  c: GradientContext,
): Value {
  const shape = c.shape(data)
  if (keepDims) return c.builder.expand(c.gradient, shape)
  const gone = new Set(c.constant(axes).map((axis) => (axis + shape.length) % shape.length))
  const kept = c.builder.reshape(
    c.gradient,
    shape.map((dim, axis) => (gone.has(axis) ? 1 : dim)),
  )
  return c.builder.expand(kept, shape)
}

function zeros(c: GradientContext, shape: Shape): Value {
  return c.builder.expand(c.builder.constant([0], [1]), shape, 'zeros')
}

function scaled(c: GradientContext, value: Value, factor: number): Value {
  return c.builder.mul(value, c.builder.constant([factor], [1]), 'scaled')
}
