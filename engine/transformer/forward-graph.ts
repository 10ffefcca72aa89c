import type { TransformerConfig } from '../model/transformer'
import { floatTensor, GraphBuilder, type Feeds, type FloatTensor, type Graph } from '../onnx'
import { Blocks } from './blocks'

/**
 * The plain forward pass.
 * Inputs: tokens [batch, pos], answerRows [batch] (= prompt * length + answer position), weights.
 * Outputs: `logits` [batch, vocab] at the answer positions, and what the senders give, in their order: `input` and
 * every MLP [1, 1, batch*pos, dModel], the heads of every layer [1, head, batch*pos, dModel] (see senderFetches).
 */
export function forwardGraph(config: TransformerConfig, weights: Feeds, length: number): Graph {
  const builder = new GraphBuilder('forward')
  const blocks = new Blocks(builder, config, weights, length)
  const names = senderNames(config)
  let stream = blocks.embed()
  const written = [stream]
  for (let layer = 0; layer < config.layerCount; layer++) {
    builder.scope(`layer${layer}`, () => {
      const { senders, stream: after } = blocks.layer(layer, stream)
      written.push(...senders)
      stream = after
    })
  }
  written.forEach((value, i) => {
    const { name, count } = names[i]
    builder.output(value.name === name ? value : builder.identity(value, name), [
      1,
      count,
      'rows',
      config.dModel,
    ])
  })
  const logits = blocks.unembed(blocks.atAnswers(stream))
  const columns = weights.unembed.dims[0]
  builder.output(builder.identity(logits, 'logits'), ['batch', columns])
  return builder.finish()
}

/** Where the graph's run writes the senders' values: the parts of `senders` [sender, batch*pos*dModel], as views. */
export function senderFetches(config: TransformerConfig, senders: Float32Array): Record<string, FloatTensor> {
  const names = senderNames(config)
  const cells = senders.length / names.reduce((sum, { count }) => sum + count, 0)
  const fetches: Record<string, FloatTensor> = {}
  let at = 0
  for (const { name, count } of names) {
    const part = senders.subarray(at * cells, (at + count) * cells)
    fetches[name] = floatTensor(part, [1, count, cells / config.dModel, config.dModel])
    at += count
  }
  return fetches
}

function senderNames({ layerCount, heads, mlp }: TransformerConfig): { name: string; count: number }[] {
  const names = [{ name: 'input', count: 1 }]
  for (let layer = 0; layer < layerCount; layer++) {
    names.push({ name: `senders.layer${layer}.heads`, count: heads })
    if (mlp.kind !== 'none') names.push({ name: `senders.layer${layer}.mlp`, count: 1 })
  }
  return names
}
