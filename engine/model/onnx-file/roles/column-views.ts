import { smallIntegers } from '../array-values'
import type { OnnxNode } from '../onnx-graph'
import { dividedBy } from './divided-axes'
import { givenShape, sizesOf, type Sizes } from './given-shape'
import type { ColumnAxis } from './graph-roles'
import type { ValueGraph } from './value-graph'

/** A value seen as a view of a product's outputs. */
export interface ColumnView {
  offset: number
  /** null: an axis of the batch or of positions. */
  axes: readonly (ColumnAxis | null)[]
  /** Before the first shape is given, only the last axis is known. */
  isRankKnown: boolean
}

/** What a node makes of the view that is its first input; null where it is no longer one. */
export function nextView(step: Step): ColumnView | null {
  const { type, inputs } = step.node
  if (PASSING.includes(type)) return step.view
  return inputs[0] === step.from ? (VIEWS[type]?.(step) ?? null) : null
}

/** The sizes of its axes, null for those of the batch and of positions: mostly two. */
export function sizesOfView({ axes, isRankKnown }: ColumnView): Sizes {
  const sizes = axes.map((axis) => axis?.size ?? null)
  return isRankKnown ? sizes : [null, null, ...sizes]
}

/** What changes elements one by one. */
const PASSING = ['Identity', 'Cast', 'CastLike', 'Add', 'Sub', 'Mul', 'Div', 'Clip', 'Min', 'Max', 'Dropout']

export interface Step {
  values: ValueGraph
  node: OnnxNode
  /** The value that is a view, and of its node's the one that is followed. */
  from: string
  output: string
  view: ColumnView
  /** Of the values on the way to it. */
  known: ReadonlyMap<string, Sizes>
}

const VIEWS: Readonly<Record<string, (step: Step) => ColumnView | null>> = {
  Reshape: reshaped,
  Transpose: transposed,
  Split: cutBySplit,
  Slice: cutBySlice,
  Gather: cutByGather,
  GatherND: ({ values, node, view }) => {
    const indices = values.constant(node.inputs[1])
    const isOne = indices?.dims.join() === '1,1' && Number(node.attributes.batch_dims ?? 0) === 0
    const [index] = (isOne && smallIntegers(indices)) || []
    const size = view.isRankKnown ? view.axes[0]?.size : undefined
    if (index === undefined || size === undefined) return null
    return part(view, 0, index < 0 ? index + size : index, 1)
  },
  Squeeze: ({ values, node, view }) => {
    const gone = integers(values, node, 1, 'axes')?.map((axis) => within(axis, view.axes.length))
    const isSingle = (axis: ColumnAxis | null) => axis !== null && axis.size === 1
    if (!view.isRankKnown || !gone?.every((at) => isSingle(view.axes[at]))) return null
    return { ...view, axes: view.axes.filter((_, at) => !gone.includes(at)) }
  },
  Unsqueeze: ({ values, node, view }) => {
    const [added, ...others] = integers(values, node, 1, 'axes') ?? []
    if (added === undefined || others.length > 0) return null
    // At least batch or positions come before the last axis.
    if (!view.isRankKnown) return added === 0 || added === 1 ? view : null
    const at = within(added, view.axes.length + 1)
    return { ...view, axes: view.axes.toSpliced(at, 0, { size: 1, stride: 0 }) }
  },
}

/** Of an input, or of the attribute that older graphs have for it. */
function integers(
  values: ValueGraph,
  { inputs, attributes }: OnnxNode,
  at: number,
  name: string,
): number[] | null {
  const array = values.constant(inputs[at])
  const list = attributes[name]
  return array ? smallIntegers(array) : Array.isArray(list) ? (list as number[]) : null
}

const within = (axis: number, rank: number) => (axis < 0 ? axis + rank : axis)

