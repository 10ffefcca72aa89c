import type { TransformerConfig } from '../../model/transformer'
import { GraphBuilder, type Feeds, type Graph } from '../../onnx'
import { eachHead, type QkvKind } from '../attention'
import { attention } from '../block'
import { ModelParts } from '../model-parts'
import { ROW_AXIS, rowsThatChange } from '../rows'
import { nodeWeights } from './node-graphs'

/**
 * Some heads of a layer at once, each in one copy, at the rows that can change. Inputs: `x.q`, `x.k`, `x.v`
 * [1, head, rows, dModel], what their receivers read, or where that is the same for all (`isShared`) `x`
 * [1, 1, rows, dModel], which is normalised once; `unchanged.k`, `.v` [1, head, batch, pos, dHead] at the rows that do not
 * change (else 0); `base` [1, head, rows, dModel]; the feeds of changing rows, `answerRows` and weights.
 * Outputs as those of the node graphs: `change` [1, head, rows, dModel], `answerChange` [1, head, batch, dModel].
 */
export function headsGraph(
  config: TransformerConfig,
  weights: Feeds,
  length: number,
  { count, isShared }: { count: number; isShared: boolean },
): Graph {
  const builder = new GraphBuilder('heads')
  const { dModel, heads, kvHeads } = config
  const some = { ...config, layerCount: 1, heads: count, kvHeads: (count * kvHeads) / heads }
  const own = nodeWeights(weights, config, 0, { first: 0, count })
  const parts = new ModelParts(builder, some, own, length)
  const layer = parts.layer(0)
  const shared = isShared ? builder.input('x', [1, 1, 'rows', dModel]) : null
  const read = (kind: QkvKind) => shared ?? builder.input(`x.${kind}`, [1, count, 'rows', dModel])
  const rows = rowsThatChange(parts, (_, kind) => `unchanged.${kind}`)
  const out = eachHead(layer, attention(layer, read, { rows }))
  const change = builder.sub(out, builder.input('base', [1, count, 'rows', dModel]), 'change')
  const answerRows = builder.input('answerRows', ['batch'], 'int64')
  const answerChange = builder.gather(change, answerRows, ROW_AXIS, 'answerChange')
  builder.output(change, [1, count, 'rows', dModel])
  builder.output(answerChange, [1, count, 'batch', dModel])
  return builder.finish()
}
