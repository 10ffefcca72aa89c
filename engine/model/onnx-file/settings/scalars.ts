import { sizeOfShape } from '../../../onnx'
import { arrayValues } from '../array-values'
import type { OnnxNode } from '../onnx-graph'
import type { ValueGraph } from '../roles/value-graph'

/** Numbers that a graph multiplies by: constants, and what it computes of the size of a head. */

/** Deeper than any exporter computes a number. */
const MOST_STEPS = 12

/** The number that a value is; null where it is not one number known without running the graph. */
export function numberOf(values: ValueGraph, value: string, dHead: number | null, steps = 0): number | null {
  const array = values.graph.arrays.get(value)
  if (array) return sizeOfShape(array.dims) === 1 ? arrayValues(array)[0] : null
  const node = values.maker(value)
  if (!node || steps > MOST_STEPS) return null
  if (isLastSize(values, node)) return dHead
  const rule = Object.hasOwn(ARITHMETIC, node.type) ? ARITHMETIC[node.type] : undefined
  if (!rule) return null
  const operands = node.inputs.slice(0, rule.length).map((input) => numberOf(values, input, dHead, steps + 1))
  return operands.every((one) => one !== null) ? rule(...operands) : null
}

const ARITHMETIC: Readonly<Record<string, (...operands: number[]) => number>> = {
  Cast: (x) => x,
  CastLike: (x) => x,
  Squeeze: (x) => x,
  Unsqueeze: (x) => x,
  Sqrt: (x) => Math.sqrt(x),
  Reciprocal: (x) => 1 / x,
  Neg: (x) => -x,
  Mul: (x, y) => x * y,
  Div: (x, y) => x / y,
  Pow: (x, y) => x ** y,
}

/** The last of a shape's sizes, which of q and k is the size of a head. */
function isLastSize(values: ValueGraph, { type, inputs }: OnnxNode): boolean {
  if (type !== 'Slice' && type !== 'Gather') return false
  if (values.maker(inputs[0])?.type !== 'Shape') return false
  const array = values.graph.arrays.get(inputs[1])
  return array !== undefined && sizeOfShape(array.dims) === 1 && [-1, 3].includes(arrayValues(array)[0])
}

/** What a node multiplies `value` by, or divides it by; null where it does something else. */
export function factorOf(
  values: ValueGraph,
  node: OnnxNode,
  value: string,
  dHead: number | null,
): number | null {
  const { type, inputs } = node
  if (type !== 'Mul' && type !== 'Div') return null
  const [first, second] = inputs
  if (type === 'Div') {
    const divisor = first === value ? numberOf(values, second, dHead) : null
    return divisor === null ? null : 1 / divisor
  }
  return numberOf(values, first === value ? second : first, dHead)
}

/** What a value was multiplied by last, where optimisers moved a scale before a product. */
export function scaleBefore(values: ValueGraph, value: string, dHead: number | null): number {
  let [at, scale] = [value, 1]
  for (;;) {
    const node = values.maker(at)
    const factors = (node?.inputs ?? []).map((input) => factorOf(values, node!, input, dHead))
    const scaled = factors.findIndex((factor) => factor !== null)
    if (!node || scaled < 0) return scale
    scale *= factors[scaled]!
    at = node.inputs[scaled]
  }
}

/** y = cap * tanh(scale * x / cap), or scale * x where there is no cap. */
export interface ScaleAndCap {
  scale: number
  cap: number | null
}

/** What all nodes of a way multiply by, and the soft cap on it. `from` is the value that the way begins with. */
export function scaleAndCap(
  values: ValueGraph,
  from: string,
  way: readonly OnnxNode[],
  dHead: number | null,
): ScaleAndCap {
  let [value, scale] = [from, 1]
  let beforeCap: number | null = null
  for (const node of way) {
    if (node.type === 'Tanh') [beforeCap, scale] = [scale, 1]
    else scale *= factorOf(values, node, value, dHead) ?? 1
    value = node.outputs[0]
  }
  return beforeCap === null ? { scale, cap: null } : { scale: beforeCap * scale, cap: scale }
}
