import type { PromptPair } from '../datasets'
import { floatTensor, Session, type Feeds, type FloatTensor } from '../onnx'
import {
  embeddingGraph,
  layerWeights,
  logitGradientGraphs,
  type Coefficients,
  type GradientOptions,
  type LayerGraphs,
} from '../transformer'
import { paddedLength, pairFeeds, type Experiment, type Side } from './experiment'

export type Results = Record<string, FloatTensor>

/** One run over a batch of prompts. */
export interface LayerRun {
  /** Per layer `stream` and what was asked for. */
  layers: Results[]
  /** `last`, the stream behind the last layer, and what the way from there to the logits keeps. */
  end: Results
  logits: FloatTensor
}

/**
 * Forward and backward passes of one batch of prompts, layer by layer: sessions of a single layer serve all of
 * them. They are made in a few milliseconds and need the memory of one layer.
 */
export class LayerRuns {
  private readonly layers: Feeds[]

  private constructor(
    private readonly experiment: Experiment,
    private readonly pairs: readonly PromptPair[],
    readonly graphs: LayerGraphs,
    private readonly sessions: Record<'embed' | 'forward' | 'backward' | 'logits' | 'seeds', Session>,
  ) {
    const { config, weights } = experiment
    this.layers = Array.from({ length: config.layers }, (_, layer) => layerWeights(weights, layer))
  }

  static async create(
    experiment: Experiment,
    pairs: readonly PromptPair[],
    build: (options: GradientOptions) => LayerGraphs,
    coefficients: Coefficients = {},
  ): Promise<LayerRuns> {
    const { config, weights, threads } = experiment
    const options = { ...coefficients, length: paddedLength(experiment), batch: pairs.length }
    const graphs = build(options)
    const logits = logitGradientGraphs(config, weights, options)
    const create = (graph: LayerGraphs['forward']) => Session.create(graph, { threads })
    return new LayerRuns(experiment, pairs, graphs, {
      embed: await create(embeddingGraph(config, weights, options.length)),
      forward: await create(graphs.forward),
      backward: await create(graphs.backward),
      logits: await create(logits.forward),
      seeds: await create(logits.backward),
    })
  }

  async fromTokens(side: Side, names: readonly string[]): Promise<LayerRun> {
    const tokens = pairFeeds(this.pairs, side, paddedLength(this.experiment))
    const { input } = await this.sessions.embed.run({ ...this.experiment.weights, ...tokens })
    return this.fromStream(input, names)
  }

  /** From the token embedding [1, 1, batch*pos, dModel]; of each layer the outputs in `names`. */
  async fromStream(start: FloatTensor, names: readonly string[]): Promise<LayerRun> {
    const layers: Results[] = []
    const asked = [...new Set(['after', ...names])].filter((name) => name !== 'stream')
    let stream = start
    for (const weights of this.layers) {
      const results = await this.sessions.forward.run({ ...weights, stream }, {}, asked)
      layers.push({ ...results, stream })
      stream = results.after
    }
    const end = await this.sessions.logits.run({ ...this.endFeeds(), last: stream })
    return { layers, end: { ...end, last: stream }, logits: end.logits }
  }

  /**
   * From the gradient at the logits of a run that kept `saved`, the last layer first. `see` gets what `backward`
   * gives for a layer; gives the gradient behind the last layer.
   */
  async backward(
    run: LayerRun,
    seed: Float32Array,
    feedsOf: (layer: number) => Feeds,
    see: (layer: number, results: Results) => void,
  ): Promise<FloatTensor> {
    const feeds = { ...this.endFeeds(), ...run.end, seed: floatTensor(seed, run.logits.dims) }
    const atLast = (await this.sessions.seeds.run(feeds))['gradient.last']
    let gradient = atLast
    for (const [layer, weights] of [...this.layers.entries()].toReversed()) {
      const kept = run.layers[layer]
      const results = await this.sessions.backward.run({
        ...weights,
        ...kept,
        ...feedsOf(layer),
        seed: gradient,
      })
      see(layer, results)
      gradient = results['gradient.stream']
    }
    return atLast
  }

  async release(): Promise<void> {
    for (const session of Object.values(this.sessions)) await session.release()
  }

  private endFeeds(): Feeds {
    const { answerRows } = pairFeeds(this.pairs, 'clean', paddedLength(this.experiment))
    return { ...this.experiment.weights, answerRows }
  }
}
