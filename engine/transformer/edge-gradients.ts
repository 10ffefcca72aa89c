import type { TransformerConfig } from '../model/transformer'
import { GraphBuilder, normParts, sumOfBlocks, type Feeds, type Graph, type Op, type Value } from '../onnx'
import { Blocks, SLOT_KINDS, type SlotKind } from './blocks'
import { cellParts, edgeScores, rowsOfPart } from './cell-parts'
import type { LayerGraphs } from './gradient-graphs'
import type { Part } from './parts'
import { RowSplit } from './row-split'
import { TappedLayer, type GradientOptions, type LayerSite } from './tapped-layer'

const NORM = 'layer0.attentionNorm'

/**
 * The stream that is read by the sum behind the heads, and by the MLP: nothing flows through the norm and the slots, where
 * each head's part stays apart.
 */
export const hasOwnGradient = (site: LayerSite) => site === 'skip' || site === 'mlp-input'

/**
 * EAP's products of senders' changes with the gradients at the inputs of one layer's heads. `backward` takes,
 * besides, `delta.PART` [sender, cells] of every part of the rows (changes of the senders before the layer); outputs,
 * besides, `scores` [sender, receiver], the q of all heads, then their k and v, and, where there is an MLP,
 * `gradient.mlp-input`, of its own receiver, at the rows that it reads.
 */
export function edgeGradientGraphs(
  config: TransformerConfig,
  weights: Feeds,
  options: GradientOptions,
): LayerGraphs {
  const tapped = new TappedLayer(config, weights, options, hasOwnGradient)
  const slots = SLOT_KINDS.map((kind) => tapped.value(`${kind}-rows`))
  const hasMlp = config.mlp.kind !== 'none'
  const streams = [tapped.value('skip'), ...(hasMlp ? [tapped.value('mlp-input')] : [])]
  const backward = tapped.backward([...slots, ...streams])
  const { builder } = backward
  const blocks = new Blocks(builder, config, weights, options.length)
  const shape = [...tapped.shape(tapped.value('resid'))]
  const product = (kind: SlotKind) => {
    const all = backward.forward(tapped.value(`${kind}-all`))
    const rows =
      options.changing === undefined
        ? all
        : new RowSplit(builder, options.changing, options.batch * options.length).pick(all)
    const bias = blocks.slotBias(0, kind)
    return bias ? builder.sub(rows, bias, 'product') : rows
  }
  const [skip, mlp] = streams.map((value) => backward.gradient(value))
  const frontOfNorm = gradientsInFront(blocks, backward.forward(tapped.value('resid')), weights, {
    product: () => builder.concat(SLOT_KINDS.map(product), 1, 'products'),
    gradient: builder.concat(
      slots.map((value) => backward.gradient(value)),
      1,
      'gradients',
    ),
    weight: builder.concat(
      SLOT_KINDS.map((kind) => blocks.slotWeight(0, kind)),
      0,
      'weights',
    ),
  })
  const parts = cellParts(shape[2])
  const sums: Value[] = []
  edgeScores(builder, parts, (part) => {
    const gradients = builder.reshape(frontOfNorm(part), [3 * config.heads, -1], 'rows')
    sums.push(
      builder.reshape(
        sumOfBlocks(builder, gradients, 3 * config.heads),
        [1, 1, -1, config.dModel],
        'headSum',
      ),
    )
    return gradients
  })
  const past = config.parallel && mlp ? builder.add(skip, mlp, 'past') : skip
  const headSums = builder.concat(sums, 2, 'headSums')
  const arrived = dropsMeans(config)
    ? builder.sub(headSums, builder.reduceMean(headSums, [-1]), 'withoutMean')
    : headSums
  const total = builder.add(past, arrived, 'total')
  builder.output(builder.identity(total, 'gradient.stream'), shape)
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
  edgeScores(builder, cellParts(rows), (part) =>
    builder.reshape(rowsOfPart(builder, gradients, 1, part), [0, -1], 'rows'),
  )
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

/**
 * Gradients at the inputs of every slot in front of the norm of the stream: [1, slot, rows of a part, dModel]. With n
 * the normalised stream, w the norm's weight, W a slot's and s the gradient at the slot over the norm's deviation,
 * g = s (w W)^T: the gradient is g - n mean(g n), and LayerNormalization takes mean(g) off it, which is left out here
 * (see dropsMeans). The sum of g n is that of s times n w W, the slot without biases: done before the product.
 */
function gradientsInFront(
  { builder, config }: Blocks,
  stream: Value,
  weights: Feeds,
  { product, gradient, weight }: Slots,
): (part: Part) => Value {
  const { norm, dModel } = config
  const rowsOf = (value: Value, part: Part) => rowsOfPart(builder, value, 2, part)
  const turned = (matrix: Value) => builder.transpose(matrix, [0, 2, 1], 'turned')
  if (norm.kind === 'none')
    return (part) => builder.matMul(rowsOf(gradient, part), turned(weight), 'straight')
  const scale = builder.input(`${NORM}.weight`, [dModel])
  const type = norm.kind === 'layer-norm' ? 'LayerNormalization' : 'RMSNormalization'
  const op = { type, inputs: [stream, scale], epsilon: norm.epsilon } satisfies Op
  const { normal, deviation } = normParts(builder, op, stream)
  const scaled = builder.mul(weight, builder.reshape(scale, [1, -1, 1], 'scale'), 'scaled')
  const slopes = turned(scaled)
  const bias = weights[`${NORM}.bias`]
    ? builder.reshape(builder.input(`${NORM}.bias`, [dModel]), [1, -1], 'bias')
    : null
  const sloped = builder.div(gradient, deviation, 'sloped')
  const unbiased = bias ? builder.sub(product(), builder.matMul(bias, weight), 'unbiased') : product()
  const along = builder.reduceSum(builder.mul(sloped, unbiased), [-1], true, 'along')
  const share = builder.mul(along, builder.constant([1 / dModel], [1]), 'share')
  return (part) => {
    const straight = builder.matMul(rowsOf(sloped, part), slopes, 'straight')
    return builder.sub(straight, builder.mul(rowsOf(share, part), rowsOf(normal, part)), 'throughNorm')
  }
}
