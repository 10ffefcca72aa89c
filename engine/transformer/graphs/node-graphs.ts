import type { TransformerConfig } from '../../model/transformer'
import { GraphBuilder, rowsOfTensor, type Feeds, type Graph, type Value } from '../../onnx'
import { eachHead, mixed, type QkvKind } from '../attention'
import { headInput } from '../block'
import { unembedded } from '../ends'
import { mlpOutput } from '../mlp'
import { ModelParts } from '../model-parts'
import { afterAttention, beforeAttention } from '../norm'
import { answersOnly, ROW_AXIS, rowsThatChange, type Where } from '../rows'

/**
 * One node at a time: graphs of a single head or MLP that serve every layer of one kind (see layerKind), because weights
 * are fed. They are the parts of a model with one layer of one head; `nodeWeights` gives them a node's weights.
 * All activations are [copies, 1, rows, dModel].
 */

const single = (config: TransformerConfig): TransformerConfig => ({
  ...config,
  layerCount: 1,
  heads: 1,
  kvHeads: 1,
})

/** Some query heads of a layer. Where several share keys and values, all or none of those are among them, but for one. */
export interface HeadRange {
  first: number
  count: number
}

/** Feeds for the graphs below: layer `layer`'s weights under layer 0's names, those of the heads cut out as views. */
export function nodeWeights(
  weights: Feeds,
  config: TransformerConfig,
  layer: number,
  heads: HeadRange = { first: 0, count: 1 },
): Feeds {
  const prefix = `layer${layer}.`
  const feeds: Feeds = {}
  for (const [name, tensor] of Object.entries(weights)) {
    if (!name.startsWith(prefix) || tensor.type === 'int64') continue
    const part = name.slice(prefix.length)
    const own = headsOfWeight(config, part, tensor.dims, heads)
    feeds[`layer0.${part}`] = own === null ? tensor : rowsOfTensor(tensor, own.first, own.count)
  }
  return feeds
}

/** Which slices of a weight belong to the query heads; null where the weight belongs to no head, or to all. */
function headsOfWeight(
  { heads, kvHeads }: TransformerConfig,
  part: string,
  [count]: readonly number[],
  own: HeadRange,
): HeadRange | null {
  if (part.endsWith('.whole') || part.endsWith('.wholeBias')) return null
  const group = heads / kvHeads
  const ofKv = { first: Math.floor(own.first / group), count: Math.ceil(own.count / group) }
  if (part.startsWith('qNorm.')) return count === 1 ? null : own
  if (part.startsWith('kNorm.')) return count === 1 ? null : ofKv
  if (part.startsWith('q.') || part === 'o.weight' || part === 'alibi') return own
  return part.startsWith('k.') || part.startsWith('v.') ? ofKv : null
}

/** Whether a weight of these feeds has a slice for each query head. */
export const isOfHeads = (config: TransformerConfig, name: string, dims: readonly number[]): boolean =>
  config.heads === config.kvHeads &&
  headsOfWeight(config, name.slice('layer0.'.length), dims, { first: 0, count: 1 }) !== null

export const termName = (term: number): string => `x.${term}`

/**
 * A residual stream [copies, 1, rows, dModel] as the sum of so many inputs, each with that many copies or one for all:
 * added where it is read, so that it stays in the cache.
 */
function streamOf(builder: GraphBuilder, { dModel }: TransformerConfig, terms: number): Value {
  const term = (i: number) => builder.input(termName(i), [`copies.${i}`, 1, 'rows', dModel])
  return Array.from({ length: terms }, (_, i) => term(i)).reduce((sum, next) =>
    builder.add(sum, next, 'terms'),
  )
}

/**
 * What a change of a layer's heads changes in the stream where a norm follows the attention: terms -> `change`
 * [copies, 1, rows, dModel], postNorm(sum of all terms) - postNorm(x.0), x.0 being the sum of the layer's heads and b_O.
 */
export function attentionViewGraph(config: TransformerConfig, weights: Feeds, terms: number): Graph {
  const parts = nodeParts('attentionView', config, weights, 1)
  const { builder } = parts
  const layer = parts.layer(0)
  const before = builder.input(termName(0), ['copies.0', 1, 'rows', config.dModel])
  const now = afterAttention(layer, streamOf(builder, config, terms))
  builder.output(builder.sub(now, afterAttention(layer, before), 'change'), [
    'copies',
    1,
    'rows',
    config.dModel,
  ])
  return builder.finish()
}

/** `sum` of so many terms. */
export function sumGraph(config: TransformerConfig, terms: number): Graph {
  const builder = new GraphBuilder('sum')
  const sum = streamOf(builder, config, terms)
  builder.output(builder.identity(sum, 'sum'), ['copies', 1, 'rows', config.dModel])
  return builder.finish()
}

