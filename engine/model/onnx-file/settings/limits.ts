import type { GraphRoles, Product } from '../roles/graph-roles'
import type { OnnxNode } from '../onnx-graph'
import type { ValueGraph } from '../roles/value-graph'
import { numberOf } from './scalars'
import { between } from '../roles/ways'

/** Where a graph cuts values off. Few values reach a limit, so that the logits of a few prompts would not show one. */

/** What a product's values are cut off at (OLMo, MPT), before their norms; null where they are not. */
export function clipOf(values: ValueGraph, { output }: Product, to: string): number | null {
  const clip = between(values, output, to).nodes.find(({ type }) => type === 'Clip')
  const most = clip ? limitsOf(values, clip)[1] : null
  return most !== null && Number.isFinite(most) ? most : null
}

/** The first node that cuts values off which no architecture cuts off; null where there is none. */
export function otherLimit(values: ValueGraph, { layers }: Pick<GraphRoles, 'layers'>): string | null {
  const known = new Set(
    layers.flatMap(({ core, q, k, v }) =>
      [[q, core.q], [k, core.k], [v, core.v]].flatMap(([product, to]) => clips(values, product as Product, to as string)),
    ),
  ) // prettier-ignore
  const other = values.graph.nodes.find(
    (node) =>
      LIMITING.includes(node.type) &&
      values.streamInputs(node).length > 0 &&
      !known.has(node) &&
      limitsOf(values, node).some((limit) => limit !== null && Math.abs(limit) < LARGEST),
  )
  return other ? other.name || other.outputs[0] : null
}

const LIMITING = ['Clip', 'Min', 'Max']

/** Values of half precision go no further: a limit there, or beyond, is none. */
const LARGEST = 65504

/** Symmetric ones, which are settings of architectures. */
function clips(values: ValueGraph, { output }: Product, to: string): OnnxNode[] {
  return between(values, output, to).nodes.filter((node) => {
    const [least, most] = node.type === 'Clip' ? limitsOf(values, node) : [null, null]
    return least !== null && most !== null && least === -most
  })
}

/** The least and the largest number that a node leaves; null where it sets none, or none that is known. */
function limitsOf(
  values: ValueGraph,
  { type, inputs, attributes }: OnnxNode,
): [number | null, number | null] {
  if (type === 'Clip') {
    const limit = (at: number, own: unknown) => {
      if (inputs[at]) return numberOf(values, inputs[at], null)
      return typeof own === 'number' ? own : null
    }
    return [limit(1, attributes.min), limit(2, attributes.max)]
  }
  const known = inputs.map((input) => numberOf(values, input, null)).find((one) => one !== null) ?? null
  return type === 'Max' ? [known, null] : [null, known]
}
