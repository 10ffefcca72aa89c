import type { TransformerConfig } from '../model/transformer'
import { GraphBuilder, normParts, sumOfBlocks, type Feeds, type Graph, type Op, type Value } from '../onnx'
import { Blocks, type SlotKind } from './blocks'
import type { LayerGraphs } from './gradient-graphs'
import { TappedLayer, type GradientOptions } from './tapped-layer'

/** Receivers of a layer's heads in the order of their scores. */
export const SLOT_KINDS: readonly SlotKind[] = ['q', 'k', 'v']

const NORM = 'layer0.attentionNorm'

/**
 * EAP's products of senders' changes with the gradients at the inputs of one layer's heads. `backward` takes,
 * besides, `delta` [sender, batch*pos*dModel] (changes of the senders before the layer); outputs, besides,
 * `scores` [sender, 3 * head] (q, k, v) and, where there is an MLP, `gradient.mlp-input`, of its own receiver.
 */
export function edgeGradientGraphs(
  config: TransformerConfig,
  weights: Feeds,
  options: GradientOptions,
): LayerGraphs {
  // Nothing flows through the norm and the slots: that way is gone here, where each head's part stays apart.
  const tapped = new TappedLayer(config, weights, options, (site) => site === 'skip' || site === 'mlp-input')
  const products = SLOT_KINDS.map((kind) => tapped.value(`${kind}-product`))
  const streams = [tapped.value('skip'), ...(config.mlp.kind === 'none' ? [] : [tapped.value('mlp-input')])]
  const backward = tapped.backward([...products, ...streams])
  const { builder } = backward
  const [skip, mlp] = streams.map((value) => backward.gradient(value))
  const joined = (values: Value[], name: string) => builder.concat(values, 1, name)
  const heads = headGradients({
    config,
    blocks: new Blocks(builder, config, weights, options.length),
    stream: backward.forward(tapped.value('resid')),
    products: joined(
      products.map((value) => backward.forward(value)),
      'products',
    ),
    slots: joined(
      products.map((value) => backward.gradient(value)),
      'slots',
    ),
    bias: weights[`${NORM}.bias`] ? builder.input(`${NORM}.bias`, [config.dModel]) : null,
  })
  const delta = builder.input('delta', ['senders', 'cells'])
  const receivers = SLOT_KINDS.length * config.heads
  const columns = builder.transpose(builder.reshape(heads, [receivers, -1], 'rows'), [1, 0], 'columns')
  builder.output(builder.matMul(delta, columns, 'scores'), ['senders', receivers])
  const shape = [...tapped.shape(tapped.after)]
  const past = config.parallel && mlp ? builder.add(skip, mlp, 'pastHeads') : skip
  const sum = builder.reshape(sumOfBlocks(builder, heads, receivers), shape, 'throughHeads')
  builder.output(builder.add(past, sum, 'gradient.stream'), shape)
  if (mlp) builder.output(builder.identity(mlp, 'gradient.mlp-input'), shape)
  const saved = [...backward.saved.values()]
  const shown = [tapped.value('z'), ...(mlp ? [tapped.value('mlp')] : [])]
  return {
    forward: tapped.withOutputs([...shown, ...saved]),
    backward: builder.finish(),
    values: new Map([
      ['z', tapped.value('z').name],
      ...(mlp ? [['mlp', tapped.value('mlp').name] as const] : []),
    ]),
    saved: saved.map(({ name }) => name),
  }
}

/**
 * What heads write, from their z [1, head, batch*pos, dHead]: `out` [1, head, batch*pos, dModel]. Linear: from the
 * change of z it gives the change of what they write.
 */
export function headOutputsGraph(config: TransformerConfig, weights: Feeds): Graph {
  const builder = new GraphBuilder('heads')
  const z = builder.input('z', [1, config.heads, 'rows', config.dHead])
  const weight = builder.input('layer0.o.weight', [...weights['layer0.o.weight'].dims])
  builder.output(builder.matMul(z, weight, 'out'), [1, config.heads, 'rows', config.dModel])
  return builder.finish()
}

/** EAP's products for receivers of which each has few cells: `scores` [sender, receiver] = delta x gradients^T. */
export function streamScoresGraph(): Graph {
  const builder = new GraphBuilder('streams')
  const delta = builder.input('delta', ['senders', 'cells'])
  const gradients = builder.input('gradients', ['receivers', 'cells'])
  const product = builder.matMul(delta, builder.transpose(gradients, [1, 0], 'columns'), 'scores')
  builder.output(product, ['senders', 'receivers'])
  return builder.finish()
}

/** What the gradients in front of a layer's norm are made of: a slot is norm(stream) @ weight + bias. */
interface HeadParts {
  config: TransformerConfig
  /** In the backward graph. */
  blocks: Blocks
  stream: Value
  /** [1, 3 * head, batch*pos, dHead] products with the weights of q, k and v, and the gradients there */
  products: Value
  slots: Value
  /** The norm's. */
  bias: Value | null
}

/**
 * Gradients at the inputs of q, k and v of every head, in front of the norm: [1, 3 * head, batch*pos, dModel].
 * With n the normalised stream, w the norm's weight, W a slot's weights and s the gradient at the slot over the
 * norm's deviation, g = s (w W)^T: the gradient is g - mean(g) - n mean(g n); RMSNormalization has no mean(g).
 * Done before the product where that is less: mean(g) is taken off the weights, and the sum of g n is s times
 * n w W, the slot without what the biases give it.
 */
function headGradients({ config, blocks, stream, products, slots, bias }: HeadParts): Value {
  const { builder } = blocks
  const { norm, dModel } = config
  const weights = builder.concat(
    SLOT_KINDS.map((kind) => blocks.slotWeight(0, kind)),
    0,
    'weights',
  )
  const times = (factor: Value, matrix: Value, name: string) =>
    builder.matMul(factor, builder.transpose(matrix, [0, 2, 1], 'turned'), name)
  if (norm.kind === 'none') return times(slots, weights, 'gradients')
  const scale = builder.input(`${NORM}.weight`, [dModel])
  const type = norm.kind === 'layer-norm' ? 'LayerNormalization' : 'RMSNormalization'
  const op = { type, inputs: [stream, scale], epsilon: norm.epsilon } satisfies Op
  const { normal, deviation } = normParts(builder, op, stream)
  const weighted = builder.mul(weights, builder.reshape(scale, [1, -1, 1], 'scale'), 'weighted')
  const level =
    type === 'LayerNormalization'
      ? builder.sub(weighted, builder.reduceMean(weighted, [1]), 'level')
      : weighted
  const sloped = builder.div(slots, deviation, 'sloped')
  const unbiased = bias
    ? builder.sub(products, builder.matMul(builder.reshape(bias, [1, -1], 'row'), weights), 'unbiased')
    : products
  const along = builder.reduceSum(builder.mul(sloped, unbiased), [-1], true, 'along')
  const share = builder.mul(along, builder.constant([1 / dModel], [1]), 'share')
  return builder.sub(times(sloped, level, 'straight'), builder.mul(share, normal), 'gradients')
}
