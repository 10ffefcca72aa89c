import { floatTensor, intTensor, Sessions, type Feeds, type FloatTensor, type Session } from '../onnx'
import {
  answerPlaceFeeds,
  baseName,
  dropsMeans,
  edgeChangesGraph,
  othersName,
  sharedRowFeeds,
  SLOT_KINDS,
} from '../transformer'
import { difference, type Experiment, type Side } from './experiment'
import type { LayerRun, LayerRuns, Results } from './layer-runs'
import type { SenderCells } from './sender-cells'

/** What is kept of the base run for its backward pass, or of the donor for runs that start between the two. */
export type KeptOfBoth = 'saved' | 'others'

type Both<T> = Record<'donor' | 'base', T>

/** The axis of a stream [1, 1, rows, dModel] along which rows lie. */
const ROWS = 2

/** EAP's two runs, side by side through every layer, and the change of every sender, donor - base. */
export class BothRuns {
  private readonly places: Feeds
  /** What runs at some rows are fed of the donor. */
  private readonly others: string[]
  private readonly sessions: Sessions

  constructor(
    private readonly experiment: Experiment,
    private readonly runs: LayerRuns,
    private readonly changes: SenderCells,
  ) {
    const { config, threads } = experiment
    const { pairs, rows, answers, options } = runs
    const all = pairs.length * options.length
    const twice = (base: readonly number[]) =>
      intTensor([...answers.all, ...base.map((row) => all + row)], [2 * pairs.length])
    const positions = pairs.map(({ answerPosition }) => answerPosition)
    this.places = {
      ...(rows ? sharedRowFeeds(rows, all) : {}),
      ...answerPlaceFeeds(config, options.length, [...positions, ...positions]),
      askedRows: twice(answers.run),
      askedPlaces: twice(answers.all),
    }
    this.others = rows ? SLOT_KINDS.map(othersName) : []
    this.sessions = new Sessions({ threads, keepMemory: false })
  }

  /** Takes the changes. */
  async run(sides: Both<Side>, keeps: KeptOfBoth): Promise<Both<LayerRun>> {
    const { runs } = this
    const embedded = await runs.embedded(sides.donor)
    const donor: LayerRun['layers'] = []
    const base: LayerRun['layers'] = []
    const starts = { donor: runs.picked(embedded), base: runs.picked(await runs.embedded(sides.base)) }
    this.takeEmbedding(starts)
    let streams = separate(oneBehindOther(embedded, starts.base), embedded.dims[ROWS])
    for (let layer = 0; layer < runs.weights.length; layer++) {
      const results = await this.layer(layer, streams.both, keeps)
      const saved = keeps === 'saved' ? runs.graphsOf(layer).saved : []
      donor.push({ sites: new Map(), kept: picked(results, keeps === 'others' ? this.others : []) })
      base.push({ sites: new Map(), kept: { ...picked(results, saved, baseName), stream: streams.base } })
      streams = separate(results.after, runs.isLast(layer) ? runs.pairs.length : embedded.dims[ROWS])
    }
    return {
      donor: { start: starts.donor, layers: donor, ...(await runs.toLogits(streams.donor)) },
      base: { start: starts.base, layers: base, ...(await runs.toLogits(streams.base)) },
    }
  }

  release(): Promise<void> {
    return this.sessions.release()
  }

  private takeEmbedding({ donor, base }: Both<FloatTensor>): void {
    const { config } = this.experiment
    const change = difference(donor.data, base.data)
    if (dropsMeans(config)) takeOffMeans(change, config.dModel)
    this.changes.set(0, change)
  }

  /** What is kept of a layer, and the stream behind it; takes its senders' changes. */
  private async layer(layer: number, stream: FloatTensor, keeps: KeptOfBoth): Promise<Results> {
    const session = await this.session(layer)
    const feeds = { ...this.runs.weights[layer], ...this.places, stream }
    const names = [
      'after',
      ...(keeps === 'saved' ? this.runs.graphsOf(layer).saved.map(baseName) : this.others),
    ]
    const senders = this.sendersOf(layer)
    if (!this.runs.isLast(layer)) {
      const views = senders.map(({ site, first, count }) => this.changes.rowViews(site, first, count))
      const fetches = Object.assign({}, ...views) as Results
      return session.run(feeds, fetches, [...names, ...Object.keys(fetches)])
    }
    const results = await session.run(feeds, {}, [...names, ...senders.map(({ site }) => `${site}.0`)])
    for (const { site, first, count } of senders) {
      const { data } = results[`${site}.0`]
      const size = data.length / count
      for (let i = 0; i < count; i++)
        this.changes.set(first + i, data.subarray(i * size, (i + 1) * size), this.runs.answers.run)
    }
    return results
  }

  private session(layer: number): Promise<Session> {
    const { config, weights } = this.experiment
    const onlyAnswers = this.runs.isLast(layer)
    return this.sessions.get(onlyAnswers ? 'last' : 'inner', () => {
      const { forward } = this.runs.graphsOf(layer)
      return edgeChangesGraph(config, weights, { ...this.runs.options, onlyAnswers }, forward)
    })
  }

  /** The senders of a layer, as the graph names them. */
  private sendersOf(layer: number): { site: string; first: number; count: number }[] {
    const { heads, mlp } = this.experiment.config
    const hasMlp = mlp.kind !== 'none'
    const first = 1 + layer * (heads + (hasMlp ? 1 : 0))
    const own = [{ site: 'heads', first, count: heads }]
    return hasMlp ? [...own, { site: 'mlp', first: first + heads, count: 1 }] : own
  }
}

/** Two streams [1, 1, .., dModel] in one. */
function oneBehindOther(a: FloatTensor, b: FloatTensor): FloatTensor {
  const data = new Float32Array(a.data.length + b.data.length)
  data.set(a.data)
  data.set(b.data, a.data.length)
  return floatTensor(data, a.dims.with(ROWS, a.dims[ROWS] + b.dims[ROWS]))
}

/** The donor's first rows of a stream, and the base run's, viewed. */
function separate(both: FloatTensor, rows: number): Both<FloatTensor> & { both: FloatTensor } {
  const { data, dims } = both
  const cells = rows * dims.at(-1)!
  return {
    both,
    donor: floatTensor(data.subarray(0, cells), dims.with(ROWS, rows)),
    base: floatTensor(data.subarray(cells), dims.with(ROWS, dims[ROWS] - rows)),
  }
}

function picked(results: Results, names: readonly string[], nameOf = (name: string) => name): Results {
  return Object.fromEntries(names.map((name) => [name, results[nameOf(name)]]))
}

/** Of each row of values [rows, width]. */
function takeOffMeans(values: Float32Array, width: number): void {
  for (let first = 0; first < values.length; first += width) {
    let sum = 0
    for (let i = first; i < first + width; i++) sum += values[i]
    for (let i = first; i < first + width; i++) values[i] -= sum / width
  }
}
