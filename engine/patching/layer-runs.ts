import type { PromptPair } from '../datasets'
import { floatTensor, intTensor, Session, type Feeds, type FloatTensor } from '../onnx'
import {
  embeddingGraph,
  layerWeights,
  logitGradientGraphs,
  rowSplitFeeds,
  wholeLayer,
  type Coefficients,
  type GradientOptions,
  type LayerGraphs,
  type LayerSite,
  type SiteNames,
} from '../transformer'
import { answersAmong, rowsOf } from './changing-rows'
import { paddedLength, pairFeeds, type Experiment, type Side } from './experiment'

export type Results = Record<string, FloatTensor>

/** One run over a batch of prompts. */
export interface LayerRun {
  /** The token embedding at the rows that are run [1, 1, rows, dModel]. */
  start: FloatTensor
  layers: { sites: Map<LayerSite, FloatTensor>; kept: Results }[]
  /** `last`, the stream behind the last layer, and what the way from there to the logits keeps. */
  end: Results
  logits: FloatTensor
}

/** What a run holds on to: the sites its graphs were built for, what a backward pass needs. */
export interface Kept {
  sites?: boolean
  saved?: boolean
}

export interface RunBatch {
  pairs: readonly PromptPair[]
  /** The rows of [batch*pos] that are run, in ascending order, the answers' among them; all without it. */
  rows?: readonly number[]
  /**
   * Whether sessions keep their memory, for whoever runs them again and again. Without it they share what one of them
   * leaves behind, and less is touched for the first time: for a few runs that costs less.
   */
  keepMemory?: boolean
}

type Sessions = Record<'embed' | 'whole' | 'forward' | 'backward' | 'logits' | 'seeds', Session>

/**
 * Forward and backward passes of one batch of prompts, layer by layer: sessions of a single layer serve all of
 * them. They are made in a few milliseconds and need the memory of one layer. Where only some rows are run, q, k and v
 * at the others are those of a whole run, in which they must be equal.
 */
export class LayerRuns {
  private readonly layers: Feeds[]
  private readonly length: number
  /** What graphs have to know of the rows that are run, and of the answers' among all rows. */
  private readonly places: Record<'some' | 'all', Feeds>

  private constructor(
    private readonly experiment: Experiment,
    private readonly batch: RunBatch,
    private readonly graphs: LayerGraphs,
    private readonly whole: { values: SiteNames; others: string[] },
    private readonly sessions: Sessions,
  ) {
    const { config, weights } = experiment
    const { pairs, rows } = batch
    this.length = paddedLength(experiment)
    this.layers = Array.from({ length: config.layers }, (_, layer) => layerWeights(weights, layer))
    const { answerRows } = pairFeeds(pairs, 'clean', this.length)
    const answers = rows && intTensor(answersAmong(rows, pairs, this.length), [pairs.length])
    this.places = {
      all: { answerRows },
      some: rows
        ? { ...rowSplitFeeds(rows, pairs.length * this.length), answerRows: answers! }
        : { answerRows },
    }
  }

  static async create(
    experiment: Experiment,
    { pairs, rows, keepMemory = false }: RunBatch,
    build: (options: GradientOptions) => LayerGraphs,
    coefficients: Coefficients = {},
  ): Promise<LayerRuns> {
    const { config, weights, threads } = experiment
    const length = paddedLength(experiment)
    const some = rows && rows.length < pairs.length * length ? rows : undefined
    const options = { ...coefficients, length, batch: pairs.length, changing: some?.length }
    const graphs = build(options)
    const whole = wholeLayer(config, weights, options, [...graphs.values.keys()])
    const logits = logitGradientGraphs(config, weights, options)
    const create = (graph: LayerGraphs['forward']) => Session.create(graph, { threads, keepMemory })
    return new LayerRuns(experiment, { pairs, rows: some }, graphs, whole, {
      embed: await create(embeddingGraph(config, weights, length)),
      whole: await create(whole.graph),
      forward: await create(graphs.forward),
      backward: await create(graphs.backward),
      logits: await create(logits.forward),
      seeds: await create(logits.backward),
    })
  }

  /** A run at all rows; its sites are those at the rows of the others. */
  async wholeRun(side: Side): Promise<LayerRun> {
    const { values, others } = this.whole
    const input = await this.embedded(side)
    const names = new Set([...values.values(), ...others])
    const run = await this.through('whole', input, { values, names, places: this.places.all })
    return { ...run, start: this.picked(input) }
  }

  /** `whole` is needed where only some rows are run. */
  async fromTokens(side: Side, keeps: Kept, whole?: LayerRun): Promise<LayerRun> {
    return this.fromStream(this.picked(await this.embedded(side)), keeps, whole)
  }

  /** From the token embedding [1, 1, rows, dModel]. */
  fromStream(start: FloatTensor, { sites, saved }: Kept, whole?: LayerRun): Promise<LayerRun> {
    const values: SiteNames = sites ? this.graphs.values : new Map()
    const names = new Set([...values.values(), ...(saved ? this.graphs.saved : [])])
    return this.through('forward', start, { values, names, places: this.places.some }, whole)
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
    const places = this.places.some
    const feeds = {
      ...this.experiment.weights,
      ...places,
      ...run.end,
      seed: floatTensor(seed, run.logits.dims),
    }
    const atLast = (await this.sessions.seeds.run(feeds))['gradient.last']
    let gradient = atLast
    for (const [layer, weights] of [...this.layers.entries()].toReversed()) {
      const results = await this.sessions.backward.run({
        ...weights,
        ...places,
        ...run.layers[layer].kept,
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

  /** All layers and the logits. */
  private async through(
    session: 'whole' | 'forward',
    start: FloatTensor,
    { values, names, places }: { values: SiteNames; names: Set<string>; places: Feeds },
    whole?: LayerRun,
  ): Promise<LayerRun> {
    const asked = [...new Set(['after', ...names])].filter((name) => name !== 'stream')
    const layers: LayerRun['layers'] = []
    let stream = start
    for (const [layer, weights] of this.layers.entries()) {
      const feeds = { ...weights, ...this.places.some, ...whole?.layers[layer].kept, stream }
      const kept: Results = { ...(await this.sessions[session].run(feeds, {}, asked)), stream }
      layers.push({ sites: new Map([...values].map(([site, name]) => [site, kept[name]])), kept })
      stream = kept.after
    }
    const end = await this.sessions.logits.run({ ...this.experiment.weights, ...places, last: stream })
    return { start, layers, end: { ...end, last: stream }, logits: end.logits }
  }

  /** The token embedding [1, 1, batch*pos, dModel]. */
  private async embedded(side: Side): Promise<FloatTensor> {
    const tokens = pairFeeds(this.batch.pairs, side, this.length)
    return (await this.sessions.embed.run({ ...this.experiment.weights, ...tokens })).input
  }

  private picked(stream: FloatTensor): FloatTensor {
    const { rows } = this.batch
    if (!rows) return stream
    const { dModel } = this.experiment.config
    return floatTensor(rowsOf(stream.data, rows, dModel), [1, 1, rows.length, dModel])
  }
}
