import type { TransformerConfig } from '../../model/transformer'
import { GraphBuilder, sumOfBlocks, type Backward, type Feeds, type Graph, type Value } from '../../onnx'
import { qkvBias, qkvWeight, QKV_KINDS, type QkvKind } from '../attention'
import { ModelParts } from '../model-parts'
import { alongStreamInputs } from './along-streams'
import { cellParts, changesTimes, outputScores, rowsOfPart } from '../cell-parts'
import type { LayerGraphs } from './gradient-graphs'
import type { Part } from '../parts'
import { RowSplit } from '../row-split'
import { TappedLayer, type GradientOptions, type LayerTap } from './tapped-layer'

const NORM = 'layer0.attentionNorm'

/**
 * The stream that is read by the sum behind the heads, and by the MLP: nothing flows through the norm and the slots, where
 * each head's part stays apart.
 */
export const ownGradients: LayerTap = (site, value, builder) =>
  site === 'skip' || site === 'mlp-input' ? builder.identity(value, site) : value

/**
 * EAP's products of senders' changes with the gradients at the inputs of one layer's heads. `backward` takes,
 * besides, `delta.PART` [sender, cells] of every part of the rows (changes of the senders before the layer) and, where the
 * model has norms, what alongStreamsGraph gives for the layer; outputs, besides, `scores` [sender, receiver], the q of all
 * heads, then their k and v, and, where there is an MLP, `gradient.mlp-input`, of its own receiver, at the rows that it
 * reads.
 */
export function edgeGradientGraphs(
  config: TransformerConfig,
  weights: Feeds,
  options: GradientOptions,
): LayerGraphs {
  const tapped = new TappedLayer(config, weights, options, ownGradients)
  const hasMlp = config.mlp.kind !== 'none'
  const streams = [tapped.value('skip'), ...(hasMlp ? [tapped.value('mlp-input')] : [])]
  const slots = QKV_KINDS.map((kind) => tapped.value(`${kind}-rows`))
  const backward = tapped.backward([...slots, ...streams])
  const { builder } = backward
  const shape = [...tapped.shape(tapped.value('resid'))]
  const front = gradientsInFront(
    new ModelParts(builder, config, weights, options.length),
    shape[2],
    weights,
    slotsOf(tapped, backward, weights, options),
  )
  const receivers = 3 * config.heads
  const sums: Value[] = []
  const products = changesTimes(builder, cellParts(shape[2]), (part) => {
    const gradients = builder.reshape(front.straight(part), [receivers, -1], 'rows')
    const sum = sumOfBlocks(builder, gradients, receivers)
    sums.push(builder.reshape(sum, [1, 1, -1, config.dModel], 'headSum'))
    return gradients
  })
  outputScores(builder, front.scoresOf(products))
  const [skip, mlp] = streams.map((value) => backward.gradient(value))
  const headSums = front.sumOf(builder.concat(sums, 2, 'headSums'))
  const arrived = dropsMeans(config)
    ? builder.sub(headSums, builder.reduceMean(headSums, [-1]), 'withoutMean')
    : headSums
  const past = config.parallel && mlp ? builder.add(skip, mlp, 'past') : skip
  builder.output(builder.identity(builder.add(past, arrived, 'total'), 'gradient.stream'), shape)
  if (mlp) builder.output(builder.identity(mlp, 'gradient.mlp-input'), [...tapped.shape(streams[1])])
  const saved = [...backward.saved.values()]
  return {
    forward: tapped.withOutputs(saved),
    backward: builder.finish(),
    values: new Map(),
    saved: saved.map(({ name }) => name),
  }
}

/**
 * Whether every receiver's norm takes the mean off what it reads. Senders' changes are then held without their means,
 * once for all layers, and gradients at the heads' inputs need not have theirs taken off.
 */
export const dropsMeans = ({ norm }: TransformerConfig) => norm.kind === 'layer-norm'

/** EAP's products for receivers that read the stream as it is: `scores` [sender, receiver]. */
export function streamScoresGraph({ dModel }: TransformerConfig, rows: number): Graph {
  const builder = new GraphBuilder('streams')
  const gradients = builder.input('gradients', ['receivers', rows, dModel])
  const products = changesTimes(builder, cellParts(rows), (part) =>
    builder.reshape(rowsOfPart(builder, gradients, 1, part), [0, -1], 'rows'),
  )
  outputScores(builder, products)
  return builder.finish()
}