/** The axis that a node means, where it is one of the product's outputs. */
function axisOf({ axes, isRankKnown }: ColumnView, axis: number): { at: number; own: ColumnAxis } | null {
  const at = axis < 0 ? axes.length + axis : isRankKnown ? axis : axes.length - 1
  const own = axes[at]
  return own ? { at, own } : null
}

/** A view of `count` elements of an axis from one on. */
function part(view: ColumnView, axis: number, begin: number, count: number): ColumnView | null {
  const found = axisOf(view, axis)
  if (!found || begin < 0 || count < 1 || begin + count > found.own.size) return null
  const { at, own } = found
  const axes = view.axes.with(at, { ...own, size: count })
  return { ...view, offset: view.offset + begin * own.stride, axes }
}

function cutBySplit({ values, node, view, output }: Step): ColumnView | null {
  const axis = Number(node.attributes.axis ?? 0)
  const size = axisOf(view, axis)?.own.size ?? 0
  const equal = Math.ceil(size / node.outputs.length)
  const given =
    integers(values, node, 1, 'split') ?? node.outputs.map((_, i) => Math.min(equal, size - i * equal))
  const which = node.outputs.indexOf(output)
  const begin = given.slice(0, which).reduce((sum, length) => sum + length, 0)
  return part(view, axis, begin, given[which] ?? 0)
}

function cutBySlice({ values, node, view, known }: Step): ColumnView | null {
  const [starts, ends] = ['starts', 'ends'].map(
    (name, at) => integers(values, node, at + 1, name) ?? sizesOf(values, node.inputs[at + 1] ?? '', known),
  )
  const [axes, steps] = [integers(values, node, 3, 'axes'), integers(values, node, 4, 'steps')]
  if (!starts || !ends || (node.inputs[4] && !steps?.every((step) => step === 1))) return null
  let result: ColumnView | null = view
  for (const [i, start] of starts.entries())
    result = result && sliced(result, axes?.[i] ?? i, start, ends[i] ?? null)
  return result
}

function sliced(view: ColumnView, axis: number, start: number | null, end: number | null): ColumnView | null {
  const size = axisOf(view, axis)?.own.size
  if (size === undefined || start === null || end === null) return null
  const [begin, after] = [start, end].map((at) => Math.max(0, Math.min(size, within(at, size))))
  return part(view, axis, begin, after - begin)
}

/** One element of an axis, which goes or stays as an axis of 1. */
function cutByGather({ values, node, view }: Step): ColumnView | null {
  const indices = values.constant(node.inputs[1])
  const chosen = indices && smallIntegers(indices)
  const axis = Number(node.attributes.axis ?? 0)
  const found = axisOf(view, axis)
  if (!indices || chosen?.length !== 1 || !found || !view.isRankKnown) return null
  const [index] = chosen
  const taken = part(view, axis, index < 0 ? index + found.own.size : index, 1)
  if (!taken || indices.dims.length > 0) return taken
  return { ...taken, axes: taken.axes.filter((_, at) => at !== found.at) }
}

function transposed({ node, view }: Step): ColumnView | null {
  const { perm } = node.attributes
  if (!Array.isArray(perm)) return null
  const missing = perm.length - view.axes.length
  if (missing < 0 || (view.isRankKnown && missing !== 0)) return null
  const axes = [...Array<null>(missing).fill(null), ...view.axes]
  return { ...view, axes: (perm as number[]).map((at) => axes[at]), isRankKnown: true }
}

/** Other axes of the same outputs, which must be the last ones. */
function reshaped({ values, node, view }: Step): ColumnView | null {
  const shape = givenShape(values, node)
  const first = view.axes.findIndex((axis) => axis !== null)
  const own = view.axes.slice(first).filter((axis) => axis !== null)
  const axes = shape && own.length === view.axes.length - first ? dividedBy(own, shape) : null
  if (!shape || !axes) return null
  const before = Array<null>(shape.length - axes.length).fill(null)
  return { ...view, axes: [...before, ...axes], isRankKnown: true }
}
