import type { TransformerConfig } from '../../model/transformer'
import { GraphBuilder, type Feeds, type Graph, type Value } from '../../onnx'
import { eachHead, type QkvKind } from '../attention'
import { attention, headInput } from '../block'
import { ModelParts } from '../model-parts'
import { beforeAttention } from '../norm'
import { changingThenAnswers, ROW_AXIS, rowsThatChange, type Where } from '../rows'
import { nodeWeights } from './node-graphs'

export interface HeadsSpec {
  /** How many heads of a layer. */
  count: number
  /** The rows at which their outputs are needed. */
  where: Where
  /** Whether all receivers of all heads read the same: only of heads at the changing rows. */
  isShared: boolean
}

/**
 * Some heads of a layer at once. Inputs: `x.q`, `x.k`, `x.v` [copies or 1, head, rows, dModel], what their receivers read
 * (`x.q` has the answers' rows where outputs are needed at these alone), or where that is the same for all `x`
 * [copies, 1, rows, dModel], which is normalised once; `unchanged.k`, `.v` [1, head, batch, pos, dHead] at the rows that do
 * not change (else 0); `base` [1, head, rows, dModel]; the feeds of changing rows, and of answers, and weights.
 * Outputs as those of the node graphs: `change` [copies, head, rows, dModel], and of changing rows `answerChange`
 * [copies, head, batch, dModel].
 */
export function headsGraph(
  config: TransformerConfig,
  weights: Feeds,
  length: number,
  { count, where, isShared }: HeadsSpec,
): Graph {
  const builder = new GraphBuilder('heads')
  const { dModel, heads, kvHeads } = config
  // One head alone has its keys and values for itself.
  const some = { ...config, layerCount: 1, heads: count, kvHeads: Math.ceil((count * kvHeads) / heads) }
  const parts = new ModelParts(builder, some, nodeWeights(weights, config, 0, { first: 0, count }), length)
  const layer = parts.layer(0)
  const shared = isShared ? builder.input('x', ['copies', 1, 'rows', dModel]) : null
  const rowsOf = (kind: QkvKind) => (kind === 'q' && where === 'answer' ? 'batch' : 'rows')
  const read = (kind: QkvKind) =>
    shared ?? builder.input(`x.${kind}`, [`copies.${kind}`, count, rowsOf(kind), dModel])
  const changing = rowsThatChange(parts, (_, kind) => `unchanged.${kind}`)
  const rows = where === 'answer' ? changingThenAnswers(changing) : changing
  const out = eachHead(layer, attention(layer, read, { rows }))
  const outRows = rowsOf('q')
  const change = builder.sub(out, builder.input('base', [1, count, outRows, dModel]), 'change')
  builder.output(change, ['copies', count, outRows, dModel])
  if (where === 'changing') {
    const answerRows = builder.input('answerRows', ['batch'], 'int64')
    const answerChange = builder.gather(change, answerRows, ROW_AXIS, 'answerChange')
    builder.output(answerChange, ['copies', count, 'batch', dModel])
  }
  return builder.finish()
}

/**
 * k or v of all heads of a layer: `x` [1, 1, rows, dModel] at some rows (`changingRows` and so on say which) ->
 * `projection` [1, head, batch, pos, dHead], 0 at the others.
 */
export function keysOrValuesGraph(
  config: TransformerConfig,
  weights: Feeds,
  length: number,
  kind: 'k' | 'v',
): Graph {
  const builder = new GraphBuilder(`all.${kind}`)
  const parts = new ModelParts(builder, { ...config, layerCount: 1 }, weights, length)
  const layer = parts.layer(0)
  const x = beforeAttention(layer, builder.input('x', [1, 1, 'rows', config.dModel]))
  const rows = { ...rowsThatChange(parts, () => 'unchanged'), completed: (_: unknown, value: Value) => value }
  const value = builder.scope(kind, () => headInput(layer, kind, x, { rows }))
  builder.output(builder.identity(value, 'projection'), [1, config.heads, 'batch', length, config.dHead])
  return builder.finish()
}
