import type { SiteKind } from '../../contract'
import type { Value } from '../onnx'
import {
  atPositions,
  attentionBias,
  clipped,
  eachHead,
  joinedHeads,
  mixed,
  projected,
  qkNormed,
  QKV_KINDS,
  sumOfHeads,
  type QkvKind,
} from './attention'
import type { Layer, ModelParts } from './model-parts'
import { mlpOutput } from './mlp'
import { afterAttention, beforeAttention } from './norm'
import { ALL_ROWS, type Rows } from './rows'

/**
 * What can be seen, and replaced, as a block makes it. Copies (independent runs over the same prompts) are 1 until a
 * replaced value has more; `rows` are batch*pos, or those that are run.
 * - resid: the residual stream before a layer [copies, 1, rows, dModel]
 * - q-input, k-input, v-input: what the heads read of it, before the norm [copies, 1 or head, rows, dModel]
 * - q-normed, ..: the same after the norm
 * - q-projected, ..: q, k and v before they are clipped and normed [copies, head, rows, dHead]
 * - q-rows, ..: after them, before rotary positions; q-all, ..: at every row
 * - q, k, v: of every query head, rotary positions applied [copies, head, batch, pos, dHead]
 * - pattern: attention probabilities [copies, head, batch, pos, pos]
 * - z: the values as mixed by the pattern, where they are read [copies, head, rows, dHead]
 * - heads: every head's output z @ W_O[h], without b_O [copies, head, rows, dModel]
 * - attn: sum of heads + b_O, before the norm after it where there is one [copies, 1, rows, dModel]
 * - skip: the stream that the attention's output is added to
 * - mlp-input: what the MLP reads, before the norm
 * - neurons: what the MLP's output matrix reads [copies, 1, rows, dMlp]
 * - shares: what SoLU multiplies neurons by, of the same shape
 * - mlp: MLP output with its bias, after the norm after it where there is one [copies, 1, rows, dModel]
 */
export type BlockSite =
  | SiteKind
  | `${QkvKind}-${'input' | 'normed' | 'projected' | 'rows' | 'all'}`
  | 'z'
  | 'skip'
  | 'mlp-input'
  | 'shares'

/** Sees a value as it is made; what it returns is used instead. */
export type Tap = (site: BlockSite, value: Value) => Value

export interface BlockOptions {
  tap?: Tap
  rows?: Rows
  /**
   * Which of these are made as values of their own. Without them, heads are summed in the product with W_O, and b_O is
   * added to the stream after their sum.
   */
  makes?: readonly ('heads' | 'attn')[]
}

/** The residual stream as a block meets it: what its receivers read, and what becomes of what its senders write. */
export interface ResidualStream {
  read(layer: Layer, receiver: QkvKind | 'mlp'): Value
  /** From z of all heads. */
  writeAttention(layer: Layer, z: Value): void
  writeMlp(layer: Layer, mlp: Value): void
}

/**
 * One layer. Every graph of the model is made of this: `stream` says what is read and written (one stream that all
 * share, or one for each receiver), taps see and replace values, and rows say which of them are computed.
 */
export function transformerBlock(layer: Layer, stream: ResidualStream, options: BlockOptions = {}): void {
  const { config } = layer.parts
  const z = attention(layer, (kind) => stream.read(layer, kind), options)
  const early = config.mlp.kind !== 'none' && config.parallel ? mlpOf(layer, stream, options) : null
  stream.writeAttention(layer, z)
  if (config.mlp.kind !== 'none') stream.writeMlp(layer, early ?? mlpOf(layer, stream, options))
}

function mlpOf(layer: Layer, stream: ResidualStream, options: BlockOptions): Value {
  return layer.parts.builder.scope('mlp', () =>
    mlpOutput(layer, stream.read(layer, 'mlp'), (site, value) => tapped(options, site, value)),
  )
}

/** z of all heads at the rows that are read. */
export function attention(layer: Layer, read: (kind: QkvKind) => Value, options: BlockOptions): Value {
  const known = new Map<Value, Value>()
  // What is read in common is normalised once.
  const normed = (input: Value) => {
    const value = known.get(input) ?? beforeAttention(layer, input)
    known.set(input, value)
    return value
  }
  const inputs = QKV_KINDS.map((kind) => tapped(options, `${kind}-input`, read(kind)))
  const [q, k, v] = QKV_KINDS.map((kind, i) =>
    layer.parts.builder.scope(kind, () => {
      const x = tapped(options, `${kind}-normed`, normed(inputs[i]))
      return headInput(layer, kind, x, options)
    }),
  )
  return attended(layer, { q, k, v }, options)
}

