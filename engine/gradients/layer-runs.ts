import type { PromptPair } from '../datasets'
import type { TransformerConfig } from '../model/transformer'
import { floatTensor, intTensor, Sessions, type Feeds, type FloatTensor, type Session } from '../onnx'
import {
  answerPositionFeeds,
  dropsMeans,
  embeddingGraph,
  layerConfig,
  layerKind,
  layerWeights,
  logitGradientGraphs,
  rowSplitFeeds,
  wholeLayer,
  type Coefficients,
  type GradientGraphs,
  type GradientOptions,
  type LayerGraphs,
  type LayerSite,
  type SiteNames,
} from '../transformer'
import { answersAmong, rowsOf } from '../experiment/changing-rows'
import { paddedLength, pairFeeds, type Experiment, type Side } from '../experiment/experiment'

export type Results = Record<string, FloatTensor>

/** One run over a batch of prompts. */
export interface LayerRun {
  /** The token embedding at the rows that are run [1, 1, rows, dModel]. */
  start: FloatTensor
  layers: { sites: Map<LayerSite, FloatTensor>; kept: Results }[]
  /** `last`, the stream after the last layer, and what is kept between there and the logits. */
  end: Results
  logits: FloatTensor
}

/** What a run keeps: the sites its graphs were built for, what a backward pass needs. */
export interface Kept {
  sites?: boolean
  saved?: boolean
}

export interface RunBatch {
  pairs: readonly PromptPair[]
  /** The rows of [batch*pos] that are run, in ascending order, the answers' among them; all without it. */
  rows?: readonly number[]
  /**
   * Whether only the answer rows are run after the last layer's attention (not so in a whole run): for runs that keep
   * no sites.
   */
  onlyAnswers?: boolean
  /**
   * Whether sessions keep their memory. Without it they share what one of them frees, and less memory is touched for
   * the first time, which costs less for a few runs of small results. Large ones are given back to the system after each
   * run, and keeping their memory costs less. Where weights are read again for each run, none is kept: a pass takes far longer, and
   * copies of a layer's weights would be in it.
   */
  keepMemory?: boolean
}

/** The graphs of a layer, from the model and the weights reduced to it (see layerConfig, layerWeights). */
export type BuildLayer = (config: TransformerConfig, weights: Feeds, options: GradientOptions) => LayerGraphs

/** How a run passes a layer: the sites that it keeps there, and all results that it does. */
interface Step {
  session: Session
  sites: SiteNames
  names: Iterable<string>
}

/**
 * Forward and backward passes of one batch of prompts, layer by layer: sessions of a single layer serve all of
 * its kind (the last one may have its own). They are made in a few milliseconds, when they are first run, and need the memory
 * of one layer. Where only some rows are run, q, k and v at the others are those of a whole run, in which they must be
 * equal.
 */
export class LayerRuns {
  readonly pairs: readonly PromptPair[]
  /** Those that are run, where these are not all. */
  readonly rows: readonly number[] | undefined
  readonly options: GradientOptions
  /** The index of each answer row among all rows, and among those that are run: [batch]. */
  readonly answers: Record<'all' | 'run', readonly number[]>
  /** [layer] weights under the names of layer 0 */
  readonly weights: Feeds[]
  /** What graphs have to know about the rows that are run. */
  private readonly rowInputs: Feeds
  /** [layer] */
  private readonly graphs: LayerGraphs[]
  /** [layer] the first layer of the same spec, whose sessions serve it */
  private readonly kinds: number[]
  private readonly logitGraphs: GradientGraphs
  private readonly onlyAnswers: boolean
  private readonly sessions: Sessions

