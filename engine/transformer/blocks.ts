import type { Activation, TransformerConfig } from '../model/transformer'
import type { Feeds, GraphBuilder, Value } from '../onnx'
import { causalMask, rotaryTables } from './position-inputs'

export const SLOT_KINDS = ['q', 'k', 'v'] as const
export type SlotKind = (typeof SLOT_KINDS)[number]

/** The positions at which slots are computed: their rotary tables, and what a query there may attend to. */
export interface Places {
  length: number
  mask: Value | null
  rotary: { cos: Value; sin: Value } | null
}

const unchanged = (value: Value): Value => value

/**
 * The parts of a transformer as graph fragments. Activations are [copies, n, batch*pos, dModel]:
 * `copies` are independent runs over the same prompts, `n` is 1 or one slot per head; both broadcast.
 */
export class Blocks {
  constructor(
    readonly builder: GraphBuilder,
    readonly config: TransformerConfig,
    private readonly weights: Feeds,
    /** pos: the length every prompt is padded to. */
    readonly length: number,
  ) {}

  /** Token embedding, plus position embedding where learned: [1, 1, batch*pos, dModel]. */
  embed(): Value {
    const { builder, length } = this
    const tokens = builder.input('tokens', ['batch', length], 'int64')
    let embedding = builder.gather(this.weight('embed'), tokens, 0, 'tokenEmbedding')
    if (this.config.embedding.learnedPositions) {
      const range = builder.constant(
        Array.from({ length }, (_, position) => position),
        [length],
        'int64',
      )
      embedding = builder.add(
        embedding,
        builder.gather(this.weight('positions'), range, 0, 'positionEmbedding'),
      )
    }
    return builder.reshape(embedding, [1, 1, -1, this.config.dModel], 'input')
  }

  /** `name` is `layer0.attentionNorm`, `layer0.mlpNorm` or `finalNorm`. */
  norm(x: Value, name: string): Value {
    const { norm } = this.config
    if (norm.kind === 'none') return x
    const weight = this.weight(`${name}.weight`)
    if (norm.kind === 'rms-norm') {
      const normed = this.builder.op(
        { type: 'RMSNormalization', inputs: [x, weight], epsilon: norm.epsilon },
        'norm',
      )
      return this.watchedNorm(normed, x)
    }
    const bias = this.optional(`${name}.bias`)
    const inputs: [Value, Value] | [Value, Value, Value] = bias ? [x, weight, bias] : [x, weight]
    return this.watchedNorm(
      this.builder.op({ type: 'LayerNormalization', inputs, epsilon: norm.epsilon }, 'norm'),
      x,
    )
  }

  /** A norm divides by a root of squares: where they overflow, it would divide by infinity. */
  private watchedNorm(normed: Value, x: Value): Value {
    if (!this.config.watched) return normed
    const { builder } = this
    return this.watch(normed, builder.reduceSum(builder.mul(x, x, 'squares'), [-1], true, 'squares'))
  }

  /** `value`, but NaN where what it was made of, which broadcasts to it, is not finite. */
  private watch(value: Value, madeOf: Value): Value {
    if (!this.config.watched) return value
    const { builder } = this
    const nothing = builder.mul(madeOf, builder.constant([0], [1]), 'nothing')
    return builder.add(value, nothing, 'watched')
  }

  /**
   * Every head's output z @ W_O[h], without b_O: [copies, head, batch*pos, dModel]. The inputs are
   * the residual streams that the q, k and v of each head read, before the norm.
   */
  attention(layer: number, inputs: Record<SlotKind, Value>): Value {
    const { builder } = this
    // Three times the same value (the plain forward) is normalised once.
    const isShared = inputs.q === inputs.k && inputs.k === inputs.v
    const shared = isShared ? this.norm(inputs.q, `layer${layer}.attentionNorm`) : null
    const places = this.allPlaces()
    const slot = (kind: SlotKind) =>
      builder.scope(kind, () =>
        this.slot(layer, kind, shared ?? this.attentionNorm(layer, inputs[kind]), places),
      )
    return this.attend(layer, { q: slot('q'), k: slot('k'), v: slot('v') }, places)
  }

  /** The norm in front of a layer's attention. */
  attentionNorm(layer: number, x: Value): Value {
    return this.norm(x, `layer${layer}.attentionNorm`)
  }

  /**
   * q, k or v of every query head, from its normed input: [copies, head, batch, place, dHead]. `spread` gives the
   * rows of all places from those of x, where these are not the same.
   */
  slot(layer: number, kind: SlotKind, x: Value, places: Places, spread = unchanged): Value {
    const { builder, config } = this
    let slot = builder.matMul(x, this.slotWeight(layer, kind))
    const bias = this.slotBias(layer, kind)
    if (bias) slot = builder.add(slot, bias, 'biased')
    slot = builder.reshape(spread(slot), [0, config.heads, -1, places.length, config.dHead])
    return kind === 'v' ? slot : this.rotated(slot, places)
  }

