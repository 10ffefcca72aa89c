import { layerSpec, type TransformerConfig } from '../../model/transformer'
import { GraphBuilder, sumOfBlocks, type Backward, type Feeds, type Graph, type Value } from '../../onnx'
import { qkvBias, qkvWeight, QKV_KINDS, type QkvKind } from '../attention'
import { ModelParts } from '../model-parts'
import { alongStreamInputs } from './along-streams'
import { cellParts, changesTimes, outputScores, rowsOfPart } from '../cell-parts'
import type { LayerGraphs } from './gradient-graphs'
import type { Part } from '../parts'
import { RowSplit } from '../row-split'
import { TappedLayer, type GradientOptions, type LayerSite, type LayerTap } from './tapped-layer'

const NORM = 'layer0.attentionNorm'

/**
 * Gives values names, and so gradients, of their own: the stream that the attention's output is added to, and what the MLP
 * reads. Nothing flows through the norm and the projections of the heads, where each head's part stays apart. Where q and
 * k pass a norm over all heads, each head gets a copy of the stream instead, so that its gradient is that of its own input.
 */
export const ownGradients =
  (config: TransformerConfig): LayerTap =>
  (site, value, builder) => {
    if (site === 'skip' || site === 'mlp-input') return builder.identity(value, site)
    if (!readsOwnCopies(config) || !isHeadInput(site)) return value
    return builder.expand(value, [1, config.heads, 1, 1], site)
  }

const readsOwnCopies = (config: TransformerConfig) => layerSpec(config, 0).attention.qkNorm === 'all-heads'
const isHeadInput = (site: LayerSite) => QKV_KINDS.some((kind) => site === `${kind}-input`)

/** What the q, k or v of all heads is projected to, before it is clipped or passes a norm of its own. */
function projectionOf(config: TransformerConfig, kind: QkvKind): LayerSite {
  const { clip, qkNorm } = layerSpec(config, 0).attention
  return clip === null && (kind === 'v' || qkNorm === 'none') ? `${kind}-rows` : `${kind}-projected`
}

/**
 * EAP's products of senders' changes with the gradients at the inputs of one layer's heads. `backward` takes,
 * besides, `delta.PART` [sender, cells] of every part of the rows (changes of the senders before the layer) and, where the
 * model has norms, what alongStreamsGraph gives for the layer; outputs, besides, `scores` [sender, receiver], the q of all
 * heads, then their k and v, and, where there is an MLP, `gradient.mlp-input`, of its own receiver, at the rows that it
 * reads. Of a layer whose attention passes a norm, `forward` keeps `attn` besides (see postNormChangesGraph).
 */
export function edgeGradientGraphs(
  config: TransformerConfig,
  weights: Feeds,
  options: GradientOptions,
): LayerGraphs {
  const tapped = new TappedLayer(config, weights, options, ownGradients(config))
  const hasMlp = config.mlp.kind !== 'none'
  const streams = [tapped.value('skip'), ...(hasMlp ? [tapped.value('mlp-input')] : [])]
  const ownCopies = readsOwnCopies(config)
  const read = QKV_KINDS.map((kind) => tapped.value(ownCopies ? `${kind}-input` : projectionOf(config, kind)))
  const backward = tapped.backward([...read, ...streams])
  const { builder } = backward
  const shape = [...tapped.shape(tapped.value('resid'))]
  const front = ownCopies
    ? gradientsAtCopies(
        builder,
        read.map((value) => backward.gradient(value)),
      )
    : gradientsInFront(new ModelParts(builder, config, weights, options.length), shape[2], weights, {
        ...projectionsOf(tapped, backward, weights, options),
        dropsMeans: options.dropsMeans,
      })
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
  const arrived = options.dropsMeans
    ? builder.sub(headSums, builder.reduceMean(headSums, [-1]), 'withoutMean')
    : headSums
  const past = config.parallel && mlp ? builder.add(skip, mlp, 'past') : skip
  builder.output(builder.identity(builder.add(past, arrived, 'total'), 'gradient.stream'), shape)
  if (mlp) builder.output(builder.identity(mlp, 'gradient.mlp-input'), [...tapped.shape(streams[1])])
  const passesNorm = layerSpec(config, 0).norms.afterAttention
  const attention = passesNorm ? [tapped.value('attn')] : []
  const saved = [...new Set([...backward.saved.values(), ...attention])]
  return {
    forward: tapped.withOutputs(saved),
    backward: builder.finish(),
    values: new Map(attention.map(({ name }) => ['attn', name])),
    saved: saved.map(({ name }) => name),
  }
}

/**
 * Whether every receiver's norm takes the mean off what it reads. Senders' changes are then held without their means,
 * once for all layers, and gradients at the heads' inputs need not have theirs taken off.
 */
