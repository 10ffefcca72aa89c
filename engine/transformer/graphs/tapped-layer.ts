import type { TransformerConfig } from '../../model/transformer'
import {
  Backward,
  GRADIENT_RULES,
  GraphBuilder,
  inferShapes,
  type Feeds,
  type Graph,
  type GradientRules,
  type Shape,
  type Shapes,
  type Value,
} from '../../onnx'
import type { QkvKind } from '../attention'
import { plainBlock, type BlockSite } from '../block'
import { ModelParts } from '../model-parts'
import { rowSplitRules, rowsOfSplit } from '../row-split'

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
  /** How many of the batch*pos rows are run (see RowSplit); all without it. */
  changing?: number
  /**
   * Whether rows that are not run are equal to some that are, to which `slotOfRow` points, and not fed. For forward
   * passes only.
   */
  shared?: boolean
  /**
   * Whether the layer is the last one, after which nothing but the answers is read: then queries are made there alone
   * (`answerPositions` [batch] of batch*pos), and what is downstream of them is done there (`answerRows` [batch] of the
   * rows that are run), `after` [1, 1, batch, dModel] included. Fed besides: answerPositionFeeds.
   */
  onlyAnswers?: boolean
  /** Whether the changes of senders are held without their means: see dropsMeans, which is a matter of all layers. */
  dropsMeans?: boolean
}

/**
 * What can be looked at in a layer: sites of a block, with one copy, but z in place of what the heads write. Where only
 * changing rows are run, these are meant by rows, but q, k, v and the pattern have all positions even then.
 */
export type LayerSite = Exclude<BlockSite, 'heads'>

const AT_EVERY_POSITION: readonly LayerSite[] = ['q', 'k', 'v', 'q-all', 'k-all', 'v-all', 'pattern']

/** Whether a site has a row for each row that is run, and no other. */
export const isByRow = (site: LayerSite) => !AT_EVERY_POSITION.includes(site)

/** The names under which q, k and v (see `q-rows`) are fed at the rows that are not run: [1, head, others, dHead]. */
export const othersName = (kind: QkvKind) => `others.${kind}`

/** What becomes of a value as it is made: one that is to have a gradient of its own gets a name of its own. */
export type LayerTap = (site: LayerSite, value: Value, builder: GraphBuilder) => Value

/**
 * A single layer, from `stream` [1, 1, batch*pos, dModel] to `after`, with the values tapped on its way. It serves
 * every layer of its kind (see layerKind), whose weights are fed under the names of layer 0.
 */
export class TappedLayer {
  readonly builder = new GraphBuilder('layer')
  readonly after: Value
  readonly shapes: Shapes
  private readonly values = new Map<LayerSite, Value>()

  constructor(
    readonly config: TransformerConfig,
    weights: Feeds,
    private readonly options: GradientOptions,
    private readonly makes: LayerTap = (_, value) => value,
  ) {
    const { batch, length, changing } = options
    const parts = new ModelParts(this.builder, config, weights, length)
    const stream = this.builder.input('stream', [1, 1, changing ?? batch * length, config.dModel])
    const last = plainBlock(parts.layer(0), stream, {
      makes: ['attn'],
      rows: rowsOfSplit(parts, options, othersName),
      tap: (site, value) => (site === 'heads' ? value : this.tap(site, value)),
    })
    this.after = this.builder.identity(last, 'after')
    this.shapes = inferShapes(this.builder.finish(), { batch })
  }

  value(site: LayerSite): Value {
    return this.values.get(site)!
  }

  shape(value: Value): Shape {
    return this.shapes.get(value.name)!
  }

  /** Differentiates `after`; the seed is the gradient there. Not for shared rows, whose gradients would be sums. */
  backward(at: Value[]): Backward {
    if (this.options.shared) throw new Error('a layer of shared rows has no backward pass')
    const { shapes, after: of } = this
    const { rules = GRADIENT_RULES, scale, changing, batch, length } = this.options
    const sites = new Map([...this.values].map(([site, value]) => [value.name, site]))
    const through = (value: Value, gradient: Value, builder: GraphBuilder) => {
      const site = sites.get(value.name)
      return site && scale ? scale(site, gradient, builder) : gradient
    }
    const splitRules = changing === undefined ? rules : rowSplitRules(rules, changing, batch * length)
    return new Backward(this.builder.finish(), { shapes, of, at, rules: splitRules, through })
  }

  /** The forward graph with `after` and these values as outputs, each once. */
  withOutputs(values: readonly Value[]): Graph {
    const graph = this.builder.finish()
    const shapes = inferShapes(graph, { batch: this.options.batch })
    const made = new Set(graph.nodes.map((node) => node.output.name))
    const outputs = new Map([this.after, ...values].map((value) => [value.name, value]))
    for (const value of outputs.values())
      if (made.has(value.name)) this.builder.output(value, [...shapes.get(value.name)!])
    return this.builder.finish()
  }

  private tap(site: LayerSite, value: Value): Value {
    const seen = this.makes(site, value, this.builder)
    this.values.set(site, seen)
    return seen
  }
}