  /** The weights of a layer's q, k or v: [head, dModel, dHead]. */
  slotWeight(layer: number, kind: SlotKind): Value {
    return this.perQueryHead(kind, this.weight(`layer${layer}.${kind}.weight`))
  }

  /** [head, 1, dHead], or null */
  slotBias(layer: number, kind: SlotKind): Value | null {
    const bias = this.optional(`layer${layer}.${kind}.bias`)
    return bias && this.perQueryHead(kind, bias)
  }

  /**
   * z @ W_O of every head from its slots; `places` are those of the queries. `tap` sees the pattern, and may replace it;
   * `pick` takes the rows that are wanted of all places.
   */
  attend(
    layer: number,
    slots: Record<SlotKind, Value>,
    places: Places,
    tap = unchanged,
    pick = unchanged,
  ): Value {
    const z = pick(this.mixed(slots, places, tap))
    return this.builder.matMul(z, this.weight(`layer${layer}.o.weight`), 'heads')
  }

  /** The same, summed over heads: [copies, 1, rows, dModel] in one product. */
  attendInSum(layer: number, slots: Record<SlotKind, Value>, places: Places, pick = unchanged): Value {
    return this.joinedHeads(layer, pick(this.mixed(slots, places)))
  }

  /** The sum of what all heads write in one product, from z [copies, head, rows, dHead]. */
  joinedHeads(layer: number, z: Value): Value {
    const { builder, config } = this
    const byRow = builder.transpose(z, [0, 2, 1, 3], 'byRow')
    const flat = builder.reshape(byRow, [0, 1, -1, config.heads * config.dHead], 'allHeads')
    return builder.matMul(flat, this.weight(`layer${layer}.o.joined`), 'attention')
  }

  /** z, the values as mixed by the pattern: [copies, head, batch*place, dHead]. */
  mixed({ q, k, v }: Record<SlotKind, Value>, places: Places, tap = unchanged): Value {
    const { builder, config } = this
    // [copies, head, batch, place, pos]
    const scores = builder.matMul(q, builder.transpose(k, [0, 1, 2, 4, 3]), 'scores')
    const scaled = builder.mul(scores, builder.constant([config.layer(0).attention.scale], [1]), 'scaled')
    const masked = places.mask ? builder.add(scaled, places.mask, 'masked') : scaled
    const pattern = this.watch(builder.op({ type: 'Softmax', inputs: [masked], axis: -1 }, 'pattern'), scaled)
    return builder.reshape(builder.matMul(tap(pattern), v, 'z'), [0, config.heads, -1, config.dHead])
  }

  /** Every position. */
  allPlaces(): Places {
    const { builder, config, length } = this
    const { dHead, causal } = config
    const { rotary } = config.layer(0).attention
    const mask = causal ? builder.constant(causalMask(length), [length, length]) : null
    if (!rotary) return { length, mask, rotary: null }
    const { cos, sin } = rotaryTables(length, dHead, rotary)
    const table = (values: number[]) => builder.constant(values, [length, dHead])
    return { length, mask, rotary: { cos: table(cos), sin: table(sin) } }
  }

  /** Only each prompt's answer position; fed as answerPlaceFeeds says. */
  answerPlaces(): Places {
    const { builder, config, length } = this
    const { dHead, causal } = config
    const { rotary } = config.layer(0).attention
    const mask = causal ? builder.input('answer.mask', ['batch', 1, length]) : null
    if (!rotary) return { length: 1, mask, rotary: null }
    const table = (name: string) => builder.input(`answer.${name}`, ['batch', 1, dHead])
    return { length: 1, mask, rotary: { cos: table('cos'), sin: table('sin') } }
  }

  /**
   * MLP output with its output bias, from the residual stream before the norm. `tap` sees the neurons
   * [copies, n, batch*pos, dMlp] (what `down` reads), and may replace them.
   */
  mlp(layer: number, input: Value, tap = unchanged): Value {
    const { builder, config } = this
    const { mlp } = config
    if (mlp.kind === 'none') throw new Error('this transformer has no MLPs')
    const x = this.norm(input, `layer${layer}.mlpNorm`)
    const up = this.project(x, `layer${layer}.up`)
    const active = (value: Value) => this.watch(this.activate(value, mlp.activation), value)
    const hidden =
      mlp.kind === 'gated'
        ? builder.mul(active(this.project(x, `layer${layer}.gate`)), up, 'gated')
        : active(up)
    return this.project(tap(hidden), `layer${layer}.down`)
  }

