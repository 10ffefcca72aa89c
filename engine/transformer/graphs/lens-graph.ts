import type { TransformerConfig } from '../../model/transformer'
import { GraphBuilder, type Feeds, type Graph } from '../../onnx'
import { unembedded } from '../ends'
import { ModelParts } from '../model-parts'

/**
 * What the model would say of streams `x` [1, 1, rows, dModel] if it ended there: `logits` and `probabilities`
 * [rows, vocab].
 */
export function lensGraph(config: TransformerConfig, weights: Feeds): Graph {
  const builder = new GraphBuilder('lens')
  const parts = new ModelParts(builder, config, weights, 1)
  const logits = unembedded(parts, builder.input('x', [1, 1, 'rows', config.dModel]))
  const softmax = builder.op({ type: 'Softmax', inputs: [logits], axis: -1 }, 'softmax')
  const dims = ['rows', weights.unembed.dims[0]]
  builder.output(builder.identity(logits, 'logits'), dims)
  builder.output(builder.identity(softmax, 'probabilities'), dims)
  return builder.finish()
}
