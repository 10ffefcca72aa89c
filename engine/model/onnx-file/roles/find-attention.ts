import type { AttentionCore } from './graph-roles'
import type { OnnxNode } from '../onnx-graph'
import type { ValueGraph } from './value-graph'

/**
 * Where queries look at keys, in the order of the layers.
 * @throws PatchbayError (bad-input): none at all, or a Softmax that is not between two products of computed values.
 */
export function findAttention(values: ValueGraph): AttentionCore[] {
  const cores = values.graph.nodes.flatMap((node) => coreOf(values, node) ?? [])
  if (cores.length === 0)
    throw values.refused(
      'no attention was found in it (no Softmax between two products, no Attention operator)',
    )
  return cores
}

function coreOf(values: ValueGraph, node: OnnxNode): AttentionCore | null {
  if (!node.inputs.some((input) => values.isOnStream(input))) return null
  if (node.type === 'Attention') return operatorCore(node)
  return node.type === 'Softmax' ? softmaxCore(values, node) : null
}

function operatorCore(node: OnnxNode): AttentionCore {
  const [q, k, v] = node.inputs
  return { node, scores: null, mix: null, q, k, v, output: node.outputs[0] }
}

function softmaxCore(values: ValueGraph, node: OnnxNode): AttentionCore {
  const isDynamic = (one: OnnxNode) =>
    one.type === 'MatMul' && one.inputs.every((input) => values.isOnStream(input))
  const { stops: before } = values.back(node.inputs[0], isDynamic)
  const { stops: after, values: weights } = values.forward(node.outputs[0], isDynamic)
  const [scores, mix] = [before[0], after[0]]
  const name = node.name || node.outputs[0]
  if (before.length !== 1) throw values.refused(`${name} (Softmax) is not of one product of queries and keys`)
  if (after.length === 0) throw values.refused(`${name} (Softmax) is not multiplied by values`)
  const v = mix.inputs.find((input) => !weights.has(input))
  if (v === undefined) throw values.refused(`${mix.name || mix.outputs[0]} multiplies a Softmax by itself`)
  const [q, k] = scores.inputs
  return { node, scores, mix, q, k, v, output: mix.outputs[0] }
}
