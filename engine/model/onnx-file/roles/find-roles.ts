import { findAttention } from './find-attention'
import { attentionLayer, mlps, ProductSearch } from './find-layers'
import { findPositions, findTokens } from './find-lookups'
import { normOf } from './find-norms'
import { findProducts } from './find-products'
import type { GraphRoles, Norm, Product } from './graph-roles'
import { lowerFused } from '../lowering/lower-fused'
import { findNorms } from './norms-on-the-way'
import type { OnnxGraph } from '../onnx-graph'
import { ValueGraph } from './value-graph'

/**
 * What the constants of a decoder's graph are, from each attention outwards.
 * @throws PatchbayError (bad-input) naming what was not found.
 */
export function rolesOf(written: OnnxGraph): GraphRoles {
  const graph = lowerFused(written)
  const values = new ValueGraph(graph)
  const tokens = findTokens(values)
  values.beginStream(tokens.node.outputs[0])
  const search = new ProductSearch(values, findProducts(values))
  const attention = findAttention(values).map((core, layer) => attentionLayer(search, core, layer))
  const { head, logits } = findHead(search)
  const projectOut = onlyLeft(search, head.input)
  const projectIn = onlyLeft(search, attention[0].q.input)
  const found = mlps(search, attention)
  refuseOthers(search)
  return {
    graph,
    tokens,
    positions: findPositions(values),
    embeddingNorm: embeddingNorm(search, attention[0].q, attention[0].attentionNorm),
    projectIn,
    projectOut,
    layers: attention.map((layer, at) => ({ ...layer, mlp: found[at] })),
    finalNorm: normOf(values, beforeChoice(values, (projectOut ?? head).input)),
    head,
    logits,
  }
}

function findHead(search: ProductSearch): { head: Product; logits: string } {
  const { values } = search
  const outputs = values.graph.outputs.map(({ name }) => name)
  const logits = outputs.find((name) => name === 'logits') ?? outputs[0]
  const { stops } = search.before(logits)
  if (stops.length !== 1 || !search.isLeft(stops[0]))
    throw values.refused(
      `its output ${logits} is not made by one last product, as the logits of a language model are`,
    )
  return { head: search.take(stops[0]), logits }
}

/** Some exports give the logits of the last position alone. */
function beforeChoice(values: ValueGraph, value: string): string {
  let at = values.through(value)
  for (let node = values.maker(at); node && CHOICES.includes(node.type); node = values.maker(at))
    at = values.through(node.inputs[0])
  return at
}

const CHOICES = ['Slice', 'Gather', 'GatherND', 'GatherElements', 'Split']

/** The product that alone makes a value, where no role was found for it yet. */
function onlyLeft(search: ProductSearch, value: string): Product | null {
  const { stops } = search.before(value)
  return stops.length === 1 && search.isLeft(stops[0]) ? search.take(stops[0]) : null
}

/** The norm between the tokens and the first layer's own. */
function embeddingNorm(search: ProductSearch, { input }: Product, own: Norm | null): Norm | null {
  const norms = findNorms(search.values, search.before(input).passed)
  return norms.find(({ node }) => node !== own?.node) ?? null
}

/** A product without a role would be missing from every number. */
function refuseOthers(search: ProductSearch): void {
  const [other] = search.remaining()
  if (!other) return
  const name = other.node.name || other.node.outputs[0]
  throw search.values.refused(
    `${name} multiplies by a matrix [${other.weight.dims.join(', ')}] that no part of a decoder was found for`,
  )
}
