import { smallIntegers } from '../array-values'
import type { OnnxNode } from '../onnx-graph'
import type { ValueGraph } from './value-graph'

/** Sizes of axes; null where one is known only when the graph is run. */
export type Sizes = readonly (number | null)[]

/** The shape that a node gives; null for other nodes. */
export function givenShape(values: ValueGraph, { type, inputs }: OnnxNode): Sizes | null {
  return type === 'Reshape' ? sizesOf(values, inputs[1]) : null
}

/** Of the values that heads are arranged in. */
const MOST_AXES = 8
const MOST_STEPS = 6

/**
 * Whole numbers that a graph computes from constants and from the shapes of values that are known; null where it does
 * not.
 */
export function sizesOf(
  values: ValueGraph,
  value: string,
  known: ReadonlyMap<string, Sizes> = new Map(),
  steps = 0,
): Sizes | null {
  const array = values.graph.arrays.get(value)
  if (array) return smallIntegers(array)
  const node = values.maker(value)
  if (!node || steps > MOST_STEPS) return null
  const input = (at: number) => sizesOf(values, node.inputs[at], known, steps + 1)
  if (node.type === 'Shape') return known.get(node.inputs[0]) ?? null
  if (node.type === 'Gather') return chosen(input(0), input(1))
  if (node.type in ARITHMETIC) return combined(node, input(0), input(1))
  if (node.type === 'Concat' && node.inputs.length <= MOST_AXES)
    return node.inputs.flatMap((_, at) => input(at) ?? [null])
  return PASSING.includes(node.type) ? input(0) : null
}

const PASSING = ['Unsqueeze', 'Squeeze', 'Cast', 'Reshape']

function chosen(from: Sizes | null, which: Sizes | null): Sizes | null {
  return (from && which?.map((at) => (at === null ? null : (from.at(at) ?? null)))) ?? null
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => Math.trunc(a / b),
}

function combined({ type }: OnnxNode, left: Sizes | null, right: Sizes | null): Sizes | null {
  if (left?.length !== 1 || right?.length !== 1) return null
  const [[a], [b]] = [left, right]
  return a === null || b === null ? null : [ARITHMETIC[type](a, b)]
}