/** z of all heads at the rows that are read, from what `headInput` gives. */
export function attended(layer: Layer, { q, k, v }: Record<QkvKind, Value>, options: BlockOptions): Value {
  const { rows = ALL_ROWS } = options
  const pattern = (value: Value) => tapped(options, 'pattern', value)
  return tapped(options, 'z', rows.ofQueries(mixed(layer, { q, k, v }, rows.positions(layer, 'q'), pattern)))
}

/** q, k or v as heads use them [copies, head, batch, position, dHead], from the normed input x. */
export function headInput(layer: Layer, kind: QkvKind, x: Value, options: BlockOptions): Value {
  return projectedInput(layer, kind, projected(layer, kind, x), x, options)
}

/** The same where the projection is given: `own` as `projected` gives it. */
export function projectedInput(
  layer: Layer,
  kind: QkvKind,
  own: Value,
  x: Value,
  options: BlockOptions,
): Value {
  const { rows = ALL_ROWS } = options
  const seen = tapped(options, `${kind}-projected`, own)
  const ofRows = tapped(options, `${kind}-rows`, qkNormed(layer, kind, clipped(layer, seen), x))
  const every = tapped(options, `${kind}-all`, rows.everyRow(ofRows, kind))
  const chosen = rows.atPositions(every, kind)
  const value = atPositions(layer, kind, chosen, rows.positions(layer, kind))
  return tapped(options, kind, rows.completed(layer, value, kind))
}

/** The stream of a plain forward pass: all receivers read the sum of what has been written. */
export class PlainStream implements ResidualStream {
  /** Before the layer. */
  private before: Value

  constructor(
    public value: Value,
    private readonly options: BlockOptions = {},
  ) {
    this.before = value
  }

  read({ parts }: Layer, receiver: QkvKind | 'mlp'): Value {
    if (receiver !== 'mlp') return this.before
    const { rows = ALL_ROWS } = this.options
    if (!parts.config.parallel) return tapped(this.options, 'mlp-input', this.value)
    return rows.ofSum(rows.ofStream(tapped(this.options, 'mlp-input', this.before)))
  }

  writeAttention(layer: Layer, z: Value): void {
    const { builder } = layer.parts
    const { rows = ALL_ROWS, makes = [] } = this.options
    const sum = makes.includes('heads')
      ? sumOfHeads(layer.parts, tapped(this.options, 'heads', eachHead(layer, z)))
      : joinedHeads(layer, z)
    const skip = rows.ofStream(tapped(this.options, 'skip', this.before))
    const bias = attentionBias(layer)
    if (makes.includes('attn') || layer.spec.norms.afterAttention) {
      const output = tapped(this.options, 'attn', bias ? builder.add(sum, bias, 'withBias') : sum)
      this.value = builder.add(skip, afterAttention(layer, output), 'afterAttention')
    } else {
      const stream = builder.add(skip, sum, 'afterHeads')
      this.value = bias ? builder.add(stream, bias, 'afterAttention') : stream
    }
    this.value = rows.ofSum(this.value)
  }

  writeMlp({ parts }: Layer, mlp: Value): void {
    this.value = parts.builder.add(this.value, tapped(this.options, 'mlp', mlp), 'afterMlp')
  }
}

/** One layer of a plain forward pass, from the stream [copies, 1, rows, dModel] before it to the one after it. */
export function plainBlock(layer: Layer, before: Value, options: BlockOptions = {}): Value {
  const stream = new PlainStream(tapped(options, 'resid', before), options)
  transformerBlock(layer, stream, options)
  return stream.value
}

/** The second half of that layer, from the stream after its attention. */
export function plainMlp(layer: Layer, afterAttention: Value, options: BlockOptions = {}): Value {
  const stream = new PlainStream(afterAttention, options)
  stream.value = (options.rows ?? ALL_ROWS).ofSum(afterAttention)
  stream.writeMlp(layer, mlpOf(layer, stream, options))
  return stream.value
}

/** The plain forward pass through all layers from `first` on: the last residual stream. */
export function plainBlocks(
  parts: ModelParts,
  start: Value,
  first: number,
  optionsOf: (layer: number) => BlockOptions = () => ({}),
): Value {
  let stream = start
  for (let layer = first; layer < parts.config.layerCount; layer++) {
    stream = parts.builder.scope(`layer${layer}`, () =>
      plainBlock(parts.layer(layer), stream, optionsOf(layer)),
    )
  }
  return stream
}

function tapped({ tap }: BlockOptions, site: BlockSite, value: Value): Value {
  return tap ? tap(site, value) : value
}
