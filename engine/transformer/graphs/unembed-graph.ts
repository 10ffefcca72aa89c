import type { TransformerConfig } from '../../model/transformer'
import { GraphBuilder, type Feeds, type Graph } from '../../onnx'
import { unembeddedRows } from '../ends'
import { ModelParts } from '../model-parts'

/** What rows `x` [rows, dModel], already normed and scaled, add to logits [rows, vocab]: without bias and soft cap. */
export function unembedGraph(config: TransformerConfig, weights: Feeds): Graph {
  const builder = new GraphBuilder('unembed')
  const parts = new ModelParts(builder, config, weights, 1)
  const logits = unembeddedRows(parts, builder.input('x', ['rows', config.dModel]))
  builder.output(builder.identity(logits, 'logits'), ['rows', weights.unembed.dims[0]])
  return builder.finish()
}
