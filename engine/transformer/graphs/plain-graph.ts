import type { TransformerConfig } from '../../model/transformer'
import { GraphBuilder, type Feeds, type Graph } from '../../onnx'
import { plainBlocks } from '../block'
import { atAnswers, embedded, unembedded } from '../ends'
import { ModelParts } from '../model-parts'

/**
 * The plain forward pass for its logits alone: no head's output is made.
 * Inputs: tokens [batch, pos], answerRows [batch], weights. Output: `logits` [batch, vocab] at the answer positions.
 */
export function plainGraph(config: TransformerConfig, weights: Feeds, length: number): Graph {
  const builder = new GraphBuilder('plain')
  const parts = new ModelParts(builder, config, weights, length)
  const last = plainBlocks(parts, embedded(parts), 0)
  const logits = unembedded(parts, atAnswers(parts, last))
  builder.output(builder.identity(logits, 'logits'), ['batch', weights.unembed.dims[0]])
  return builder.finish()
}