export const dropsMeans = ({ norm, layers }: TransformerConfig) =>
  norm.kind === 'layer-norm' &&
  layers.every(({ norms }) => norms.beforeAttention && norms.beforeMlp && !norms.afterAttention)

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
 * The q, k and v of all heads, one after the other: norm(stream) @ weight + bias each, before norms of their own;
 * `product` [1, projection, rows, dHead] is that without the bias.
 */
interface Projections {
  product: () => Value
  /** at the product */
  gradient: Value
  /** [projection, dModel, dHead] */
  weight: Value
}

function projectionsOf(
  tapped: TappedLayer,
  backward: Backward,
  weights: Feeds,
  { batch, length, changing }: GradientOptions,
): Projections {
  const { builder } = backward
  const layer = new ModelParts(builder, tapped.config, weights, length).layer(0)
  const split = changing === undefined ? null : new RowSplit(builder, changing, batch * length)
  const product = (kind: QkvKind) => {
    const site = projectionOf(tapped.config, kind)
    const ofRows = () => {
      const all = backward.forward(tapped.value(`${kind}-all`))
      return split ? split.pick(all) : all
    }
    const rows = site === `${kind}-rows` ? ofRows() : backward.forward(tapped.value(site))
    const bias = qkvBias(layer, kind)
    return bias ? builder.sub(rows, bias, 'product') : rows
  }
  const ofKinds = (axis: number, name: string, valueOf: (kind: QkvKind) => Value) =>
    builder.concat(QKV_KINDS.map(valueOf), axis, name)
  return {
    product: () => ofKinds(1, 'products', product),
    gradient: ofKinds(1, 'gradients', (kind) =>
      backward.gradient(tapped.value(projectionOf(tapped.config, kind))),
    ),
    weight: ofKinds(0, 'weights', (kind) => qkvWeight(layer, kind)),
  }
}

/** Gradients at the inputs of all heads' q, k and v, in front of the norm of the stream. */
interface FrontOfNorm {
  /** [1, projection, rows of a part, dModel]: without the part along the normalised stream */
  straight: (part: Part) => Value
  /** Products [sender, projection] with `straight` -> products with the gradients. */
  scoresOf: (products: Value) => Value
  /** The sum over projections of `straight` [1, 1, rows, dModel] -> the sum of the gradients. */
  sumOf: (straight: Value) => Value
}

/** The same where each head has had its own copy of the stream: `gradients` [1, head, rows, dModel] of q, k and v. */
function gradientsAtCopies(builder: GraphBuilder, gradients: Value[]): FrontOfNorm {
  const all = builder.concat(gradients, 1, 'ofCopies')
  const same = (value: Value) => value
  return { straight: (part) => rowsOfPart(builder, all, 2, part), scoresOf: same, sumOf: same }
}

/**
 * With n the normalised stream, w the norm's weight, W a projection's and s the gradient at it over the norm's deviation,
 * g = s (w W)^T: the gradient in front of the norm is g - n mean(g n), and LayerNormalization takes mean(g) off it, which
 * is left out where changes have no means (see dropsMeans). The sum of g n is that of s times n w W, the projection without biases: done before
 * the product. That n is the same for all projections, so that its part is taken off where they are one number per row.
 */
function gradientsInFront(
  { builder, config }: ModelParts,
  rows: number,
  weights: Feeds,
  { product, gradient, weight, dropsMeans }: Projections & { dropsMeans?: boolean },
): FrontOfNorm {
  const { norm, dModel, heads } = config
  const straightOf = (slope: Value, matrix: Value) => {
    const turned = builder.transpose(matrix, [0, 2, 1], 'turned')
    return (part: Part) => builder.matMul(rowsOfPart(builder, slope, 2, part), turned, 'straight')
  }
  const same = (value: Value) => value
  if (norm.kind === 'none' || !layerSpec(config, 0).norms.beforeAttention)
    return { straight: straightOf(gradient, weight), scoresOf: same, sumOf: same }
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
  const straight = straightOf(sloped, builder.mul(weight, scale, 'scaled'))
  const level = (value: Value) => builder.sub(value, builder.reduceMean(value, [-1]), 'level')
  return {
    straight: norm.kind === 'rms-norm' || dropsMeans ? straight : (part) => level(straight(part)),
    scoresOf: (products) => builder.sub(products, builder.matMul(along, bySlot, 'alongScores'), 'across'),
    sumOf: (straight) => {
      const shares = builder.reduceSum(share, [1], true, 'shares')
      return builder.sub(straight, builder.mul(shares, normal, 'alongSum'), 'acrossSum')
    },
  }
}
