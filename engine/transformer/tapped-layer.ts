import type { SiteKind } from '../../contract'
import type { TransformerConfig } from '../model/transformer'
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
} from '../onnx'
import { Blocks, type SlotKind } from './blocks'
import { ROW_AXIS, RowSplit, rowSplitRules } from './row-split'

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
   * Whether rows that are not run are equal to some that are, to which `placeInOrder` points, and not fed. For forward
   * passes only.
   */
  shared?: boolean
  /**
   * Whether the layer is the last one, behind which nothing but the answers is read: then queries look from there alone
   * (`askedPlaces` [batch] of batch*pos), and what is behind them is done there (`askedRows` [batch] of the rows that
   * are run), `after` [1, 1, batch, dModel] included. Fed besides: answerPlaceFeeds.
   */
  onlyAnswers?: boolean
}

/**
 * What can be looked at in a layer: sites, of the shapes in sites.ts with one copy, but z of every head
 * [1, head, batch*pos, dHead] in the place of what the heads write; q, k and v before rotary positions at the rows that
 * are run ("rows") and at all [1, head, batch*pos, dHead]; the stream that is read by the sum behind the heads alone, and
 * that which the MLP reads. Where only changing rows are run, these are meant by batch*pos, but q, k, v and the pattern
 * have all places even then.
 */
export type LayerSite =
  Exclude<SiteKind, 'heads'> | 'z' | `${SlotKind}-all` | `${SlotKind}-rows` | 'skip' | 'mlp-input'

const AT_ALL_PLACES: readonly LayerSite[] = ['q', 'k', 'v', 'q-all', 'k-all', 'v-all', 'pattern']

/** Whether a site has a row for each row that is run, and no other. */
export const isByRow = (site: LayerSite) => !AT_ALL_PLACES.includes(site)

/** The names under which q, k and v, with their biases, are fed at the rows that are not run: [1, head, others, dHead]. */
export const othersName = (kind: SlotKind) => `others.${kind}`

/**
 * A single layer, from `stream` [1, 1, batch*pos, dModel] to `after`, with the values tapped on its way. It serves
 * every layer, whose weights are fed under the names of layer 0.
 */
export class TappedLayer {
  readonly builder = new GraphBuilder('layer')
  readonly blocks: Blocks
  readonly after: Value
  readonly shapes: Shapes
  private readonly split: RowSplit | null
  private readonly values = new Map<LayerSite, Value>()

  constructor(
    readonly config: TransformerConfig,
    weights: Feeds,
    private readonly options: GradientOptions,
    /** Whether a value gets a name of its own, so that its gradient is not that of others that are equal. */
    private readonly isNamed: (site: LayerSite) => boolean,
  ) {
    const { batch, length, changing } = options
    this.blocks = new Blocks(this.builder, config, weights, length)
    const all = batch * length
    this.split = changing === undefined ? null : new RowSplit(this.builder, changing, all)
    const stream = this.builder.input('stream', [1, 1, changing ?? all, config.dModel])
    this.after = this.layer(this.tap('resid', stream))
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

  private layer(before: Value): Value {
    const { builder, blocks, config } = this
    const attention = this.tap('attn', this.attention(before))
    const last = config.mlp.kind === 'none'
    const skip = this.asked(this.tap('skip', before))
    const middle = builder.add(skip, attention, last ? 'after' : 'middle')
    if (last) return middle
    const input = config.parallel ? this.asked(this.tap('mlp-input', before)) : this.tap('mlp-input', middle)
    const mlp = blocks.mlp(0, input, (hidden) => this.tap('neurons', hidden))
    return builder.add(middle, this.tap('mlp', mlp), 'after')
  }

  private attention(before: Value): Value {
    const { builder, blocks } = this
    const { batch, onlyAnswers } = this.options
    const places = blocks.allPlaces()
    const queries = onlyAnswers ? blocks.answerPlaces() : places
    const normed = blocks.attentionNorm(0, before)
    const slot = (kind: SlotKind) =>
      builder.scope(kind, () => {
        const spread = (rows: Value) => {
          const all = this.tap(`${kind}-all`, this.allRows(kind, this.tap(`${kind}-rows`, rows)))
          if (kind !== 'q' || !onlyAnswers) return all
          return builder.gather(all, builder.input('askedPlaces', [batch], 'int64'), ROW_AXIS, 'asked')
        }
        return this.tap(kind, blocks.slot(0, kind, normed, kind === 'q' ? queries : places, spread))
      })
    const slots = { q: slot('q'), k: slot('k'), v: slot('v') }
    const mixed = blocks.mixed(slots, queries, (pattern) => this.tap('pattern', pattern))
    const z = this.split && !onlyAnswers ? this.split.pick(mixed) : mixed
    const sum = blocks.joinedHeads(0, this.tap('z', z))
    const constant = blocks.attentionConstant(0)
    return constant ? builder.add(sum, constant, 'withConstant') : sum
  }

  private allRows(kind: SlotKind, rows: Value): Value {
    if (!this.split) return rows
    if (this.options.shared) return this.split.spread(rows)
    const { heads, dHead } = this.config
    return this.split.join(rows, this.split.othersInput(othersName(kind), heads, dHead))
  }

  /** The rows behind which something is read, of those that are run. */
  private asked(rows: Value): Value {
    const { batch, onlyAnswers } = this.options
    if (!onlyAnswers) return rows
    return this.builder.gather(rows, this.builder.input('askedRows', [batch], 'int64'), ROW_AXIS, 'asked')
  }

  private tap(site: LayerSite, value: Value): Value {
    const seen = this.isNamed(site) ? this.builder.identity(value, site) : value
    this.values.set(site, seen)
    return seen
  }
}
