import type { ComputationalGraph } from '../../graph'
import { floatTensor, Sessions, sizeOfShape, type Feeds, type FloatTensor } from '../../onnx'
import {
  alongStreamsGraph,
  dropsMeans,
  edgeGradientGraphs,
  receiverGroups,
  QKV_KINDS,
  streamScoresGraph,
  type ReceiverGroup,
} from '../../transformer'
import { changingRows } from '../../experiment/changing-rows'
import { paddedLength, type Experiment, type Side } from '../../experiment/experiment'
import { joinedData, type PromptBatch } from '../../experiment/paired-runs'
import { BothRuns, takeOffMeans, type CleanCorruptRuns } from './both-runs'
import { LayerRuns, type LayerRun } from '../../gradients/layer-runs'
import { SeenChanges } from './seen-changes'
import { SenderCells } from './sender-cells'
import { difference } from '../../experiment/sender-values'

/**
 * EAP on the prompts of an experiment at once, at the rows that can change: the changes of all senders, and their products with
 * gradients.
 */
export class EdgeRuns {
  /** donor - base of every sender */
  private readonly changes: SenderCells
  /** [MLP or logits, rows*dModel]: gradients at what is read as it is, in the order of `streams` */
  private readonly gradients: Float32Array
  private readonly streams: ReceiverGroup[]
  private readonly groups: Map<string, ReceiverGroup>
  private readonly rows: number
  private readonly sessions: Sessions
  private readonly runs: LayerRuns
  private readonly bothRuns: BothRuns
  private readonly seen: SeenChanges

  /** `rows`: those of [batch*pos] that are run. */
  constructor(
    private readonly experiment: Experiment,
    graph: ComputationalGraph,
    keeps: CleanCorruptRuns,
    rows: readonly number[] = changingRows(
      experiment.config,
      experiment.pairs,
      paddedLength(experiment),
      'resample',
    ),
  ) {
    const { config, pairs } = experiment
    const groups = receiverGroups(graph)
    this.streams = groups.filter(({ kind }) => kind === 'mlp' || kind === 'logits')
    this.groups = new Map(groups.map((group) => [group.name, group]))
    this.rows = rows.length
    this.sessions = new Sessions({ threads: experiment.threads, keepMemory: false })
    this.changes = new SenderCells(graph.senders.length, rows.length, config.dModel)
    this.gradients = new Float32Array(this.streams.length * rows.length * config.dModel)
    this.runs = new LayerRuns(
      experiment,
      { pairs, rows, onlyAnswers: true, keepMemory: true },
      (layer, weights, options) => edgeGradientGraphs(layer, weights, options),
    )
    this.bothRuns = new BothRuns(experiment, this.runs, this.changes, keeps)
    this.seen = new SeenChanges(experiment, this.runs, this.changes, rows.length)
  }

  /** Runs both, and takes the change of every sender from one to the other. */
  both(sides: Record<'donor' | 'base', Side>): Promise<Record<'donor' | 'base', LayerRun>> {
    return this.bothRuns.run(sides)
  }

  /** The base run alone; what senders change by is what `batch` has for cut edges. */
  baseOnly(side: Side, { donorSenders, cleanSenders }: PromptBatch): Promise<LayerRun> {
    const { config } = this.experiment
    const cells = cleanSenders.length / this.changes.senders
    for (let sender = 0; sender < this.changes.senders; sender++) {
      const [from, to] = [sender * cells, (sender + 1) * cells]
      const change = difference(donorSenders.subarray(from, to), cleanSenders.subarray(from, to))
      if (dropsMeans(config)) takeOffMeans(change, config.dModel)
      this.changes.set(sender, change)
    }
    return this.runs.fromTokens(side, { saved: true })
  }

  /** The run, to be differentiated, whose embedding is `share` of the way from one run's to another's. */
  between(from: LayerRun, to: LayerRun, share: number, donor: LayerRun): Promise<LayerRun> {
    const data = from.start.data.map((value, i) => value + share * (to.start.data[i] - value))
    return this.runs.fromStream(floatTensor(data, from.start.dims), { saved: true }, donor)
  }

