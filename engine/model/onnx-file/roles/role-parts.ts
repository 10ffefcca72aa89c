import { elementsOf } from './value-graph'
import { isOnly } from './find-norms'
import type { GraphRoles, LayerRoles, Norm, Product } from './graph-roles'
import type { OnnxArray } from '../onnx-graph'
import type { NormWeights, Projection, TransformerWeights, WeightTensor } from '../../transformer'

/** One weight of the plan beside what the graph has for it. */
export interface Part {
  /** For sentences: `bias of the queries of layer 2`. */
  what: string
  /** As the plan takes it; null where it has none. */
  tensor: WeightTensor | null
  /** null where the graph has none. */
  found: FoundWeight | null
}

/** What the graph has for a weight. */
export interface FoundWeight {
  array: OnnxArray
  /** Of matrices: [out, in] as it is read, not [in, out]. */
  isOutFirst: boolean | null
  /** It is asked for as [out, in], which its view does not say. */
  isHead?: true
  /** Where one matrix makes several parts: the first of its outputs that are of this one, and the one after the last. */
  outputs?: [begin: number, end: number]
  /** The value without which the graph would compute the same: 0 of a bias, 1 of a norm's weight. */
  neutral: number | null
}

/** Every weight of the plan and the graph, side by side. */
export function partsOf(weights: TransformerWeights, roles: GraphRoles): Part[] {
  const { tokens, positions, head } = roles
  return [
    part('embedding of the tokens', weights.embed, vector(tokens.table)),
    part('embedding of the positions', weights.positions, positions && vector(positions.table)),
    ...normParts('the embedding', weights.embeddingNorm ?? null, roles.embeddingNorm),
    ...weights.layers.flatMap((layer, at) => layerParts(layer, roles.layers[at], at)),
    ...normParts('the last layer', weights.finalNorm, roles.finalNorm),
    part('matrix of the logits', weights.unembed, { array: head.weight, isOutFirst: head.isOutFirst, isHead: true, neutral: null }),
    part('bias of the logits', weights.unembedBias, head.bias && vector(head.bias, 0)),
  ] // prettier-ignore
}

function layerParts(weights: TransformerWeights['layers'][number], roles: LayerRoles, layer: number): Part[] {
  const of = (what: string) => `${what} of layer ${layer}`
  const { mlp } = roles
  return [
    ...normParts(of('the attention'), weights.attentionNorm, roles.attentionNorm),
    ...sideBySide([
      [of('the queries'), weights.q, roles.q],
      [of('the keys'), weights.k, roles.k],
      [of('the values'), weights.v, roles.v],
    ]),
    ...headNormParts(of('the queries'), weights.qNorm ?? null, roles.qNorms),
    ...headNormParts(of('the keys'), weights.kNorm ?? null, roles.kNorms),
    ...projectionParts(of("the heads' outputs"), weights.o, roles.o),
    ...normParts(of("the heads' outputs"), weights.attentionPostNorm ?? null, roles.attentionPostNorm),
    ...(weights.mlp === null || mlp === null
      ? []
      : [
          ...(weights.mlpNorm === null ? [] : normParts(of('the MLP'), weights.mlpNorm, mlp.norm)),
          ...sideBySide([
            ...(weights.mlp.gate && mlp.gate
              ? [[of('the gate of the MLP'), weights.mlp.gate, mlp.gate] as Projected]
              : []),
            [of('the neurons'), weights.mlp.up, mlp.up],
          ]),
          ...projectionParts(of("the MLP's output"), weights.mlp.down, mlp.down),
          ...normParts(of("the MLP's output"), weights.mlpPostNorm ?? null, mlp.postNorm),
        ]), // prettier-ignore
  ]
}

const part = (what: string, tensor: WeightTensor | null, found: FoundWeight | null): Part => ({
  what,
  tensor,
  found,
})

const vector = (array: OnnxArray, neutral: number | null = null): FoundWeight => ({
  array,
  isOutFirst: null,
  neutral,
})

type Projected = [what: string, projection: Projection, product: Product]

/** Projections of which some may be one product, their outputs side by side in this order. */
function sideBySide(all: readonly Projected[]): Part[] {
  const begins = new Map<Product['node'], number>()
  return all.flatMap(([what, projection, product]) => {
    const { node } = product
    if (all.filter((other) => other[2].node === node).length === 1)
      return projectionParts(what, projection, product)
    const begin = begins.get(node) ?? 0
    const end = begin + elementsOf(projection.weight) / product.inputs
    begins.set(node, end)
    return projectionParts(what, projection, product, [begin, end])
  })
}

function projectionParts(
  what: string,
  { weight, bias }: Projection,
  { weight: array, isOutFirst, bias: added }: Product,
  outputs?: [number, number],
): Part[] {
  return [
    part(`matrix of ${what}`, weight, { array, isOutFirst, outputs, neutral: null }),
    part(`bias of ${what}`, bias, added && { ...vector(added, 0), outputs }),
  ]
}

/** Norms that each head has of its own are asked for one by one: see stored-apart.ts. */
const headNormParts = (what: string, norm: NormWeights | null, found: readonly Norm[]): Part[] =>
  found.length > 1 ? [] : normParts(what, norm, found[0] ?? null)

function normParts(what: string, norm: NormWeights | null, found: Norm | null): Part[] {
  return [
    part(`weight of the norm of ${what}`, norm?.weight ?? null, found?.weight ? vector(found.weight, 1) : null),
    part(`bias of the norm of ${what}`, norm?.bias ?? null, found?.bias ? vector(found.bias, 0) : null),
  ] // prettier-ignore
}

/** Whether the graph would compute the same without it. */
export const isNeutral = ({ array, neutral }: FoundWeight): boolean =>
  neutral !== null && isOnly(array, neutral)
