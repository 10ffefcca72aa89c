import type { Dimension, Graph } from './graph'
import type { OpOf, OpType, Value } from './ops'

export type Shape = readonly number[]
/** Shapes of all values of a graph, by name. */
export type Shapes = ReadonlyMap<string, Shape>

/** What a shape rule may ask. */
interface ShapeContext {
  shape(value: Value): Shape
  /** The data of a constant. */
  constant(value: Value): readonly number[]
}

type ShapeRule<O> = (op: O, context: ShapeContext) => Shape

const same: ShapeRule<{ inputs: [Value, ...Value[]] }> = ({ inputs }, { shape }) => shape(inputs[0])
const broadcasting: ShapeRule<{ inputs: [Value, Value] }> = ({ inputs: [a, b] }, { shape }) =>
  broadcast(shape(a), shape(b))

const SHAPE_RULES: { [T in OpType]: ShapeRule<OpOf<T>> } = {
  Add: broadcasting,
  Sub: broadcasting,
  Mul: broadcasting,
  Div: broadcasting,
  MatMul: ({ inputs: [a, b] }, { shape }) => {
    const [left, right] = [shape(a), shape(b)]
    return [...broadcast(left.slice(0, -2), right.slice(0, -2)), left.at(-2)!, right.at(-1)!]
  },
  Gather: ({ inputs: [data, indices], axis }, { shape }) => shape(data).toSpliced(axis, 1, ...shape(indices)),
  Reshape: ({ inputs: [data, dims] }, { shape, constant }) => reshaped(shape(data), constant(dims)),
  Expand: ({ inputs: [data, dims] }, { shape, constant }) => broadcast(shape(data), constant(dims)),
  Transpose: ({ inputs: [value], perm }, { shape }) => perm.map((axis) => shape(value)[axis]),
  Concat: ({ inputs, axis }, { shape }) => {
    const along = inputs.reduce((sum, value) => sum + shape(value)[axis], 0)
    return shape(inputs[0]).with(axis, along)
  },
  Softmax: same,
  LayerNormalization: same,
  RMSNormalization: same,
  Gelu: same,
  Relu: same,
  Sigmoid: same,
  Clip: same,
  Identity: same,
  Sqrt: same,
  Exp: same,
  Erf: same,
  Tanh: same,
  Sign: same,
  ReduceSum: reduced,
  ReduceMean: reduced,
  GatherElements: ({ inputs: [, indices] }, { shape }) => shape(indices),
  ScatterElements: same,
}

/**
 * The shape of every value of a graph, once its named dimensions have a size (`sizes`).
 * @throws Error for a size that is missing, and for a shape that is given by an input instead of a constant.
 */
export function inferShapes(graph: Graph, sizes: Record<string, number>): Shapes {
  const shapes = new Map<string, Shape>()
  const constants = new Map(graph.initializers.map(({ value, data }) => [value.name, data]))
  const context: ShapeContext = {
    shape: (value) => known(shapes, value, 'its shape is not known'),
    constant: (value) => known(constants, value, 'it is not a constant, so no shape can be read from it'),
  }
  for (const { value, dims } of graph.inputs)
    shapes.set(
      value.name,
      dims.map((dim) => sizeOf(dim, sizes)),
    )
  for (const { value, dims } of graph.initializers) shapes.set(value.name, dims)
  for (const { output, op } of graph.nodes) {
    shapes.set(output.name, (SHAPE_RULES[op.type] as ShapeRule<typeof op>)(op, context))
  }
  return shapes
}

/** The shape both are repeated to. */
export function broadcast(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length)
  const size = (shape: Shape, axis: number) => shape[axis - rank + shape.length] ?? 1
  return Array.from({ length: rank }, (_, axis) => {
    const [left, right] = [size(a, axis), size(b, axis)]
    if (left !== right && left !== 1 && right !== 1) {
      throw new Error(`shapes [${a.join(', ')}] and [${b.join(', ')}] do not fit together`)
    }
    return left === 1 ? right : left
  })
}

/** How many elements it has. */
export const sizeOfShape = (shape: Shape) => shape.reduce((product, dim) => product * dim, 1)

function reshaped(from: Shape, dims: readonly number[]): Shape {
  const copied = dims.map((dim, axis) => (dim === 0 ? from[axis] : dim))
  const rest = sizeOfShape(from) / sizeOfShape(copied.filter((dim) => dim !== -1))
  return copied.map((dim) => (dim === -1 ? rest : dim))
}

function reduced(
  { inputs: [data, axes], keepDims }: OpOf<'ReduceSum' | 'ReduceMean'>,
  { shape, constant }: ShapeContext,
): Shape {
  const rank = shape(data).length
  const gone = new Set(constant(axes).map((axis) => (axis + rank) % rank))
  return keepDims
    ? shape(data).map((dim, axis) => (gone.has(axis) ? 1 : dim))
    : shape(data).filter((_, axis) => !gone.has(axis))
}

function sizeOf(dim: Dimension, sizes: Record<string, number>): number {
  if (typeof dim === 'number') return dim
  if (Object.hasOwn(sizes, dim)) return sizes[dim]
  throw new Error(`dimension ${dim} has no size`)
}

function known<T>(map: ReadonlyMap<string, T>, value: Value, otherwise: string): T {
  const found = map.get(value.name)
  if (found === undefined) throw new Error(`${value.name}: ${otherwise}`)
  return found
}
