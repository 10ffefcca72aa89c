import type { TransformerConfig } from '../model/transformer'
import { GraphBuilder, type Feeds, type Graph, type Value } from '../onnx'
import { Blocks } from './blocks'
import { groupName } from './receiver-groups'

/**
 * Circuits by definition: every receiver's input is
 * sum over senders of mask * (this run's value) + (1 - mask) * (the corrupt run's value), plus the
 * constants (earlier b_O); everything is recomputed from there, norms included.
 *
 * Inputs: tokens [batch, pos] (clean), answerRows [batch], weights,
 *   copies [4] = (K, 1, 1, 1): how many circuits at once,
 *   `mask.G` [copies, receivers of group G, senders it reads] (see receiverGroups),
 *   `corrupt.S` [S, batch*pos*dModel]: values of the first S senders on the corrupt prompts.
 * Output: `logits` [copies*batch, vocab] at the answer positions.
 */
export function maskedGraph(config: TransformerConfig, weights: Feeds, length: number): Graph {
  const builder = new GraphBuilder('masked')
  const blocks = new Blocks(builder, config, weights, length)
  const streams = new MaskedStreams(builder, config, blocks.embed())
  for (let layer = 0; layer < config.layerCount; layer++) {
    builder.scope(`layer${layer}`, () => {
      const read = (kind: 'q' | 'k' | 'v') =>
        builder.scope(kind, () => streams.read(groupName(kind, layer), config.heads))
      const heads = blocks.attention(layer, { q: read('q'), k: read('k'), v: read('v') })
      // A parallel MLP reads what lies before its own layer's heads.
      const mlpOf = () =>
        builder.scope('mlp', () => blocks.mlp(layer, streams.read(groupName('mlp', layer), 1)))
      const parallelMlp = config.parallel && config.mlp.kind !== 'none' ? mlpOf() : null
      streams.write(heads, config.heads, blocks.attentionConstant(layer))
      if (config.mlp.kind !== 'none') streams.write(parallelMlp ?? mlpOf(), 1, null)
    })
  }
  const last = builder.scope('logits', () => blocks.atAnswers(streams.read('logits', 1)))
  const logits = blocks.unembed(last)
  const columns = weights.unembed.dims[0]
  builder.output(builder.identity(logits, 'logits'), ['copiesBatch', columns])
  return builder.finish()
}

/** What has been written to the residual stream so far, and how a receiver reads it. */
class MaskedStreams {
  private senders: Value
  private count = 1
  private constant: Value | null = null

  constructor(
    private readonly builder: GraphBuilder,
    private readonly config: TransformerConfig,
    input: Value,
  ) {
    const copies = builder.input('copies', [4], 'int64')
    this.senders = this.flat(builder.op({ type: 'Expand', inputs: [input, copies] }, 'inputCopies'), 1)
  }

  /** [copies, n, batch*pos, dModel] joins the senders; `constant` [dModel] is seen by all later receivers. */
  write(outputs: Value, n: number, constant: Value | null): void {
    const { builder } = this
    this.senders = builder.concat([this.senders, this.flat(outputs, n)], 1, 'senders')
    this.count += n
    if (constant) this.constant = this.constant ? builder.add(this.constant, constant, 'constants') : constant
  }

  /** The inputs of a group of n receivers: [copies, n, batch*pos, dModel]. */
  read(group: string, n: number): Value {
    const { builder, count } = this
    const mask = builder.input(`mask.${group}`, ['copies', n, count])
    const corrupt = builder.input(`corrupt.${count}`, [count, 'cells'])
    const rest = builder.sub(builder.constant([1], [1]), mask, 'rest')
    const mixed = builder.add(
      builder.matMul(mask, this.senders, 'kept'),
      builder.matMul(rest, corrupt, 'cut'),
      'mixed',
    )
    const stream = builder.reshape(mixed, [0, n, -1, this.config.dModel], 'stream')
    return this.constant ? builder.add(stream, this.constant, 'withConstants') : stream
  }

  private flat(value: Value, n: number): Value {
    return this.builder.reshape(value, [0, n, -1], 'flat')
  }
}
