import type { SiteKind } from '../../../contract'
import type { TransformerConfig } from '../../model/transformer'
import { GraphBuilder, type Dimension, type Feeds, type Graph, type Value } from '../../onnx'
import { plainBlocks, type BlockSite } from '../block'
import type { QkvKind } from '../attention'
import { atAnswers, unembedded } from '../ends'
import { ModelParts } from '../model-parts'
import { mlpOutput } from '../mlp'
import { afterAttention } from '../norm'

/**
 * The rest of a forward pass, from the residual stream before `layer` on, with one kind of activation of that
 * layer mixed with another run's: value + mask * (donor - value), in as many copies as the mask or the donor has.
 * Inputs: stream [1, 1, batch*pos, dModel], answerRows [batch], weights; `donor` and `mask` broadcast against
 * the site's value (see BlockSite). Output: `logits` [copies*batch, rows of `unembed`].
 */
export function replacedGraph(
  config: TransformerConfig,
  weights: Feeds,
  length: number,
  { site, layer }: { site: SiteKind; layer: number },
): Graph {
  const { builder, parts, stream } = restOfForward(config, weights, length, `replaced.${site}`)
  const donor = builder.input('donor', dimsOf('donor', site))
  const mask = builder.input('mask', dimsOf('mask', site))
  const last = tappedStream(parts, stream, layer, (at, l, value) => {
    if (at !== site || l !== layer) return value
    return builder.add(
      value,
      builder.mul(mask, builder.sub(donor, value, 'difference'), 'change'),
      'replaced',
    )
  })
  return withLogits(parts, last, weights)
}

/**
 * Where receivers read: the streams that the q, k and v of a layer's heads, its MLP and the logits read, before the norm
 * ([copies, 1 or head, batch*pos, dModel]); and the former three after the norm.
 */
export type Inlet = `${QkvKind}-input` | `${QkvKind}-normed` | 'mlp-input' | 'logits-input'

/** Sees a value as it is made; what it returns is used instead. */
type StreamTap = (site: BlockSite | 'logits-input', layer: number, value: Value) => Value

/** A layer's residual stream [copies, 1, batch*pos, dModel] -> the last one, every activation on the way tapped. */
function tappedStream(parts: ModelParts, start: Value, first: number, tap: StreamTap): Value {
  const last = plainBlocks(parts, start, first, (layer) => ({
    makes: ['heads', 'attn'],
    tap: (site, value) => tap(site, layer, value),
  }))
  return tap('logits-input', parts.config.layerCount, last)
}

/** What receivers of one layer read; `logits-input` has the number of layers as its layer. */
export interface InletAt {
  inlet: Inlet
  layer: number
}

/**
 * The rest of a forward pass with something added to what receivers of one layer read:
 * input + mask * addition. Inputs as above (the stream is the one before `firstLayer`), besides
 * addition [copies, 1, batch*pos, dModel] and mask [1, 1 or head, 1, 1].
 * `pattern`: whether the attention of the receivers' layer is an output too, [copies or 1, head, batch, pos, pos].
 */
export function addedInputGraph(
  config: TransformerConfig,
  weights: Feeds,
  length: number,
  at: InletAt,
  { pattern = false } = {},
): Graph {
  const { builder, parts, stream } = restOfForward(config, weights, length, `added.${at.inlet}`)
  const change = addition(builder, config, at)
  const patterns: Value[] = []
  const last = tappedStream(parts, stream, firstLayer(config, at), (site, layer, value) => {
    if (pattern && site === 'pattern' && layer === at.layer) patterns.push(value)
    return change(site, layer, value)
  })
  for (const value of patterns)
    builder.output(builder.identity(value, 'pattern'), ['patterns', config.heads, 'batch', length, length])
  return withLogits(parts, last, weights)
}

/** The same, only as far as the node that reads there: `out`, the outputs of the layer's heads or of its MLP. */
export function changedNodeGraph(
  config: TransformerConfig,
  weights: Feeds,
  length: number,
  at: InletAt,
): Graph {
  const { builder, parts, stream } = restOfForward(
    { ...config, layerCount: at.layer + 1 },
    weights,
    length,
    `node.${at.inlet}`,
  )
  const change = addition(builder, config, at)
  const node = at.inlet === 'mlp-input' ? 'mlp' : 'heads'
  const outputs: Value[] = []
  tappedStream(parts, stream, at.layer, (site, layer, value) => {
    if (site === node) outputs.push(value)
    return change(site, layer, value)
  })
  const n = node === 'mlp' ? 1 : config.heads
  builder.output(builder.reshape(outputs[0], [0, n, -1, config.dModel], 'out'), [
    'copies',
    n,
    'rows',
    config.dModel,
  ])
  return builder.finish()
}