  /**
   * One layer of the plain forward pass, from the residual stream [1, 1, batch*pos, dModel] before it to the
   * one after it; the senders it adds.
   */
  layer(layer: number, before: Value): { stream: Value; senders: Value[] } {
    const { builder, config } = this
    const heads = this.attention(layer, { q: before, k: before, v: before })
    const stream = this.afterAttention(layer, before, this.sumOfHeads(heads))
    if (config.mlp.kind === 'none') return { stream, senders: [heads] }
    const mlp = this.mlp(layer, config.parallel ? before : stream)
    return { stream: builder.add(stream, mlp, 'afterMlp'), senders: [heads, mlp] }
  }

  /** The stream with the layer's heads, and what belongs to none of them, added. */
  afterAttention(layer: number, before: Value, sumOfHeads: Value): Value {
    const stream = this.builder.add(before, sumOfHeads, 'afterHeads')
    const constant = this.attentionConstant(layer)
    return constant ? this.builder.add(stream, constant, 'afterAttention') : stream
  }

  /** b_O of the layer [dModel], or null: it belongs to no head, every later receiver sees it. */
  attentionConstant(layer: number): Value | null {
    return this.optional(`layer${layer}.o.bias`)
  }

  /** Rows of [copies, 1, batch*pos, dModel] at the answer positions: [copies, 1, batch, dModel]. */
  atAnswers(x: Value): Value {
    return this.builder.gather(x, this.builder.input('answerRows', ['batch'], 'int64'), 2, 'atAnswers')
  }

  /** Logits [rows, vocab] from the last residual stream [..., rows, dModel], before the norm. */
  unembed(x: Value): Value {
    // With the weight on the left it is read as it lies: on the right the runtime would copy all of it first.
    const columns = this.builder.transpose(this.finalRows(x), [1, 0], 'finalColumns')
    const product = this.builder.matMul(this.weight('unembed'), columns, 'unembedded')
    const rows = this.builder.transpose(product, [1, 0], 'logitRows')
    const logits = this.config.watched ? this.watch(rows, this.builder.reduceSum(rows, [-1])) : rows
    const bias = this.optional('unembedBias')
    return bias ? this.builder.add(logits, bias, 'biased') : logits
  }

  /** The last residual stream behind the final norm: [rows, dModel]. */
  finalRows(x: Value): Value {
    return this.builder.reshape(this.norm(x, 'finalNorm'), [-1, this.config.dModel], 'finalRows')
  }

  /** Grouped-query attention: query head h reads the weights of kv head floor(h / group). */
  private perQueryHead(kind: SlotKind, tensor: Value): Value {
    const { heads, kvHeads } = this.config
    if (kind === 'q' || heads === kvHeads) return tensor
    const kvHead = Array.from({ length: heads }, (_, head) => Math.floor(head / (heads / kvHeads)))
    return this.builder.gather(tensor, this.builder.constant(kvHead, [heads], 'int64'), 0, 'perQueryHead')
  }

  /** [1, head, batch*pos, dModel] -> [1, 1, batch*pos, dModel], as a product with ones. */
  private sumOfHeads(heads: Value): Value {
    const { builder, config } = this
    const ones = builder.constant(new Array<number>(config.heads).fill(1), [1, 1, config.heads])
    const sum = builder.matMul(ones, builder.reshape(heads, [1, config.heads, -1], 'flatHeads'), 'headSum')
    return builder.reshape(sum, [1, 1, -1, config.dModel], 'attention')
  }

  private rotated(slot: Value, { rotary }: Places): Value {
    const { builder, config } = this
    const spec = config.layer(0).attention.rotary
    if (!rotary || !spec) return slot
    const { dHead } = config
    const { quarterTurn } = rotaryTables(1, dHead, spec)
    const turned = builder.matMul(slot, builder.constant(quarterTurn, [dHead, dHead]), 'quarterTurn')
    return builder.add(
      builder.mul(slot, rotary.cos, 'cos'),
      builder.mul(turned, rotary.sin, 'sin'),
      'rotated',
    )
  }

  private activate(x: Value, activation: Activation): Value {
    const { builder } = this
    switch (activation) {
      case 'gelu':
        return builder.op({ type: 'Gelu', inputs: [x], approximate: 'none' }, 'gelu')
      case 'gelu-new':
        return builder.op({ type: 'Gelu', inputs: [x], approximate: 'tanh' }, 'gelu')
      case 'relu':
        return builder.op({ type: 'Relu', inputs: [x] }, 'relu')
      case 'silu':
        return builder.mul(x, builder.op({ type: 'Sigmoid', inputs: [x] }, 'sigmoid'), 'silu')
    }
  }

  private project(x: Value, name: string): Value {
    const product = this.builder.matMul(x, this.weight(`${name}.weight`))
    const bias = this.optional(`${name}.bias`)
    return bias ? this.builder.add(product, bias, 'biased') : product
  }

  private weight(name: string): Value {
    const value = this.optional(name)
    if (!value) throw new Error(`the weights hold no ${name}`)
    return value
  }

  private optional(name: string): Value | null {
    const tensor = this.weights[name]
    return tensor ? this.builder.input(name, [...tensor.dims]) : null
  }
}
