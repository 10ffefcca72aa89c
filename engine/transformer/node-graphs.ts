import type { TransformerConfig } from '../model/transformer'
import { floatTensor, GraphBuilder, type Feeds, type Graph, type Value } from '../onnx'
import { Blocks, type SlotKind } from './blocks'

/**
 * One node at a time: graphs of a single head or MLP that serve every layer, because weights are fed.
 * They are the parts of a model with one layer of one head; `nodeWeights` gives them a node's weights.
 * All activations are [copies, 1, rows, dModel].
 */

/**
 * Which rows: those that can differ between the runs (`changingRows` [rows] of all batch*pos; `slotOfRow`
 * [batch*pos] says where among them a row stands (anywhere, if it is none of them), `isChanging` [batch*pos, 1] is 1
 * for them, else 0), or the answer positions only.
 */
export type Where = 'changing' | 'answer'

const single = (config: TransformerConfig): TransformerConfig => ({
  ...config,
  layerCount: 1,
  heads: 1,
  kvHeads: 1,
})

/** Feeds for the graphs below: layer `layer`'s weights under layer 0's names, those of one head cut out as views. */
export function nodeWeights(weights: Feeds, config: TransformerConfig, layer: number, head = 0): Feeds {
  const prefix = `layer${layer}.`
  const feeds: Feeds = {}
  for (const [name, tensor] of Object.entries(weights)) {
    if (!name.startsWith(prefix) || tensor.type !== 'float32') continue
    const part = name.slice(prefix.length)
    const index = headIndex(config, part, head)
    feeds[`layer0.${part}`] = index === null ? tensor : sliceOf(tensor.data, tensor.dims, index)
  }
  return feeds
}

/** Which slice of a weight belongs to the query head; null where the weight is no head's. */
function headIndex({ heads, kvHeads }: TransformerConfig, part: string, head: number): number | null {
  if (part.startsWith('q.') || part === 'o.weight') return head
  return part.startsWith('k.') || part.startsWith('v.') ? Math.floor(head / (heads / kvHeads)) : null
}

function sliceOf(data: Float32Array, [count, ...rest]: readonly number[], index: number) {
  const size = data.length / count
  return floatTensor(data.subarray(index * size, (index + 1) * size), [1, ...rest])
}

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

/** `sum` of so many terms. */
export function sumGraph(config: TransformerConfig, terms: number): Graph {
  const builder = new GraphBuilder('sum')
  const sum = streamOf(builder, config, terms)
  builder.output(builder.identity(sum, 'sum'), ['copies', 1, 'rows', config.dModel])
  return builder.finish()
}

/**
 * Terms -> `slot` [copies, 1, batch, place, dHead]: the norm and one head's q, k or v, at the answer positions or at
 * all; `unchanged` [1, 1, batch, pos, dHead] are k and v at the rows that do not change (else 0).
 */
export function slotGraph(
  config: TransformerConfig,
  weights: Feeds,
  length: number,
  { kind, where, terms }: { kind: SlotKind; where: Where; terms: number },
): Graph {
  const { builder, blocks } = nodeBlocks(`slot.${kind}.${where}`, config, weights, length)
  const normed = blocks.attentionNorm(0, streamOf(builder, config, terms))
  const places = placesOf(blocks, where)
  const spread = (rows: Value) => (where === 'answer' ? rows : spreadRows(builder, rows))
  let slot = builder.scope(kind, () => blocks.slot(0, kind, normed, places, spread))
  // Queries at other rows are never looked at.
  if (where === 'changing' && kind !== 'q')
    slot = builder.add(slot, builder.input('unchanged', [1, 1, 'batch', length, config.dHead]))
  const dims = [0, 1, -1, places.length, config.dHead]
  builder.output(builder.reshape(slot, dims, 'slot'), ['copies', 1, 'batch', places.length, config.dHead])
  return builder.finish()
}

/** [copies, head, changing rows, dHead] -> [copies, head, batch*pos, dHead], 0 at the other rows. */
export function spreadRows(builder: GraphBuilder, rows: Value): Value {
  const spread = builder.gather(rows, builder.input('slotOfRow', ['allRows'], 'int64'), 2, 'spread')
  return builder.mul(spread, builder.input('isChanging', ['allRows', 1]), 'changing')
}

/** The other way round. */
export function changingRowsOf(builder: GraphBuilder, z: Value): Value {
  return builder.gather(z, builder.input('changingRows', ['rows'], 'int64'), 2, 'picked')
}

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
  const { builder, blocks } = nodeBlocks(`attend.${where}`, config, weights, length)
  const places = placesOf(blocks, where)
  const slot = (kind: SlotKind, at: number) =>
    builder.input(kind, [`${kind}Copies`, 1, 'batch', at, config.dHead])
  const slots = { q: slot('q', places.length), k: slot('k', length), v: slot('v', length) }
  const pick = (z: Value) => (where === 'answer' ? z : changingRowsOf(builder, z))
  return nodeOutput(blocks, blocks.attend(0, slots, places, undefined, pick), where, output)
}

/** Terms -> the MLP's output, row by row. */
export function mlpGraph(
  config: TransformerConfig,
  weights: Feeds,
  { where, terms, output }: { where: Where; terms: number; output: NodeOutput },
): Graph {
  const { builder, blocks } = nodeBlocks('mlp', config, weights, 1)
  return nodeOutput(blocks, blocks.mlp(0, streamOf(builder, config, terms)), where, output)
}

function nodeOutput({ builder, config }: Blocks, value: Value, where: Where, output: NodeOutput): Graph {
  const { dModel } = config
  const out = builder.reshape(value, [0, 1, -1, dModel], output === 'out' ? 'out' : 'rows')
  if (output === 'out') {
    builder.output(out, ['copies', 1, 'rows', dModel])
    return builder.finish()
  }
  const change = builder.sub(out, builder.input('base', [1, 1, 'rows', dModel]), 'change')
  builder.output(change, ['copies', 1, 'rows', dModel])
  if (where === 'changing') {
    const answerRows = builder.input('answerRows', ['batch'], 'int64')
    builder.output(builder.gather(change, answerRows, 2, 'answerChange'), ['copies', 1, 'batch', dModel])
  }
  return builder.finish()
}

/** x [copies, 1, batch, dModel] at the answer positions -> `logits` [copies*batch, rows of `unembed`]. */
export function logitsGraph(config: TransformerConfig, weights: Feeds): Graph {
  const builder = new GraphBuilder('logits')
  const blocks = new Blocks(builder, config, weights, 1)
  const columns = weights.unembed.dims[0]
  const logits = blocks.unembed(builder.input('x', ['copies', 1, 'batch', config.dModel]))
  builder.output(builder.identity(logits, 'logits'), ['copiesBatch', columns])
  return builder.finish()
}

function nodeBlocks(name: string, config: TransformerConfig, weights: Feeds, length: number) {
  const builder = new GraphBuilder(name)
  return { builder, blocks: new Blocks(builder, single(config), nodeWeights(weights, config, 0), length) }
}

function placesOf(blocks: Blocks, where: Where) {
  return where === 'changing' ? blocks.allPlaces() : blocks.answerPlaces()
}