/** The layer before which the stream is given: the last one for the logits, whose own stream is not captured. */
export function firstLayer(config: TransformerConfig, { layer }: InletAt): number {
  return Math.min(layer, config.layerCount - 1)
}

/**
 * The forward pass with what several receivers read replaced altogether: input + mask * (value - input).
 * Inputs: stream, answerRows, weights as above; for each inlet `value.INLET.LAYER` [1, 1, batch*pos, dModel]
 * and `mask.INLET.LAYER` [1, 1 or head, 1, 1].
 */
export function replacedInputsGraph(
  config: TransformerConfig,
  weights: Feeds,
  length: number,
  at: readonly InletAt[],
): Graph {
  const { builder, parts, stream } = restOfForward(config, weights, length, 'replacedInputs')
  const last = tappedStream(parts, stream, 0, (inlet, layer, value) => {
    if (!at.some((one) => one.inlet === inlet && one.layer === layer)) return value
    const donor = builder.input(`value.${inlet}.${layer}`, [1, 1, 'rows', config.dModel])
    const mask = builder.input(`mask.${inlet}.${layer}`, [1, `receivers.${inlet}.${layer}`, 1, 1])
    return builder.add(
      value,
      builder.mul(mask, builder.sub(donor, value, 'difference'), 'change'),
      'replaced',
    )
  })
  return withLogits(parts, last, weights)
}

/**
 * The residual stream where the sum of a layer's heads and b_O is given, and MLPs are recomputed, or given as well.
 * Inputs: stream (before layer 0), `attention.LAYER`, and `mlp.LAYER` for the MLPs in `givenMlps`, all [1, 1,
 * batch*pos, dModel]. Outputs of the same shape: `resid.LAYER`, `mlpInput.LAYER` and, after the last layer, `last`.
 */
export function givenAttentionGraph(
  config: TransformerConfig,
  weights: Feeds,
  length: number,
  givenMlps: ReadonlySet<number>,
): Graph {
  const { builder, parts, stream: start } = restOfForward(config, weights, length, 'givenAttention')
  const dims = [1, 1, 'rows', config.dModel]
  const show = (value: Value, name: string) => builder.output(builder.identity(value, name), dims)
  let stream = start
  for (let layer = 0; layer < config.layerCount; layer++) {
    const before = stream
    show(before, `resid.${layer}`)
    const attention = afterAttention(parts.layer(layer), builder.input(`attention.${layer}`, dims))
    stream = builder.add(before, attention, 'afterAttention')
    if (config.mlp.kind === 'none') continue
    const input = config.parallel ? before : stream
    show(input, `mlpInput.${layer}`)
    const mlp = givenMlps.has(layer)
      ? builder.input(`mlp.${layer}`, dims)
      : mlpOutput(parts.layer(layer), input)
    stream = builder.add(stream, mlp, 'afterMlp')
  }
  show(stream, 'last')
  return builder.finish()
}

function addition(builder: GraphBuilder, config: TransformerConfig, at: InletAt): StreamTap {
  const added = builder.input('addition', ['copies', 1, 'rows', config.dModel])
  const mask = builder.input('mask', [1, 'receivers', 1, 1])
  return (inlet, layer, value) =>
    inlet === at.inlet && layer === at.layer
      ? builder.add(value, builder.mul(mask, added, 'change'), 'changed')
      : value
}

function restOfForward(config: TransformerConfig, weights: Feeds, length: number, name: string) {
  const builder = new GraphBuilder(name)
  const parts = new ModelParts(builder, config, weights, length)
  return { builder, parts, stream: builder.input('stream', [1, 1, 'rows', config.dModel]) }
}

function withLogits(parts: ModelParts, last: Value, weights: Feeds): Graph {
  const { builder } = parts
  const columns = weights.unembed.dims[0]
  const logits = unembedded(parts, atAnswers(parts, last))
  builder.output(builder.identity(logits, 'logits'), ['copiesBatch', columns])
  return builder.finish()
}

/** Named apart, so that each may be 1 where the other is not. */
function dimsOf(name: string, site: SiteKind): Dimension[] {
  const rank = site === 'q' || site === 'k' || site === 'v' || site === 'pattern' ? 5 : 4
  return Array.from({ length: rank }, (_, axis) => `${name}.${axis}`)
}