  constructor(
    private readonly experiment: Experiment,
    { pairs, rows, onlyAnswers = false, keepMemory = false }: RunBatch,
    build: BuildLayer,
    coefficients: Coefficients = {},
  ) {
    const { config, weights, threads } = experiment
    const length = paddedLength(experiment)
    const all = pairs.length * length
    this.pairs = pairs
    this.rows = rows && rows.length < all ? rows : undefined
    this.options = {
      ...coefficients,
      length,
      batch: pairs.length,
      changing: this.rows?.length,
      dropsMeans: dropsMeans(config),
    }
    this.weights = Array.from({ length: config.layerCount }, (_, layer) => layerWeights(weights, layer))
    this.kinds = Array.from({ length: config.layerCount }, (_, layer) => layerKind(config, layer))
    const ofKind = new Map(
      [...new Set(this.kinds)].map((kind) => [
        kind,
        build(layerConfig(config, kind), this.weights[kind], this.options),
      ]),
    )
    this.graphs = this.kinds.map((kind) => ofKind.get(kind)!)
    const lastLayer = config.layerCount - 1
    if (onlyAnswers)
      this.graphs[lastLayer] = build(layerConfig(config, lastLayer), this.weights[lastLayer], {
        ...this.options,
        onlyAnswers,
      })
    const positions = pairs.map(({ answerPosition }) => answerPosition)
    const answers = positions.map((position, prompt) => prompt * length + position)
    this.answers = { all: answers, run: this.rows ? answersAmong(this.rows, pairs, length) : answers }
    const asked = onlyAnswers && {
      ...answerPositionFeeds(config, length, positions),
      answerPositions: intTensor(this.answers.all, [pairs.length]),
      answerRows: intTensor(this.answers.run, [pairs.length]),
    }
    this.rowInputs = { ...(this.rows && rowSplitFeeds(this.rows, all)), ...asked }
    this.onlyAnswers = onlyAnswers
    const changing = onlyAnswers ? pairs.length : this.rows?.length
    this.logitGraphs = logitGradientGraphs(config, weights, { ...this.options, changing })
    this.sessions = new Sessions({ threads, keepMemory: keepMemory && this.weights.every(areHeld) })
  }

  isLast(layer: number): boolean {
    return layer === this.weights.length - 1
  }

  graphsOf(layer: number): LayerGraphs {
    return this.graphs[layer]
  }

  /** A run at all rows; its sites are those at the rows of the others. */
  async wholeRun(side: Side): Promise<LayerRun> {
    const { config } = this.experiment
    const stepOf = async (layer: number) => {
      const sites = [...this.graphs[layer].values.keys()]
      const whole = wholeLayer(layerConfig(config, layer), this.weights[layer], this.options, sites)
      const session = await this.sessions.get(`whole, ${this.kinds[layer]}`, () => whole.graph)
      return { session, sites: whole.values, names: [...whole.values.values(), ...whole.others] }
    }
    const start = await this.embedded(side)
    const { layers, last } = await this.through(start, stepOf)
    return { start: this.picked(start), layers, ...(await this.toLogits(last, this.answers.all)) }
  }

  /** `whole` is needed where only some rows are run. */
  async fromTokens(side: Side, keeps: Kept, whole?: LayerRun): Promise<LayerRun> {
    return this.fromStream(this.picked(await this.embedded(side)), keeps, whole)
  }

  /** From the token embedding [1, 1, rows, dModel]. */
  async fromStream(start: FloatTensor, keeps: Kept, whole?: LayerRun): Promise<LayerRun> {
    const stepOf = async (layer: number) => {
      const { values, saved } = this.graphsOf(layer)
      const sites: SiteNames = keeps.sites ? values : new Map()
      const session = await this.session('forward', layer)
      return { session, sites, names: [...sites.values(), ...(keeps.saved ? saved : [])] }
    }
    const { layers, last } = await this.through(start, stepOf, whole)
    return { start, layers, ...(await this.toLogits(last)) }
  }

