import type { TransformerConfig } from '../../model/transformer'
import { GraphBuilder, type Dimension, type Feeds, type Graph, type Value } from '../../onnx'
import { attentionBias, eachHead, type QkvKind } from '../attention'
import { transformerBlock, type ResidualStream } from '../block'
import { atAnswers, embedded, unembedded } from '../ends'
import { ModelParts, type Layer } from '../model-parts'
import { afterAttention } from '../norm'
import { TraceTaps, type TraceSite } from './trace-graph'

/** What heads compute in a circuit. A stream is not among it: in a circuit each receiver reads one of its own. */
export const CIRCUIT_SITES = ['q', 'k', 'v', 'pattern', 'z'] as const
export type CircuitSite = Extract<TraceSite, (typeof CIRCUIT_SITES)[number]>

/**
 * Circuits by definition: every receiver's input is
 * sum over senders of mask * (this run's value) + (1 - mask) * (the corrupt run's value), plus the
 * constants (earlier b_O); everything is recomputed from there, norms included. Where a norm follows a layer's attention,
 * the receiver reads that norm of its own sum over the layer's heads and b_O.
 *
 * Inputs: tokens [batch, pos] (clean), answerRows [batch], weights,
 *   copies [4] = (K, 1, 1, 1): how many circuits at once,
 *   `mask.G` [copies, receivers of group G, senders it reads] (see receiverGroups),
 *   `corrupt.S` [S, batch*pos*dModel]: values of the first S senders on the corrupt prompts.
 * Outputs: `logits` [copies*batch, vocab] at the answer positions, and these sites of every layer under their trace names
 * (see BlockSite).
 */
export function maskedGraph(
  config: TransformerConfig,
  weights: Feeds,
  length: number,
  sites: readonly CircuitSite[] = [],
): Graph {
  const builder = new GraphBuilder('masked')
  const parts = new ModelParts(builder, config, weights, length)
  const streams = new MaskedStreams(parts, embedded(parts))
  const taps = new TraceTaps(sites)
  for (let layer = 0; layer < config.layerCount; layer++) {
    const options = { tap: taps.tap(layer) }
    builder.scope(`layer${layer}`, () => transformerBlock(parts.layer(layer), streams, options))
  }
  const last = builder.scope('logits', () => atAnswers(parts, streams.readBy('logits', 1)))
  const logits = unembedded(parts, last)
  const columns = weights.unembed.dims[0]
  builder.output(builder.identity(logits, 'logits'), ['copiesBatch', columns])
  taps.output(builder, (site) => circuitDims(config, length, site))
  return builder.finish()
}

function circuitDims({ heads, dHead }: TransformerConfig, length: number, site: TraceSite): Dimension[] {
  if (site === 'z') return ['copies', heads, 'rows', dHead]
  return ['copies', heads, 'batch', length, site === 'pattern' ? length : dHead]
}

/** Senders written together: one layer's heads where a norm follows their sum, or all that is simply added. */
interface Written {
  /** Indices of the senders. */
  senders: number[]
  /** The layer whose post-norm their sum goes through; null: none. */
  normedBy: Layer | null
}

/** What has been written to the residual stream so far, each receiver's own mixture of two runs of it. */
class MaskedStreams implements ResidualStream {
  /** [copies, sender, batch*pos*dModel] */
  private senders: Value
  private count = 1
  /** b_O of the layers so far that no norm follows. */
  private constant: Value | null = null
  private readonly plain: Written = { senders: [0], normedBy: null }
  private readonly normed: Written[] = []

  constructor(
    private readonly parts: ModelParts,
    input: Value,
  ) {
    const { builder } = parts
    const copies = builder.input('copies', [4], 'int64')
    this.senders = this.flat(builder.op({ type: 'Expand', inputs: [input, copies] }, 'inputCopies'), 1)
  }

  read({ name }: Layer, receiver: QkvKind | 'mlp'): Value {
    const count = receiver === 'mlp' ? 1 : this.parts.config.heads
    const read = () => this.readBy(`${name}.${receiver}`, count)
    return receiver === 'mlp' ? read() : this.parts.builder.scope(receiver, read)
  }

  writeAttention(layer: Layer, z: Value): void {
    const { heads } = this.parts.config
    const own = Array.from({ length: heads }, (_, head) => this.count + head)
    const bias = attentionBias(layer)
    if (layer.spec.norms.afterAttention) this.normed.push({ senders: own, normedBy: layer })
    else {
      this.plain.senders.push(...own)
      if (bias) this.constant = this.constant ? this.add(this.constant, bias, 'constants') : bias
    }
    this.write(eachHead(layer, z), heads)
  }

  writeMlp(_: Layer, mlp: Value): void {
    this.plain.senders.push(this.count)
    this.write(mlp, 1)
  }

  /** The inputs of a group of n receivers: [copies, n, batch*pos, dModel]. */
  readBy(group: string, n: number): Value {
    const plain = this.mixed(group, n, this.plain)
    const stream = this.constant ? this.add(plain, this.constant, 'withConstants') : plain
    return this.normed.reduce((sum, written) => {
      const layer = written.normedBy!
      const heads = this.mixed(group, n, written)
      const bias = attentionBias(layer)
      const seen = afterAttention(layer, bias ? this.add(heads, bias, 'withBias') : heads)
      return this.add(sum, seen, 'withAttention')
    }, stream)
  }

  /** What n receivers get of these senders: [copies, n, batch*pos, dModel]. */
  private mixed(group: string, n: number, { senders }: Written): Value {
    const { builder, config } = this.parts
    const { count } = this
    const some = (value: Value, axis: number) =>
      senders.length === count
        ? value
        : builder.gather(value, builder.constant([...senders], [senders.length], 'int64'), axis, 'some')
    const mask = some(builder.input(`mask.${group}`, ['copies', n, count]), 2)
    const corrupt = some(builder.input(`corrupt.${count}`, [count, 'cells']), 0)
    const rest = builder.sub(builder.constant([1], [1]), mask, 'rest')
    const kept = builder.matMul(mask, some(this.senders, 1), 'kept')
    const mixture = this.add(kept, builder.matMul(rest, corrupt, 'cut'), 'mixed')
    return builder.reshape(mixture, [0, n, -1, config.dModel], 'stream')
  }

  private write(outputs: Value, n: number): void {
    this.senders = this.parts.builder.concat([this.senders, this.flat(outputs, n)], 1, 'senders')
    this.count += n
  }

  private add(a: Value, b: Value, name: string): Value {
    return this.parts.builder.add(a, b, name)
  }

  private flat(value: Value, n: number): Value {
    return this.parts.builder.reshape(value, [0, n, -1], 'flat')
  }
}
