import type { TransformerConfig } from '../model/transformer'
import { GraphBuilder, type Feeds, type Graph, type Value } from '../onnx'
import { Blocks } from './blocks'

/**
 * The plain forward pass.
 * Inputs: tokens [batch, pos], answerRows [batch] (= prompt * length + answer position), weights.
 * Outputs: `logits` [batch, vocab] at the answer positions, `senders` [sender, batch*pos*dModel].
 */
export function forwardGraph(config: TransformerConfig, weights: Feeds, length: number): Graph {
  const builder = new GraphBuilder('forward')
  const blocks = new Blocks(builder, config, weights, length)
  const input = blocks.embed()
  const senders: Value[] = [input]
  let stream = input
  for (let layer = 0; layer < config.layers; layer++) {
    builder.scope(`layer${layer}`, () => {
      const written = blocks.layer(layer, stream)
      senders.push(...written.senders)
      stream = written.stream
    })
  }
  const all = builder.concat(senders, 1, 'allSenders')
  const count = 1 + config.layers * (config.heads + (config.mlp.kind === 'none' ? 0 : 1))
  builder.output(builder.reshape(all, [count, -1], 'senders'), [count, 'cells'])
  const logits = blocks.unembed(blocks.atAnswers(stream))
  const columns = weights.unembed.dims[0]
  builder.output(builder.identity(logits, 'logits'), ['batch', columns])
  return builder.finish()
}
