import type { Activation, TransformerConfig } from '../model/transformer'
import type { Feeds, GraphBuilder, Value } from '../onnx'
import { rotaryTables } from './rotary'

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
    if (this.config.positions.kind === 'learned') {
      const range = builder.constant(
        Array.from({ length }, (_, position) => position),
        [length],
        'int64',
      )
      embedding = builder.add(embedding, builder.gather(this.weight('positions'), range, 0, 'positionEmbedding'))
    }
    return builder.reshape(embedding, [1, 1, -1, this.config.dModel], 'input')
  }

  /** `name` is `layer0.attentionNorm`, `layer0.mlpNorm` or `finalNorm`. */
  norm(x: Value, name: string): Value {
    const { norm } = this.config
    if (norm.kind === 'none') return x
    const weight = this.weight(`${name}.weight`)
    if (norm.kind === 'rms-norm') {
      return this.builder.op({ type: 'RMSNormalization', inputs: [x, weight], epsilon: norm.epsilon }, 'norm')
    }
    const bias = this.optional(`${name}.bias`)
    const inputs: [Value, Value] | [Value, Value, Value] = bias ? [x, weight, bias] : [x, weight]
    return this.builder.op({ type: 'LayerNormalization', inputs, epsilon: norm.epsilon }, 'norm')
  }

  /**
   * Every head's output z @ W_O[h], without b_O: [copies, head, batch*pos, dModel]. The inputs are
   * the residual streams that the q, k and v of each head read, before the norm.
   */
  attention(layer: number, inputs: Record<'q' | 'k' | 'v', Value>): Value {
    const { builder, config } = this
    const norm = `layer${layer}.attentionNorm`
    // Three times the same value (the plain forward) is normalised once.
    const shared = inputs.q === inputs.k && inputs.k === inputs.v ? this.norm(inputs.q, norm) : null
    const slot = (kind: 'q' | 'k' | 'v') =>
      builder.scope(kind, () => this.headSlot(layer, kind, shared ?? this.norm(inputs[kind], norm)))
    const [q, k, v] = [slot('q'), slot('k'), slot('v')]
    // [copies, head, batch, pos, pos]
    const scores = builder.matMul(q, builder.transpose(k, [0, 1, 2, 4, 3]), 'scores')
    const pattern = builder.op({ type: 'Softmax', inputs: [this.masked(this.scaled(scores))], axis: -1 }, 'pattern')
    const z = builder.reshape(builder.matMul(pattern, v, 'z'), [0, config.heads, -1, config.dHead])
    return builder.matMul(z, this.weight(`layer${layer}.o.weight`), 'heads')
  }

  /** MLP output with its output bias, from the residual stream before the norm. */
  mlp(layer: number, input: Value): Value {
    const { builder, config } = this
    const { mlp } = config
    if (mlp.kind === 'none') throw new Error('this transformer has no MLPs')
    const x = this.norm(input, `layer${layer}.mlpNorm`)
    const up = this.project(x, `layer${layer}.up`)
    const hidden =
      mlp.kind === 'gated'
        ? builder.mul(this.activate(this.project(x, `layer${layer}.gate`), mlp.activation), up, 'gated')
        : this.activate(up, mlp.activation)
    return this.project(hidden, `layer${layer}.down`)
  }

  /** b_O of the layer [dModel], or null: it belongs to no head, every later receiver sees it. */
  attentionConstant(layer: number): Value | null {
    return this.optional(`layer${layer}.o.bias`)
  }

  /** Rows of [copies, 1, batch*pos, dModel] at the answer positions: [copies, 1, batch, dModel]. */
  atAnswers(x: Value): Value {
    return this.builder.gather(x, this.builder.input('answerRows', ['batch'], 'int64'), 2, 'atAnswers')
  }

  /** Logits from the last residual stream, before the norm. */
  unembed(x: Value): Value {
    const normed = this.norm(x, 'finalNorm')
    const logits = this.builder.matMul(normed, this.weight('unembed'), 'unembedded')
    const bias = this.optional('unembedBias')
    return bias ? this.builder.add(logits, bias, 'biased') : logits
  }

  /** q, k or v of every query head from its normed input: [copies, head, batch, pos, dHead]. */
  private headSlot(layer: number, kind: 'q' | 'k' | 'v', x: Value): Value {
    const { builder, config, length } = this
    const name = `layer${layer}.${kind}`
    let slot = builder.matMul(x, this.perQueryHead(kind, this.weight(`${name}.weight`)))
    const bias = this.optional(`${name}.bias`)
    if (bias) slot = builder.add(slot, this.perQueryHead(kind, bias), 'biased')
    slot = builder.reshape(slot, [0, config.heads, -1, length, config.dHead])
    return kind === 'v' ? slot : this.rotated(slot)
  }

  /** Grouped-query attention: query head h reads the weights of kv head floor(h / group). */
  private perQueryHead(kind: 'q' | 'k' | 'v', tensor: Value): Value {
    const { heads, kvHeads } = this.config
    if (kind === 'q' || heads === kvHeads) return tensor
    const kvHead = Array.from({ length: heads }, (_, head) => Math.floor(head / (heads / kvHeads)))
    return this.builder.gather(tensor, this.builder.constant(kvHead, [heads], 'int64'), 0, 'perQueryHead')
  }

  private rotated(slot: Value): Value {
    const { builder, config, length } = this
    if (config.positions.kind !== 'rotary') return slot
    const { dHead } = config
    const tables = rotaryTables(length, dHead, config.positions)
    const turned = builder.matMul(slot, builder.constant(tables.quarterTurn, [dHead, dHead]), 'quarterTurn')
    return builder.add(
      builder.mul(slot, builder.constant(tables.cos, [length, dHead]), 'cos'),
      builder.mul(turned, builder.constant(tables.sin, [length, dHead]), 'sin'),
      'rotated',
    )
  }

  private scaled(scores: Value): Value {
    return this.builder.mul(scores, this.builder.constant([this.config.attentionScale], [1]), 'scaled')
  }

  /** A finite minimum instead of -Infinity, so that no gradient can meet Infinity - Infinity. */
  private masked(scores: Value): Value {
    const { builder, length } = this
    if (!this.config.causal) return scores
    const mask = Array.from({ length: length * length }, (_, i) => (i % length > Math.floor(i / length) ? -1e30 : 0))
    return builder.add(scores, builder.constant(mask, [length, length]), 'masked')
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
