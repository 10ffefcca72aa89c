import { normOf } from './find-norms'
import type { Norm } from './graph-roles'
import type { OnnxNode } from '../onnx-graph'
import type { ValueGraph } from './value-graph'

/** The norms among nodes, each once: in the order in which they are joined (one for each head), else of the graph. */
export function findNorms(values: ValueGraph, nodes: readonly OnnxNode[]): Norm[] {
  for (const { type, inputs } of nodes) {
    const joined = type === 'Concat' ? inputs.map((input) => normOf(values, input)) : []
    if (joined.length > 0 && joined.every((norm) => norm !== null)) return joined
  }
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
  return own === undefined ? null : normOf(values, own)
}
