import type { TransformerConfig } from '../model/transformer'
import { GraphBuilder, normParts, sumOfBlocks, type Feeds, type Graph, type Op, type Value } from '../onnx'
import { Blocks, SLOT_KINDS } from './blocks'
import type { LayerGraphs } from './gradient-graphs'
import { TappedLayer, type GradientOptions } from './tapped-layer'

const NORM = 'layer0.attentionNorm'

/**
 * EAP's products of senders' changes with the gradients at the inputs of one layer's heads. `backward` takes,
 * besides, `delta` [sender, batch*pos*dModel] (changes of the senders before the layer); outputs, besides,
 * `q.scores`, `k.scores` and `v.scores` [sender, head] and, where there is an MLP, `gradient.mlp-input`, of its own receiver.
 */
export function edgeGradientGraphs(
  config: TransformerConfig,
  weights: Feeds,
  options: GradientOptions,
): LayerGraphs {
  // Nothing flows through the norm and the slots: that way is gone here, where each head's part stays apart.
  const tapped = new TappedLayer(config, weights, options, (site) => site === 'skip' || site === 'mlp-input')
  const products = SLOT_KINDS.map((kind) => ({ kind, value: tapped.value(`${kind}-product`) }))
  const hasMlp = config.mlp.kind !== 'none'
  const streams = [tapped.value('skip'), ...(hasMlp ? [tapped.value('mlp-input')] : [])]
  const backward = tapped.backward([...products.map(({ value }) => value), ...streams])
  const { builder } = backward
  const blocks = new Blocks(builder, config, weights, options.length)
  const shape = [...tapped.shape(tapped.after)]
  const [skip, mlp] = streams.map((value) => backward.gradient(value))
  const through = frontOfNorm(blocks, backward.forward(tapped.value('resid')), weights)
  const delta = builder.input('delta', ['senders', 'cells'])
  const parts = products.map(({ kind, value }) =>
    builder.scope(kind, () => {
      const weight = blocks.slotWeight(0, kind)
      const gradients = through({
        product: backward.forward(value),
        gradient: backward.gradient(value),
        weight,
      })
      scores(builder, delta, builder.reshape(gradients, [config.heads, -1], 'rows'))
      return builder.reshape(sumOfBlocks(builder, gradients, config.heads), shape, 'headSum')
    }),
  )
  const past = config.parallel && mlp ? [skip, mlp] : [skip]
  const [first, ...rest] = [...past, ...parts]
  const total = rest.reduce((sum, part) => builder.add(sum, part), first)
  builder.output(builder.identity(total, 'gradient.stream'), shape)
  if (mlp) builder.output(builder.identity(mlp, 'gradient.mlp-input'), shape)
  const saved = [...backward.saved.values()]
  const shown = (hasMlp ? (['z', 'mlp'] as const) : (['z'] as const)).map((site) => tapped.value(site))
  return {
    forward: tapped.withOutputs([...shown, ...saved]),
    backward: builder.finish(),
    values: new Map(
      (hasMlp ? (['z', 'mlp'] as const) : (['z'] as const)).map((site, i) => [site, shown[i].name]),
    ),
    saved: saved.map(({ name }) => name),
  }
}

/** `scores` [sender, receiver]: changes x gradients^T. Of the two the gradients are fewer: they are turned. */
function scores(builder: GraphBuilder, delta: Value, gradients: Value): void {
  const columns = builder.transpose(gradients, [1, 0], 'columns')
  builder.output(builder.matMul(delta, columns, 'scores'), ['senders', 'receivers'])
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

/** EAP's products for receivers that read the stream as it is: `scores` [sender, receiver]. */
export function streamScoresGraph(): Graph {
  const builder = new GraphBuilder('streams')
  const delta = builder.input('delta', ['senders', 'cells'])
  scores(builder, delta, builder.input('gradients', ['receivers', 'cells']))
  return builder.finish()
}

/** A slot is norm(stream) @ weight + bias; `product` [1, head, batch*pos, dHead] is that without the bias. */
interface Slot {
  product: Value
  /** at the product */
  gradient: Value
  /** [head, dModel, dHead] */
  weight: Value
}

/**
 * Gradients at the inputs of every head in front of the norm of the stream: [1, head, batch*pos, dModel]. With n the
 * normalised stream, w the norm's weight, W a slot's and s the gradient at the slot over the norm's deviation,
 * g = s (w W)^T: the gradient is g - mean(g) - n mean(g n); RMSNormalization has no mean(g). Done before the product
 * where that is less: mean(g) is taken off w W, and the sum of g n is that of s times n w W, the slot without biases.
 */
function frontOfNorm({ builder, config }: Blocks, stream: Value, weights: Feeds): (slot: Slot) => Value {
  const { norm, dModel } = config
  const times = (factor: Value, matrix: Value) =>
    builder.matMul(factor, builder.transpose(matrix, [0, 2, 1], 'turned'), 'straight')
  if (norm.kind === 'none') return ({ gradient, weight }) => times(gradient, weight)
  const scale = builder.input(`${NORM}.weight`, [dModel])
  const type = norm.kind === 'layer-norm' ? 'LayerNormalization' : 'RMSNormalization'
  const op = { type, inputs: [stream, scale], epsilon: norm.epsilon } satisfies Op
  const { normal, deviation } = normParts(builder, op, stream)
  const column = builder.reshape(scale, [1, -1, 1], 'scale')
  const bias = weights[`${NORM}.bias`]
    ? builder.reshape(builder.input(`${NORM}.bias`, [dModel]), [1, -1], 'bias')
    : null
  return ({ product, gradient, weight }) => {
    const scaled = builder.mul(weight, column, 'scaled')
    const level =
      norm.kind === 'layer-norm' ? builder.sub(scaled, builder.reduceMean(scaled, [1]), 'level') : scaled
    const sloped = builder.div(gradient, deviation, 'sloped')
    const unbiased = bias ? builder.sub(product, builder.matMul(bias, weight), 'unbiased') : product
    const along = builder.reduceSum(builder.mul(sloped, unbiased), [-1], true, 'along')
    const share = builder.mul(along, builder.constant([1 / dModel], [1]), 'share')
    return builder.sub(times(sloped, level), builder.mul(share, normal), 'throughNorm')
  }
}