/**
 * The q, k and v of all heads, one behind the other. A slot is norm(stream) @ weight + bias; `product`
 * [1, slot, rows, dHead] is that without the bias.
 */
interface Slots {
  product: () => Value
  /** at the product */
  gradient: Value
  /** [slot, dModel, dHead] */
  weight: Value
}

function slotsOf(
  tapped: TappedLayer,
  backward: Backward,
  weights: Feeds,
  { batch, length, changing }: GradientOptions,
): Slots {
  const { builder } = backward
  const layer = new ModelParts(builder, tapped.config, weights, length).layer(0)
  const split = changing === undefined ? null : new RowSplit(builder, changing, batch * length)
  const product = (kind: QkvKind) => {
    const all = backward.forward(tapped.value(`${kind}-all`))
    const rows = split ? split.pick(all) : all
    const bias = qkvBias(layer, kind)
    return bias ? builder.sub(rows, bias, 'product') : rows
  }
  const ofKinds = (axis: number, name: string, valueOf: (kind: QkvKind) => Value) =>
    builder.concat(QKV_KINDS.map(valueOf), axis, name)
  return {
    product: () => ofKinds(1, 'products', product),
    gradient: ofKinds(1, 'gradients', (kind) => backward.gradient(tapped.value(`${kind}-rows`))),
    weight: ofKinds(0, 'weights', (kind) => qkvWeight(layer, kind)),
  }
}

/** Gradients at the inputs of every slot in front of the norm of the stream. */
interface FrontOfNorm {
  /** [1, slot, rows of a part, dModel]: without what lies along the normalised stream */
  straight: (part: Part) => Value
  /** Of products [sender, slot] with `straight` those with the gradients. */
  scoresOf: (products: Value) => Value
  /** Of the sum over slots of `straight` [1, 1, rows, dModel] that of the gradients. */
  sumOf: (straight: Value) => Value
}

/**
 * With n the normalised stream, w the norm's weight, W a slot's and s the gradient at the slot over the norm's deviation,
 * g = s (w W)^T: the gradient in front of the norm is g - n mean(g n), and LayerNormalization takes mean(g) off it, which
 * is left out here (see dropsMeans). The sum of g n is that of s times n w W, the slot without biases: done before the
 * product. That n is the same for all slots, so that its part is taken off where slots are but a number per row.
 */
function gradientsInFront(
  { builder, config }: ModelParts,
  rows: number,
  weights: Feeds,
  { product, gradient, weight }: Slots,
): FrontOfNorm {
  const { norm, dModel, heads } = config
  const straightOf = (slope: Value, matrix: Value) => {
    const turned = builder.transpose(matrix, [0, 2, 1], 'turned')
    return (part: Part) => builder.matMul(rowsOfPart(builder, slope, 2, part), turned, 'straight')
  }
  const same = (value: Value) => value
  if (norm.kind === 'none') return { straight: straightOf(gradient, weight), scoresOf: same, sumOf: same }
  const { normal, deviation, along } = alongStreamInputs(builder, rows, dModel)
  const scale = builder.reshape(builder.input(`${NORM}.weight`, [dModel]), [1, -1, 1], 'scale')
  const bias = weights[`${NORM}.bias`]
    ? builder.reshape(builder.input(`${NORM}.bias`, [dModel]), [1, -1], 'bias')
    : null
  const sloped = builder.div(gradient, deviation, 'sloped')
  const unbiased = bias ? builder.sub(product(), builder.matMul(bias, weight), 'unbiased') : product()
  const sumAlong = builder.reduceSum(builder.mul(sloped, unbiased), [-1], true, 'sumAlong')
  const share = builder.mul(sumAlong, builder.constant([1 / dModel], [1]), 'share')
  const bySlot = builder.transpose(builder.reshape(share, [3 * heads, rows], 'bySlot'), [1, 0], 'byRow')
  return {
    straight: straightOf(sloped, builder.mul(weight, scale, 'scaled')),
    scoresOf: (products) => builder.sub(products, builder.matMul(along, bySlot, 'alongScores'), 'across'),
    sumOf: (straight) => {
      const shares = builder.reduceSum(share, [1], true, 'shares')
      return builder.sub(straight, builder.mul(shares, normal, 'alongSum'), 'acrossSum')
    },
  }
}