  /**
   * From the gradient at the logits of a run that kept `saved`, the last layer first. `see` gets what `backward`
   * gives for a layer; gives the gradient after the last layer.
   */
  async backward(
    run: LayerRun,
    seed: Float32Array,
    feedsOf: (layer: number) => Feeds,
    see: (layer: number, results: Results) => void,
  ): Promise<FloatTensor> {
    const feeds = {
      ...this.experiment.weights,
      ...run.end,
      answerRows: intTensor(this.answersAtEnd(), [this.pairs.length]),
      seed: floatTensor(seed, run.logits.dims),
    }
    const seeds = await this.sessions.get('seeds', () => this.logitGraphs.backward)
    const atLast = (await seeds.run(feeds))['gradient.last']
    let gradient = atLast
    for (const [layer, weights] of [...this.weights.entries()].toReversed()) {
      const session = await this.session('backward', layer)
      const results = await session.run({
        ...weights,
        ...this.rowInputs,
        ...run.layers[layer].kept,
        ...feedsOf(layer),
        seed: gradient,
      })
      see(layer, results)
      gradient = results['gradient.stream']
    }
    return atLast
  }

  /** The token embedding [1, 1, batch*pos, dModel]. */
  async embedded(side: Side): Promise<FloatTensor> {
    const { config, weights } = this.experiment
    const { length } = this.options
    const session = await this.sessions.get('embed', () => embeddingGraph(config, weights, length))
    return (await session.run({ ...weights, ...pairFeeds(this.pairs, side, length) })).input
  }

  /** Those rows of a stream [1, 1, batch*pos, dModel] that are run. */
  picked(stream: FloatTensor): FloatTensor {
    const { rows } = this
    if (!rows) return stream
    const { dModel } = this.experiment.config
    return floatTensor(rowsOf(stream.data, rows, dModel), [1, 1, rows.length, dModel])
  }

  /** From the stream after the last layer, at the rows that are run there. */
  async toLogits(
    last: FloatTensor,
    answers = this.answersAtEnd(),
  ): Promise<Pick<LayerRun, 'end' | 'logits'>> {
    const session = await this.sessions.get('logits', () => this.logitGraphs.forward)
    const answerRows = intTensor(answers, [answers.length])
    const end = await session.run({ ...this.experiment.weights, answerRows, last })
    return { end: { ...end, last }, logits: end.logits }
  }

  release(): Promise<void> {
    return this.sessions.release()
  }

  /** All layers. */
  private async through(
    start: FloatTensor,
    stepOf: (layer: number) => Promise<Step>,
    whole?: LayerRun,
  ): Promise<{ layers: LayerRun['layers']; last: FloatTensor }> {
    const layers: LayerRun['layers'] = []
    let stream = start
    for (const [layer, weights] of this.weights.entries()) {
      const { session, sites, names } = await stepOf(layer)
      const asked = [...new Set(['after', ...names])].filter((name) => name !== 'stream')
      const feeds = { ...weights, ...this.rowInputs, ...whole?.layers[layer].kept, stream }
      const kept: Results = { ...(await session.run(feeds, {}, asked)), stream }
      layers.push({ sites: new Map([...sites].map(([site, name]) => [site, kept[name]])), kept })
      stream = kept.after
    }
    return { layers, last: stream }
  }

  private session(direction: 'forward' | 'backward', layer: number): Promise<Session> {
    const isOwn = this.isLast(layer) && this.onlyAnswers
    const name = isOwn ? 'last' : `${this.kinds[layer]}`
    return this.sessions.get(`${direction}, ${name}`, () => this.graphsOf(layer)[direction])
  }

  /** The index of each answer row among the rows that are run to the end. */
  private answersAtEnd(): readonly number[] {
    return this.onlyAnswers ? [...this.pairs.keys()] : this.answers.run
  }
}

/** Whether these weights of a layer stay in memory. */
const areHeld = (weights: Feeds): boolean =>
  Object.values(weights).every((tensor) => tensor.type !== 'lent' || tensor.data.isHeld)
