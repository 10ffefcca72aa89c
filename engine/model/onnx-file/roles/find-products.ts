import type { Product } from './graph-roles'
import type { OnnxArray, OnnxNode } from '../onnx-graph'
import { elementsOf, type ValueGraph } from './value-graph'

/** Every product of the stream with a constant matrix, in the order of the graph. */
export function findProducts(values: ValueGraph): Map<OnnxNode, Product> {
  const products = new Map<OnnxNode, Product>()
  for (const node of values.graph.nodes) {
    const product = productOf(values, node)
    if (product) products.set(node, product)
  }
  return products
}

function productOf(values: ValueGraph, node: OnnxNode): Product | null {
  if (node.domain !== '' || !values.isOnStream(node.inputs[0])) return null
  if (node.type === 'MatMul') {
    const weight = matrix(values.floats(node.inputs[1]))
    return weight && withBias(values, node, { weight, isOutFirst: false }, null)
  }
  if (node.type !== 'Gemm') return null
  const { alpha = 1, beta = 1, transA = 0, transB = 0 } = node.attributes
  const weight = matrix(values.floats(node.inputs[1]))
  if (!weight || transA !== 0) return null
  const bias = values.floats(node.inputs[2])
  if (alpha !== 1 || (bias && beta !== 1))
    throw values.refused(`${node.name || node.outputs[0]} multiplies its product by ${alpha as number}`)
  return withBias(values, node, { weight, isOutFirst: transB === 1 }, bias)
}

/** Of two dimensions, not counting leading ones of size 1. */
function matrix(array: OnnxArray | null): OnnxArray | null {
  if (!array || array.dims.length < 2 || array.dims.slice(0, -2).some((dim) => dim !== 1)) return null
  return array.dims.length === 2 ? array : { ...array, dims: array.dims.slice(-2) }
}

function withBias(
  values: ValueGraph,
  node: OnnxNode,
  { weight, isOutFirst }: Pick<Product, 'weight' | 'isOutFirst'>,
  own: OnnxArray | null,
): Product {
  const [outputs, inputs] = isOutFirst ? weight.dims : [weight.dims[1], weight.dims[0]]
  const product = { node, input: node.inputs[0], weight, isOutFirst, inputs, outputs }
  if (own && elementsOf(own) === outputs) return { ...product, output: node.outputs[0], bias: own }
  const { bias, output } = addedAfter(values, node.outputs[0], outputs)
  return { ...product, output, bias }
}

/** A constant of so many elements that is added to a value, and to nothing else besides. */
function addedAfter(
  values: ValueGraph,
  value: string,
  count: number,
): { bias: OnnxArray | null; output: string } {
  let at = value
  for (;;) {
    values.step()
    const [reader, ...others] = values.readers(at)
    if (!reader || others.length > 0) return { bias: null, output: value }
    if (reader.type === 'Add') {
      const bias = reader.inputs.map((input) => values.floats(input)).find((one) => one !== null)
      return bias && elementsOf(bias) === count
        ? { bias, output: reader.outputs[0] }
        : { bias: null, output: value }
    }
    if (!['Cast', 'Reshape', 'Unsqueeze', 'Squeeze', 'Identity'].includes(reader.type))
      return { bias: null, output: value }
    at = reader.outputs[0]
  }
}