/** `choice` [sums, values] of 0 and 1, `values` [values, cells] -> `sums` [sums, cells]. */
export function chosenSumGraph(): Graph {
  const builder = new GraphBuilder('chosenSum')
  const values = builder.input('values', ['values', 'cells'])
  const sums = builder.matMul(builder.input('choice', ['sums', 'values']), values, 'sums')
  builder.output(sums, ['sums', 'cells'])
  return builder.finish()
}

/**
 * Terms -> `projection` [copies, 1, batch, position, dHead]: the norm and one head's q, k or v, at the answer positions or at
 * all; `unchanged` [1, 1, batch, pos, dHead] are k and v at the rows that do not change (else 0).
 */
export function qkvGraph(
  config: TransformerConfig,
  weights: Feeds,
  length: number,
  { kind, where, terms }: { kind: QkvKind; where: Where; terms: number },
): Graph {
  const parts = nodeParts(`qkv.${kind}.${where}`, config, weights, length)
  const { builder } = parts
  const layer = parts.layer(0)
  const x = beforeAttention(layer, streamOf(builder, config, terms))
  const rows = rowsOf(parts, where)
  const value = builder.scope(kind, () => headInput(layer, kind, x, { rows }))
  const positions = where === 'answer' ? 1 : length
  builder.output(builder.reshape(value, [0, 1, -1, positions, config.dHead], 'projection'), [
    'copies',
    1,
    'batch',
    positions,
    config.dHead,
  ])
  return builder.finish()
}

const rowsOf = (parts: ModelParts, where: Where) =>
  where === 'answer' ? answersOnly : rowsThatChange(parts, () => 'unchanged')

/**
 * What a node's graph gives: its output (`out`), or what that differs in from `base` [1, 1, rows, dModel]
 * (`change`, and for changing rows also `answerChange` [copies, 1, batch, dModel], the rows `answerRows` of it).
 */
export type NodeOutput = 'out' | 'change'

/** q, k, v (each with its own copies, or one for all) -> the head's output at these rows. */
export function attendGraph(
  config: TransformerConfig,
  weights: Feeds,
  length: number,
  where: Where,
  output: NodeOutput,
): Graph {
  const parts = nodeParts(`attend.${where}`, config, weights, length)
  const { builder } = parts
  const layer = parts.layer(0)
  const rows = rowsOf(parts, where)
  const queries = rows.positions(layer, 'q')
  const input = (kind: QkvKind, positions: number) =>
    builder.input(kind, [`${kind}Copies`, 1, 'batch', positions, config.dHead])
  const qkv = { q: input('q', queries.length), k: input('k', length), v: input('v', length) }
  const z = rows.ofQueries(mixed(layer, qkv, queries))
  return nodeOutput(parts, eachHead(layer, z), where, output)
}

/** Terms -> the MLP's output, after its post-norm where it has one, row by row. */
export function mlpGraph(
  config: TransformerConfig,
  weights: Feeds,
  { where, terms, output }: { where: Where; terms: number; output: NodeOutput },
): Graph {
  const parts = nodeParts('mlp', config, weights, 1)
  const x = streamOf(parts.builder, config, terms)
  return nodeOutput(parts, mlpOutput(parts.layer(0), x), where, output)
}

function nodeOutput({ builder, config }: ModelParts, value: Value, where: Where, output: NodeOutput): Graph {
  const { dModel } = config
  const out = builder.reshape(value, [0, 1, -1, dModel], output === 'out' ? 'out' : 'rows')
  if (output === 'out') {
    builder.output(out, ['copies', 1, 'rows', dModel])
    return builder.finish()
  }
  const change = builder.sub(out, builder.input('base', [1, 1, 'rows', dModel]), 'change')
  builder.output(change, ['copies', 1, 'rows', dModel])
  if (where === 'changing') {
    const atRows = builder.gather(
      change,
      builder.input('answerRows', ['batch'], 'int64'),
      ROW_AXIS,
      'answerChange',
    )
    builder.output(atRows, ['copies', 1, 'batch', dModel])
  }
  return builder.finish()
}

/** x [copies, 1, batch, dModel] at the answer positions -> `logits` [copies*batch, rows of `unembed`]. */
export function logitsGraph(config: TransformerConfig, weights: Feeds): Graph {
  const builder = new GraphBuilder('logits')
  const parts = new ModelParts(builder, config, weights, 1)
  const columns = weights.unembed.dims[0]
  const logits = unembedded(parts, builder.input('x', ['copies', 1, 'batch', config.dModel]))
  builder.output(builder.identity(logits, 'logits'), ['copiesBatch', columns])
  return builder.finish()
}

function nodeParts(name: string, config: TransformerConfig, weights: Feeds, length: number): ModelParts {
  return new ModelParts(new GraphBuilder(name), single(config), nodeWeights(weights, config, 0), length)
}
