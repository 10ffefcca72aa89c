import type { TransformerConfig } from '../../model/transformer'
import { GraphBuilder, type Feeds, type Graph } from '../../onnx'
import { attentionBias, joinedHeads } from '../attention'
import { attention } from '../block'
import { atAnswers } from '../ends'
import { ModelParts } from '../model-parts'
import { afterAttention } from '../norm'
import { changingThenAnswers, rowsThatChange, type Where } from '../rows'
import { nodeWeights } from './node-graphs'

/**
 * The attention of a plain layer in which some heads write what is given instead: x [copies or 1, 1, rows, dModel], the stream
 * before it at the changing rows; `kept` [copies, head, 1, 1], 0 for heads that are left out, and `others`
 * [copies, 1, rows, dModel], what is written in their place; `unchanged.k`, `.v` [1, head, batch, pos, dHead], the feeds of
 * changing rows, `answerRows` [batch] of these, and weights -> `stream` [copies, 1, rows, dModel] after it. Where that is
 * needed at the answers alone, `others` and `stream` have their rows.
 */
export function withoutHeadsGraph(
  config: TransformerConfig,
  weights: Feeds,
  length: number,
  where: Where,
): Graph {
  const builder = new GraphBuilder(`withoutHeads.${where}`)
  const { dModel, heads } = config
  const own = nodeWeights(weights, config, 0, { first: 0, count: heads })
  const parts = new ModelParts(builder, { ...config, layerCount: 1 }, own, length)
  const layer = parts.layer(0)
  const x = builder.input('x', ['read', 1, 'rows', dModel])
  const changing = rowsThatChange(parts, (_, kind) => `unchanged.${kind}`)
  const rows = where === 'answer' ? changingThenAnswers(changing) : changing
  const atWhere = where === 'answer' ? atAnswers(parts, x) : x
  const outRows = where === 'answer' ? 'batch' : 'rows'
  const z = attention(layer, (kind) => (kind === 'q' ? atWhere : x), { rows })
  const kept = builder.mul(z, builder.input('kept', ['copies', heads, 1, 1]), 'kept')
  const others = builder.input('others', ['copies', 1, outRows, dModel])
  const sum = builder.add(joinedHeads(layer, kept), others, 'withOthers')
  const bias = attentionBias(layer)
  const output = afterAttention(layer, bias ? builder.add(sum, bias, 'withBias') : sum)
  builder.output(builder.add(atWhere, output, 'stream'), ['copies', 1, outRows, dModel])
  return builder.finish()
}
