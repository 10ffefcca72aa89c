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
      const before = stream
      const heads = blocks.attention(layer, { q: stream, k: stream, v: stream })
      senders.push(heads)
      stream = builder.add(stream, sumOfHeads(builder, heads, config), 'afterHeads')
      const constant = blocks.attentionConstant(layer)
      if (constant) stream = builder.add(stream, constant, 'afterAttention')
      if (config.mlp.kind === 'none') return
      const mlp = blocks.mlp(layer, config.parallel ? before : stream)
      senders.push(mlp)
      stream = builder.add(stream, mlp, 'afterMlp')
    })
  }
  const all = builder.concat(senders, 1, 'allSenders')
  const count = 1 + config.layers * (config.heads + (config.mlp.kind === 'none' ? 0 : 1))
  builder.output(builder.reshape(all, [count, -1], 'senders'), [count, 'cells'])
  const logits = blocks.unembed(blocks.atAnswers(stream))
  builder.output(builder.reshape(logits, [-1, config.vocabSize], 'logits'), ['batch', config.vocabSize])
  return builder.finish()
}

/** [1, head, batch*pos, dModel] -> [1, 1, batch*pos, dModel], as a product with ones. */
function sumOfHeads(builder: GraphBuilder, heads: Value, { heads: count, dModel }: TransformerConfig): Value {
  const ones = builder.constant(new Array<number>(count).fill(1), [1, 1, count])
  const sum = builder.matMul(ones, builder.reshape(heads, [1, count, -1], 'flatHeads'), 'headSum')
  return builder.reshape(sum, [1, 1, -1, dModel], 'attention')
}
