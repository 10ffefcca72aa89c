import { floatTensor, GraphBuilder, Session, type Feeds, type Graph } from '../../engine/onnx'
import { forwardGraph, senderFetches, siteGradientGraphs, tokenFeeds } from '../../engine/transformer'
import { mediansOf, peakBytes, type Timing } from '../process-stats'
import { experimentOf, loadWorkload, type WorkloadSize } from '../workload'
import { LayerRuns } from '../../engine/gradients/layer-runs'

export interface ForwardResult {
  /** From tokens to logits; sessions are warm. */
  forward: Timing
  /** The same with every sender's values, written into one array that is there before. */
  capturing: Timing
  /** The matrix products of a forward pass alone, in one graph. */
  products: Timing
  peakBytes: number | null
}

const TIMES = 7

export async function forwardJob(size: WorkloadSize): Promise<ForwardResult> {
  const experiment = experimentOf(await loadWorkload(size))
  const { config, weights, pairs, threads } = experiment
  const length = pairs[0].clean.length
  const rows = pairs.map((pair) => ({ tokens: pair.clean, answerPosition: pair.answerPosition }))
  const session = await Session.create(forwardGraph(config, weights, length), { threads })
  const feeds = { ...weights, ...tokenFeeds(rows, length) }
  const { dModel, dMlp, heads } = config
  const senders = new Float32Array((1 + config.layerCount * (heads + 1)) * pairs.length * length * dModel)
  const capture = () => session.run(feeds, senderFetches(config, senders))
  await capture()
  const peak = peakBytes()
  const x = floatTensor(new Float32Array(pairs.length * length * dModel).fill(0.1), [
    pairs.length * length,
    dModel,
  ])
  const hidden = floatTensor(new Float32Array(pairs.length * length * dMlp!).fill(0.1), [
    pairs.length * length,
    dMlp!,
  ])
  const last = floatTensor(new Float32Array(pairs.length * dModel).fill(0.1), [pairs.length, dModel])
  const bound = await Session.create(productsGraph(weights, config.layerCount, dModel, dMlp!), { threads })
  const layers = new LayerRuns(experiment, { pairs, keepMemory: true }, (layer, own, options) =>
    siteGradientGraphs(layer, own, options, []),
  )
  const [forward, capturing, products] = await mediansOf(TIMES, [
    () => layers.fromTokens('clean', {}),
    capture,
    () => bound.run({ ...weights, x, hidden, last }),
  ])
  for (const used of [session, bound, layers]) await used.release()
  return { forward, capturing, products, peakBytes: peak }
}

/**
 * Every product with a weight, for activations of the right shapes, each in the order that is quickest. One number
 * of each is given, so that outputs stay small.
 */
function productsGraph(weights: Feeds, layers: number, dModel: number, dMlp: number): Graph {
  const builder = new GraphBuilder('products')
  const x = builder.input('x', ['rows', dModel])
  const hidden = builder.input('hidden', ['rows', dMlp])
  const weight = (name: string) => builder.input(name, [...weights[name].dims])
  const outputs = []
  for (let layer = 0; layer < layers; layer++) {
    const at = `layer${layer}`
    for (const slot of ['q', 'k', 'v']) outputs.push(builder.matMul(x, weight(`${at}.${slot}.weight`)))
    outputs.push(builder.matMul(x, weight(`${at}.o.joined`)))
    outputs.push(builder.matMul(x, weight(`${at}.up.weight`)))
    outputs.push(builder.matMul(hidden, weight(`${at}.down.weight`)))
  }
  const last = builder.transpose(builder.input('last', ['prompts', dModel]), [1, 0], 'columns')
  outputs.push(builder.matMul(weight('unembed'), last))
  outputs.forEach((value, i) => {
    const flat = builder.reshape(value, [-1], `flat.${i}`)
    builder.output(builder.gather(flat, builder.constant([0], [1], 'int64'), 0, `out.${i}`), [1])
  })
  return builder.finish()
}
