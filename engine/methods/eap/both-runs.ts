import { floatTensor, intTensor, Sessions, type Feeds, type FloatTensor, type Session } from '../../onnx'
import {
  answerParts,
  answerPositionFeeds,
  baseName,
  dropsMeans,
  edgeChangesGraph,
  layerConfig,
  layerKind,
  othersName,
  ROW_AXIS,
  sharedRowFeeds,
  QKV_KINDS,
} from '../../transformer'
import { type Experiment, type Side } from '../../experiment/experiment'
import { joinedData } from '../../experiment/paired-runs'
import type { LayerRun, LayerRuns, Results } from '../../gradients/layer-runs'
import type { SenderCells } from './sender-cells'
import { difference } from '../../experiment/sender-values'

/** What is kept of the two runs: what the base run's backward pass needs, or what runs between the two need. */
export type CleanCorruptRuns = 'saved' | 'others'

type Both<T> = Record<'donor' | 'base', T>

/** EAP's two runs, side by side through every layer, and the change of every sender, donor - base. */
export class BothRuns {
  private readonly positionInputs: Feeds
  /** The names of what runs at some rows are fed of the donor, where that is kept. */
  private readonly others: string[]
  private readonly sessions: Sessions

  constructor(
    private readonly experiment: Experiment,
    private readonly runs: LayerRuns,
    private readonly changes: SenderCells,
    private readonly keeps: CleanCorruptRuns,
  ) {
    const { config, threads } = experiment
    const { pairs, rows, answers, options } = runs
    const all = pairs.length * options.length
    const twice = (base: readonly number[]) =>
      intTensor([...answers.all, ...base.map((row) => all + row)], [2 * pairs.length])
    const positions = pairs.map(({ answerPosition }) => answerPosition)
    this.positionInputs = {
      ...(rows && sharedRowFeeds(rows, all)),
      ...answerPositionFeeds(config, options.length, [...positions, ...positions]),
      answerRows: twice(answers.run),
      answerPositions: twice(answers.all),
    }
    this.others = rows && keeps === 'others' ? QKV_KINDS.map(othersName) : []
    this.sessions = new Sessions({ threads, keepMemory: false })
  }

  /** Writes the changes. */
  async run(sides: Both<Side>): Promise<Both<LayerRun>> {
    const { runs } = this
    const embedded = await runs.embedded(sides.donor)
    const donor: LayerRun['layers'] = []
    const base: LayerRun['layers'] = []
    const starts = { donor: runs.picked(embedded), base: runs.picked(await runs.embedded(sides.base)) }
    this.setEmbedding(starts)
    let streams = separate(oneAfterOther(embedded, starts.base), embedded.dims[ROW_AXIS])
    for (let layer = 0; layer < runs.weights.length; layer++) {
      const results = await this.layer(layer, streams.both)
      const saved = picked(results, this.savedOf(layer), baseName)
      donor.push({ sites: new Map(), kept: picked(results, this.others) })
      base.push({ sites: new Map(), kept: this.keeps === 'saved' ? { ...saved, stream: streams.base } : {} })
      streams = separate(results.after, runs.isLast(layer) ? runs.pairs.length : embedded.dims[ROW_AXIS])
    }
    return {
      donor: { start: starts.donor, layers: donor, ...(await runs.toLogits(streams.donor)) },
      base: { start: starts.base, layers: base, ...(await runs.toLogits(streams.base)) },
    }
  }

  release(): Promise<void> {
    return this.sessions.release()
  }

  private setEmbedding({ donor, base }: Both<FloatTensor>): void {
    const { config } = this.experiment
    const change = difference(donor.data, base.data)
    if (dropsMeans(config)) takeOffMeans(change, config.dModel)
    this.changes.set(0, change)
  }

  /** What is kept of a layer, and the stream after it; writes its senders' changes. */
  private async layer(layer: number, stream: FloatTensor): Promise<Results> {
    const session = await this.session(layer)
    const feeds = { ...this.runs.weights[layer], ...this.positionInputs, stream }
    const names = ['after', ...this.savedOf(layer).map(baseName), ...this.others]
    const senders = this.sendersOf(layer)
    if (!this.runs.isLast(layer)) {
      const views = senders.map(({ site, first, count }) => this.changes.rowViews(site, first, count))
      const fetches = Object.assign({}, ...views) as Results
      return session.run(feeds, fetches, [...names, ...Object.keys(fetches)])
    }
    const [{ name: part }] = answerParts(this.runs.pairs.length)
    const results = await session.run(feeds, {}, [...names, ...senders.map(({ site }) => `${site}.${part}`)])
    for (const { site, first, count } of senders)
      this.setAtAnswers(first, count, results[`${site}.${part}`].data)
    return results
  }

  /** Changes of some senders [sender, batch, dModel]; they stay 0 at rows that nothing reads. */
  private setAtAnswers(first: number, count: number, changes: Float32Array): void {
    const size = changes.length / count
    for (let i = 0; i < count; i++)
      this.changes.set(first + i, changes.subarray(i * size, (i + 1) * size), this.runs.answers.run)
  }

  private session(layer: number): Promise<Session> {
    const { config } = this.experiment
    const onlyAnswers = this.runs.isLast(layer)
    return this.sessions.get(onlyAnswers ? 'last' : `${layerKind(config, layer)}`, () => {
      const wanted = new Set(this.savedOf(layer))
      const { outputs } = this.runs.graphsOf(layer).forward
      const saved = outputs.filter(({ value }) => wanted.has(value.name))
      const options = { ...this.runs.options, onlyAnswers }
      return edgeChangesGraph(layerConfig(config, layer), this.runs.weights[layer], options, {
        saved,
        others: this.others.length > 0,
      })
    })
  }

  private savedOf(layer: number): string[] {
    return this.keeps === 'saved' ? this.runs.graphsOf(layer).saved : []
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
function oneAfterOther(a: FloatTensor, b: FloatTensor): FloatTensor {
  return floatTensor(joinedData([a.data, b.data]), a.dims.with(ROW_AXIS, a.dims[ROW_AXIS] + b.dims[ROW_AXIS]))
}

/** The donor's first rows of a stream, and the base run's, viewed. */
function separate(both: FloatTensor, rows: number): Both<FloatTensor> & { both: FloatTensor } {
  const { data, dims } = both
  const cells = rows * dims.at(-1)!
  return {
    both,
    donor: floatTensor(data.subarray(0, cells), dims.with(ROW_AXIS, rows)),
    base: floatTensor(data.subarray(cells), dims.with(ROW_AXIS, dims[ROW_AXIS] - rows)),
  }
}

function picked(results: Results, names: readonly string[], nameOf = (name: string) => name): Results {
  return Object.fromEntries(names.map((name) => [name, results[nameOf(name)]]))
}

/** Of each row of values [rows, width]. */
export function takeOffMeans(values: Float32Array, width: number): void {
  for (let first = 0; first < values.length; first += width) {
    let sum = 0
    for (let i = first; i < first + width; i++) sum += values[i]
    for (let i = first; i < first + width; i++) values[i] -= sum / width
  }
}
