import { normOf } from './find-norms'
import type { Norm } from './graph-roles'
import type { OnnxNode } from './onnx-graph'
import type { ValueGraph } from './value-graph'

/** The norms among nodes, in the order of the graph, each once. */
export function findNorms(values: ValueGraph, nodes: readonly OnnxNode[]): Norm[] {
  const byInner = new Map<string, Norm>()
  for (const node of nodes) {
    if (!MAKERS.includes(node.type)) continue
    const norm = normOf(values, node.outputs[0])
    // The whole of a norm comes after its parts in the graph, and so takes their place.
    if (norm) byInner.set(norm.input ?? norm.node.outputs[0], norm)
  }
  return [...byInner.values()]
}

const MAKERS = ['LayerNormalization', 'RMSNormalization', 'Mul', 'Div', 'Add']

/** The norm of what a product writes, before that is added to the stream. */
export function postNormOf(
  values: ValueGraph,
  output: string,
  isProduct: (node: OnnxNode) => boolean,
): Norm | null {
  const isSum = (node: OnnxNode) =>
    node.type === 'Add' && node.inputs.every((input) => values.isOnStream(input))
  const { stops, values: reached } = values.forward(output, (node) => isSum(node) || isProduct(node))
  const sum = stops.find(isSum)
  const own = sum?.inputs.find((input) => reached.has(input))
  return own === undefined ? null : normOf(values, unscaled(values, own))
}

/** Before a multiplication by one number (Granite). */
function unscaled(values: ValueGraph, value: string): string {
  const node = values.maker(values.through(value))
  if (node?.type !== 'Mul') return value
  const others = node.inputs.filter((input) => values.isOnStream(input))
  return others.length === 1 && others[0] !== undefined
    ? unscaledInput(values, node, others[0], value)
    : value
}

function unscaledInput(values: ValueGraph, node: OnnxNode, input: string, value: string): string {
  const other = values.constant(node.inputs.find((one) => one !== input))
  return other && other.dims.every((dim) => dim === 1) ? input : value
}
