import type { TransformerConfig } from '../model/transformer'
import {
  Backward,
  GraphBuilder,
  inferShapes,
  type Feeds,
  type Graph,
  type GradientRules,
  type Shape,
  type Shapes,
  type Value,
} from '../onnx'
import { Blocks, type SlotKind } from './blocks'
import type { Site } from './sites'

/** What takes the place of plain gradients. */
export interface Coefficients {
  /** Other coefficients than gradients. */
  rules?: GradientRules
  /** Scales the gradient that flows on from a site. */
  scale?: (site: LayerSite, gradient: Value, builder: GraphBuilder) => Value
}

export interface GradientOptions extends Coefficients {
  length: number
  /** Prompts in one run: backward graphs know all their shapes. */
  batch: number
}

/**
 * What can be looked at in a layer: sites, of the shapes in sites.ts with one copy, but z of every head
 * [1, head, batch*pos, dHead] in the place of what the heads write; products with the weights of q, k and v
 * before their biases [1, head, batch*pos, dHead]; the stream that is read by the sum behind the heads alone, and
 * that which the MLP reads.
 */
export type LayerSite = Exclude<Site, 'heads'> | 'z' | `${SlotKind}-product` | 'skip' | 'mlp-input'

/**
 * A single layer, from `stream` [1, 1, batch*pos, dModel] to `after`, with the values tapped on its way. It serves
 * every layer, whose weights are fed under the names of layer 0.
 */
export class TappedLayer {
  readonly builder = new GraphBuilder('layer')
  readonly blocks: Blocks
  readonly after: Value
  readonly shapes: Shapes
  private readonly values = new Map<LayerSite, Value>()

  constructor(
    readonly config: TransformerConfig,
    weights: Feeds,
    private readonly options: GradientOptions,
    /** Whether a value gets a name of its own, so that its gradient is not that of others that are equal. */
    private readonly isNamed: (site: LayerSite) => boolean,
  ) {
    const { batch, length } = options
    this.blocks = new Blocks(this.builder, config, weights, length)
    const stream = this.builder.input('stream', [1, 1, batch * length, config.dModel])
    this.after = this.layer(this.tap('resid', stream))
    this.shapes = inferShapes(this.builder.finish(), {})
  }

  value(site: LayerSite): Value {
    return this.values.get(site)!
  }

  shape(value: Value): Shape {
    return this.shapes.get(value.name)!
  }

  /** Differentiates `after`; the seed is the gradient there. */
  backward(at: Value[]): Backward {
    const { shapes, after: of } = this
    const { rules, scale } = this.options
    const sites = new Map([...this.values].map(([site, value]) => [value.name, site]))
    const through = (value: Value, gradient: Value, builder: GraphBuilder) => {
      const site = sites.get(value.name)
      return site && scale ? scale(site, gradient, builder) : gradient
    }
    return new Backward(this.builder.finish(), { shapes, of, at, rules, through })
  }

  /** The forward graph with `after` and these values as outputs, each once. */
  withOutputs(values: readonly Value[]): Graph {
    const { nodes } = this.builder.finish()
    const made = new Set(nodes.map((node) => node.output.name))
    const outputs = new Map([this.after, ...values].map((value) => [value.name, value]))
    for (const value of outputs.values())
      if (made.has(value.name)) this.builder.output(value, [...this.shape(value)])
    return this.builder.finish()
  }

  private layer(before: Value): Value {
    const { builder, blocks, config } = this
    const attention = this.tap('attn', this.attention(before))
    const last = config.mlp.kind === 'none'
    const middle = builder.add(this.tap('skip', before), attention, last ? 'after' : 'middle')
    if (last) return middle
    const input = this.tap('mlp-input', config.parallel ? before : middle)
    const mlp = blocks.mlp(0, input, (hidden) => this.tap('neurons', hidden))
    return builder.add(middle, this.tap('mlp', mlp), 'after')
  }

  private attention(before: Value): Value {
    const { builder, blocks } = this
    const places = blocks.allPlaces()
    const normed = blocks.attentionNorm(0, before)
    const slot = (kind: SlotKind) =>
      builder.scope(kind, () => {
        const product = builder.matMul(normed, blocks.slotWeight(0, kind), 'product')
        return this.tap(kind, blocks.slotOf(0, kind, this.tap(`${kind}-product`, product), places))
      })
    const slots = { q: slot('q'), k: slot('k'), v: slot('v') }
    const z = blocks.mixed(slots, places, (pattern) => this.tap('pattern', pattern))
    const sum = blocks.joinedHeads(0, this.tap('z', z))
    const constant = blocks.attentionConstant(0)
    return constant ? builder.add(sum, constant, 'withConstant') : sum
  }

  private tap(site: LayerSite, value: Value): Value {
    const seen = this.isNamed(site) ? this.builder.identity(value, site) : value
    this.values.set(site, seen)
    return seen
  }
}