  /** Adds `share` times the products of the senders' changes with the gradients on the run `at`; `scores` [edge]. */
  async addScores(scores: Float64Array, at: LayerRun, seed: Float32Array, share: number): Promise<void> {
    const { heads } = this.experiment.config
    const changes = await this.seen.changes(at)
    const alongOf = await this.alongStreams(at, changes)
    const feedsOf = (layer: number) => {
      const { senderCount } = this.groups.get(`layer${layer}.q`)!
      return { ...changes.views('delta', 0, senderCount), ...alongOf(layer, senderCount) }
    }
    const last = await this.runs.backward(at, seed, feedsOf, (layer, results) => {
      QKV_KINDS.forEach((kind, i) =>
        add(scores, this.groups.get(`layer${layer}.${kind}`)!, results.scores, i * heads, share),
      )
      if (results['gradient.mlp-input']) this.keep(`layer${layer}.mlp`, results['gradient.mlp-input'])
    })
    this.keep('logits', last)
    const dims = [this.streams.length, this.rows, this.experiment.config.dModel]
    const session = await this.sessions.get('streams', () =>
      streamScoresGraph(this.experiment.config, this.rows),
    )
    const products = await session.run({
      ...changes.views('delta', 0, changes.senders),
      gradients: floatTensor(this.gradients, dims),
    })
    this.streams.forEach((group, i) => add(scores, group, products.scores, i, share))
  }

  async release(): Promise<void> {
    await this.runs.release()
    await this.bothRuns.release()
    await this.seen.release()
    await this.sessions.release()
  }

  /** For a layer and the senders before it, what alongStreamsGraph gives on a run. */
  private async alongStreams(
    { layers }: LayerRun,
    changes: SenderCells,
  ): Promise<(layer: number, senders: number) => Feeds> {
    const { config } = this.experiment
    if (!config.layers.some(({ norms }) => norms.beforeAttention)) return () => ({})
    const cells = this.rows * config.dModel
    const session = await this.sessions.get('along', () => alongStreamsGraph(config, this.rows))
    const { normals, deviations, along } = await session.run({
      ...changes.views('delta', 0, changes.senders),
      streams: stacked(layers.map(({ kept }) => kept.stream)),
    })
    return (layer, senders) => ({
      normal: viewOf(normals, layer * cells, [1, 1, this.rows, config.dModel]),
      deviation: viewOf(deviations, layer * this.rows, [1, 1, this.rows, 1]),
      along: viewOf(along, layer * this.changes.senders * this.rows, [senders, this.rows]),
    })
  }

  /** Takes a gradient at all rows, or at the answers' alone, where it is 0 at the others. */
  private keep(group: string, { data }: FloatTensor): void {
    const { dModel } = this.experiment.config
    const first = this.streams.findIndex(({ name }) => name === group) * this.rows
    if (data.length === this.rows * dModel) {
      this.gradients.set(data, first * dModel)
      return
    }
    this.runs.answers.run.forEach((row, r) =>
      this.gradients.set(data.subarray(r * dModel, (r + 1) * dModel), (first + row) * dModel),
    )
  }
}

/** Streams [1, 1, rows, dModel] in one tensor [stream, rows, dModel]. */
function stacked(streams: readonly FloatTensor[]): FloatTensor {
  const data = joinedData(streams.map((stream) => stream.data))
  return floatTensor(data, [streams.length, ...streams[0].dims.slice(2)])
}

/** Part of a tensor, viewed. */
function viewOf({ data }: FloatTensor, from: number, dims: number[]): FloatTensor {
  const size = sizeOfShape(dims)
  return floatTensor(data.subarray(from, from + size), dims)
}

/** Adds the columns of a group's receivers, from column `first` on, of `products` [sender, column]. */
function add(
  scores: Float64Array,
  { count, senderCount, firstEdge }: ReceiverGroup,
  { data, dims }: FloatTensor,
  first: number,
  share: number,
): void {
  for (let receiver = 0; receiver < count; receiver++) {
    for (let sender = 0; sender < senderCount; sender++) {
      const edge = firstEdge + receiver * senderCount + sender
      scores[edge] += share * data[sender * dims[1] + first + receiver]
    }
  }
}
