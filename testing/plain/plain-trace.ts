import { layerSpec, type NormWeights } from '../../engine/model/transformer'
import type { Held } from '../held-weights'
import { matrix, meanOf, plus, plusRow, sum, vector, type Rows } from './plain-math'
import { PlainParts, type PlainModel } from './plain-parts'

/**
 * What docs/methods.md says of a traced run, "What is written, and how it is read": one prompt, float64, plain loops.
 * Shares no code with the engine's explanations.
 */
export interface PlainTrace {
  tokens: number[]
  /** What enters each layer, and after them the last stream: [layer + 1][pos][dModel]. */
  streams: Rows[]
  /** As the head uses them, limits, norms and rotary positions applied: [layer][head][pos][dHead]. */
  q: Rows[][]
  k: Rows[][]
  v: Rows[][]
  /** [layer][head][query][key] */
  pattern: Rows[][]
  /** z @ W_O[h] times the multiplier: [layer][head][pos][dModel] */
  heads: Rows[][]
  /** The sum of the heads and b_O, before the norm after it: [layer][pos][dModel]. */
  attention: Rows[]
  /** [layer][pos][dModel]; empty without MLPs */
  mlps: Rows[]
}

export function plainTrace(model: PlainModel, tokens: ArrayLike<number>): PlainTrace {
  const { layerCount, heads, parallel, mlp } = model.config
  const seen = new Map<string, Rows>()
  const hook = (site: string, layer: number, head: number, value: Rows) => {
    seen.set(`${site} ${layer} ${head}`, value)
    return value
  }
  const parts = new PlainParts(model, { hook })
  const streams = [parts.embedded(tokens)]
  const attention: Rows[] = []
  const mlps: Rows[] = []
  for (let layer = 0; layer < layerCount; layer++) {
    const before = streams[layer]
    let all = before.map(() => parts.attentionBias(layer))
    for (let head = 0; head < heads; head++)
      all = plus(all, parts.head(layer, head, { q: before, k: before, v: before }))
    attention.push(all)
    const after = plus(before, parts.afterAttention(layer, all))
    if (mlp.kind !== 'none') mlps.push(parts.mlp(layer, parallel ? before : after))
    streams.push(mlp.kind === 'none' ? after : plus(after, mlps[layer]))
  }
  const each = (site: string) =>
    streams
      .slice(1)
      .map((_, layer) => Array.from({ length: heads }, (__, h) => seen.get(`${site} ${layer} ${h}`)!))
  return {
    tokens: Array.from(tokens),
    streams,
    q: each('q'),
    k: each('k'),
    v: each('v'),
    pattern: each('pattern'),
    heads: each('heads'),
    attention,
    mlps,
  }
}

/** What a part of `whole` becomes in the norm of `whole`, without its bias: w * (part - mean(part)) / d. */
export function normedPart(
  { config: { norm } }: PlainModel,
  part: readonly number[],
  whole: readonly number[],
  weight: readonly number[],
): number[] {
  if (norm.kind === 'none') throw new Error('the model has no norms')
  const center = (values: readonly number[]) => (norm.kind === 'layer-norm' ? meanOf(values) : 0)
  const deviation = Math.sqrt(meanOf(whole.map((x) => (x - center(whole)) ** 2)) + norm.epsilon)
  const mean = center(part)
  return part.map((x, i) => (weight[i] * (x - mean)) / deviation)
}

/** The weights and the bias (0 without) of a norm of the stream. */
export const normVectors = ({ config }: PlainModel, norm: Held<NormWeights> | null | undefined) => ({
  weight: vector(norm!.weight, config.dModel),
  bias: vector(norm!.bias, config.dModel),
})

/** What rows of a layer's attention add to the stream, in the norm after it of the run's own attention. */
export function afterAttentionPart(model: PlainModel, trace: PlainTrace, layer: number, part: Rows): Rows {
  if (!layerSpec(model.config, layer).norms.afterAttention) return part
  const { weight } = normVectors(model, model.weights.layers[layer].attentionPostNorm)
  return part.map((row, pos) => normedPart(model, row, trace.attention[layer][pos], weight))
}

/** The layer of a sender `a1.h0` or `m1`, and of a head its index. */
export function indicesOf(node: string): { layer: number; head: number } | null {
  const [, , layer, head] = /^(a|m)(\d+)(?:\.h(\d+))?$/.exec(node) ?? []
  return layer === undefined ? null : { layer: Number(layer), head: Number(head ?? NaN) }
}

/** What a sender writes as a sender: [pos][dModel]. */
export function valueOf(trace: PlainTrace, node: string): Rows {
  const indices = indicesOf(node)
  if (!indices) return trace.streams[0]
  return node.startsWith('a') ? trace.heads[indices.layer][indices.head] : trace.mlps[indices.layer]
}

/** c(n): what the sender adds to the stream in this run. */
export function contribution(model: PlainModel, trace: PlainTrace, node: string): Rows {
  const value = valueOf(trace, node)
  return node.startsWith('a') ? afterAttentionPart(model, trace, indicesOf(node)!.layer, value) : value
}

/** All that the stream before a layer (or, with the number of layers, the last one) is the sum of. */
export function contributions(
  model: PlainModel,
  trace: PlainTrace,
  before: number,
): { nodes: string[]; rows: Rows[] } {
  const { heads, mlp } = model.config
  const layers = Array.from({ length: before }, (_, layer) => layer)
  const senders = layers.flatMap((l) => [
    ...Array.from({ length: heads }, (_, h) => `a${l}.h${h}`),
    ...(mlp.kind === 'none' ? [] : [`m${l}`]),
  ])
  let constants: Rows = trace.tokens.map(() => new Array<number>(model.config.dModel).fill(0))
  for (const layer of layers) constants = plus(constants, layerConstants(model, trace, layer))
  const nodes = ['input', ...senders]
  return {
    nodes: [...nodes, 'constants'],
    rows: [...nodes.map((node) => contribution(model, trace, node)), constants],
  }
}

function layerConstants(model: PlainModel, trace: PlainTrace, layer: number): Rows {
  const bias = new PlainParts(model).attentionBias(layer)
  const part = afterAttentionPart(
    model,
    trace,
    layer,
    trace.tokens.map(() => bias),
  )
  if (!layerSpec(model.config, layer).norms.afterAttention) return part
  return plusRow(part, normVectors(model, model.weights.layers[layer].attentionPostNorm).bias)
}

/** What a part of the last stream `whole` adds to every token's logit: [vocab]. */
export function logitsOfPart(model: PlainModel, part: readonly number[], whole: readonly number[]): number[] {
  const { config, weights } = model
  const read =
    config.norm.kind === 'none'
      ? part
      : normedPart(model, part, whole, normVectors(model, weights.finalNorm).weight)
  return unembeddedPart(model, read)
}

/** [vocab] */
const unembeddedPart = ({ config, weights }: PlainModel, read: readonly number[]): number[] =>
  matrix(weights.unembed).map((row) => config.logits.scale * sum(row.map((w, i) => w * read[i])))

/** What the biases of the end add to every token's logit. */
export function logitsOfBiases(model: PlainModel): number[] {
  const { config, weights } = model
  const own = vector(weights.unembedBias, weights.unembed.dims[0]).map((bias) => config.logits.scale * bias)
  if (config.norm.kind === 'none') return own
  return unembeddedPart(model, normVectors(model, weights.finalNorm).bias).map((logit, t) => logit + own[t])
}

/** Less the mean over all tokens: what is written as tokens. */
export function written(logits: readonly number[]): number[] {
  const mean = meanOf(logits)
  return logits.map((logit) => logit - mean)
}
