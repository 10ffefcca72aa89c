import type { TransformerConfig } from '../../model/transformer'
import { floatTensor, GraphBuilder, type Feeds, type FloatTensor, type Graph } from '../../onnx'
import { plainBlocks } from '../block'
import { atAnswers, embedded, unembedded } from '../ends'
import { ModelParts } from '../model-parts'

/**
 * The plain forward pass.
 * Inputs: tokens [batch, pos], answerRows [batch] (= prompt * length + answer position), weights.
 * Outputs: `logits` [batch, vocab] at the answer positions, and what the senders give, in their order: `input` and
 * every MLP [1, 1, batch*pos, dModel], the heads of every layer [1, head, batch*pos, dModel] (see senderFetches).
 */
export function forwardGraph(config: TransformerConfig, weights: Feeds, length: number): Graph {
  const builder = new GraphBuilder('forward')
  const parts = new ModelParts(builder, config, weights, length)
  const names = senderNames(config)
  const written = [embedded(parts)]
  const last = plainBlocks(parts, written[0], 0, () => ({
    makes: ['heads'],
    tap(site, value) {
      if (site === 'heads' || site === 'mlp') written.push(value)
      return value
    },
  }))
  written.forEach((value, i) => {
    const { name, count } = names[i]
    builder.output(value.name === name ? value : builder.identity(value, name), [
      1,
      count,
      'rows',
      config.dModel,
    ])
  })
  const logits = unembedded(parts, atAnswers(parts, last))
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
