import { findNorms, postNormOf } from './norms-on-the-way'
import { normOf } from './find-norms'
import type { AttentionCore, LayerRoles, MlpRoles, Product } from './graph-roles'
import type { OnnxNode } from '../onnx-graph'
import { columnsOfPacked } from './product-columns'
import type { ValueGraph } from './value-graph'

/** The products of a graph, and those that no role was found for yet. */
export class ProductSearch {
  private readonly left: Set<OnnxNode>

  constructor(
    readonly values: ValueGraph,
    private readonly products: ReadonlyMap<OnnxNode, Product>,
  ) {
    this.left = new Set(products.keys())
  }

  readonly isProduct = (node: OnnxNode): boolean => this.products.has(node)

  take(node: OnnxNode): Product {
    this.left.delete(node)
    return this.products.get(node)!
  }

  isLeft(node: OnnxNode): boolean {
    return this.left.has(node)
  }

  remaining(): Product[] {
    return this.values.inOrder(this.left, (node) => node).map((node) => this.products.get(node)!)
  }

  /** The products that a value comes from, and what lies between. */
  before(value: string) {
    return this.values.back(value, this.isProduct)
  }
}

type Attention = Omit<LayerRoles, 'mlp'>

/** q, k, v and o of a layer. @throws PatchbayError (bad-input) naming what was not found. */
export function attentionLayer(search: ProductSearch, core: AttentionCore, layer: number): Attention {
  const { values } = search
  const make = (value: string, what: string) => {
    const { stops, passed } = search.before(value)
    if (stops.length !== 1)
      throw values.refused(
        `${stops.length === 0 ? 'no product' : `not one product but ${stops.length}`} with the ${what} of layer ${layer}'s attention ${stops.length === 0 ? 'was' : 'were'} found`,
      )
    return { product: search.take(stops[0]), norms: findNorms(values, passed) }
  }
  const [q, k, v] = [make(core.q, 'queries'), make(core.k, 'keys'), make(core.v, 'values')]
  const { stops } = values.forward(core.output, search.isProduct)
  if (stops.length !== 1)
    throw values.refused(`no product with what the heads of layer ${layer} write was found`)
  const o = search.take(stops[0])
  return {
    core,
    q: q.product,
    k: k.product,
    v: v.product,
    o,
    columns: columnsOfPacked(values, {
      q: { product: q.product, value: core.q },
      k: { product: k.product, value: core.k },
      v: { product: v.product, value: core.v },
    }),
    qNorms: q.norms,
    kNorms: k.norms,
    attentionNorm: normOf(values, q.product.input),
    attentionPostNorm: postNormOf(values, o.output, search.isProduct),
  }
}

/**
 * The MLPs, one for each layer or none: the products that come from others alone which have no role yet.
 * @throws PatchbayError (bad-input) where they are not as many as layers.
 */
export function mlps(search: ProductSearch, layers: readonly Attention[]): (MlpRoles | null)[] {
  const found = search.remaining().flatMap((down) => {
    const { stops, passed } = search.before(down.input)
    return stops.length > 0 && stops.every((node) => search.isLeft(node)) ? [{ down, stops, passed }] : []
  })
  if (found.length === 0) return layers.map(() => null)
  if (found.length !== layers.length)
    throw search.values.refused(`${layers.length} attentions were found, but ${found.length} MLPs`)
  return found.map(({ down, stops, passed }, layer) => mlpOf(search, { down, stops, passed }, layers, layer))
}

interface Found {
  down: Product
  stops: OnnxNode[]
  passed: OnnxNode[]
}

function mlpOf(
  search: ProductSearch,
  { down, stops, passed }: Found,
  layers: readonly Attention[],
  layer: number,
): MlpRoles {
  const { values } = search
  const activations = passed.filter(({ type }) => ACTIVATIONS.includes(type))
  const activated = new Set(activations.flatMap((node) => search.before(values.streamInputs(node)[0]).stops))
  const gated = stops.filter((node) => activated.has(node))
  const ups = stops.length === 1 ? stops : stops.filter((node) => !activated.has(node))
  if (stops.length > 2 || ups.length !== 1)
    throw values.refused(`the products of layer ${layer}'s MLP are not one, or two of which one is activated`)
  search.take(down.node)
  const up = search.take(ups[0])
  const isFused = stops.length === 1 && up.outputs === 2 * down.inputs
  const gate = isFused ? up : stops.length === 2 ? search.take(gated[0]) : null
  return {
    norm: normOf(values, up.input),
    postNorm: postNormOf(values, down.output, search.isProduct),
    gate,
    up,
    down,
    activation: activations[0] ?? null,
    isParallel: !search.before(up.input).stops.includes(layers[layer].o.node),
  }
}

/** What makes a line of neurons bend; parts of the longer formulas among them. */
const ACTIVATIONS = [
  'Sigmoid', 'Erf', 'Tanh', 'Gelu', 'Relu', 'Swish', 'HardSwish', 'HardSigmoid', 'Mish', 'Softplus', 'Elu', 'Selu', 'LeakyRelu', 'Clip', 'Softmax',
] // prettier-ignore
