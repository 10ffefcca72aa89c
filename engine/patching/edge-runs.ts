import type { PromptPair } from '../datasets'
import type { ComputationalGraph } from '../graph'
import { floatTensor, Session, type FloatTensor } from '../onnx'
import {
  dropsMeans,
  edgeChangesGraph,
  edgeGradientGraphs,
  layerWeights,
  receiverGroups,
  SLOT_KINDS,
  streamScoresGraph,
  type ReceiverGroup,
} from '../transformer'
import { changingRows } from './changing-rows'
import { difference, paddedLength, type Experiment, type Side } from './experiment'
import { LayerRuns, type LayerRun } from './layer-runs'
import { SenderCells } from './sender-cells'

/**
 * EAP on one batch of prompts, at the rows that can change: the changes of all senders, and their products with
 * gradients.
 */
export class EdgeRuns {
  /** donor - base of every sender */
  private readonly changes: SenderCells
  /** [MLP or logits, rows*dModel]: gradients at what is read as it is, in the order of `streams` */
  private readonly gradients: Float32Array
  private readonly streams: ReceiverGroup[]
  private readonly groups: Map<string, ReceiverGroup>

  private constructor(
    private readonly experiment: Experiment,
    graph: ComputationalGraph,
    private readonly rows: number,
    private readonly runs: LayerRuns,
    private readonly sessions: { changes: Session; streams: Session },
  ) {
    const { dModel } = experiment.config
    const groups = receiverGroups(graph)
    this.streams = groups.filter(({ kind }) => kind === 'mlp' || kind === 'logits')
    this.groups = new Map(groups.map((group) => [group.name, group]))
    this.changes = new SenderCells(graph.senders.length, rows, dModel)
    this.gradients = new Float32Array(this.streams.length * rows * dModel)
  }

  /** `rows`: those of [batch*pos] that are run. */
  static async create(
    experiment: Experiment,
    graph: ComputationalGraph,
    pairs: readonly PromptPair[],
    rows: readonly number[] = changingRows(experiment.config, pairs, paddedLength(experiment)),
  ): Promise<EdgeRuns> {
    const { config, weights, threads } = experiment
    const runs = await LayerRuns.create(experiment, { pairs, rows }, (options) =>
      edgeGradientGraphs(config, weights, options),
    )
    const once = { threads, keepMemory: false }
    const changes = await Session.create(edgeChangesGraph(config, weights, rows.length), once)
    const streams = await Session.create(streamScoresGraph(config, rows.length), once)
    return new EdgeRuns(experiment, graph, rows.length, runs, { changes, streams })
  }

  /** The run that the senders' changes lead to. */
  donor(side: Side): Promise<LayerRun> {
    return this.runs.wholeRun(side)
  }

  /** With `keeps` the run can be differentiated. */
  base(side: Side, keeps: boolean, donor: LayerRun): Promise<LayerRun> {
    return this.runs.fromTokens(side, { sites: true, saved: keeps }, donor)
  }

  /** The run, to be differentiated, whose embedding lies `share` of the way from one run's to another's. */
  between(from: LayerRun, to: LayerRun, share: number, donor: LayerRun): Promise<LayerRun> {
    const data = from.start.data.map((value, i) => value + share * (to.start.data[i] - value))
    return this.runs.fromStream(floatTensor(data, from.start.dims), { saved: true }, donor)
  }

  /** Takes the change of every sender from one run to another. */
  async setChanges(donor: LayerRun, base: LayerRun): Promise<void> {
    const { config, weights } = this.experiment
    const perLayer = config.heads + (config.mlp.kind === 'none' ? 0 : 1)
    const embedding = difference(donor.start.data, base.start.data)
    if (dropsMeans(config)) takeOffMeans(embedding, config.dModel)
    this.changes.set(0, embedding)
    for (let layer = 0; layer < config.layers; layer++) {
      const sites = Object.entries({ donor, base }).flatMap(([name, { layers }]) =>
        [...layers[layer].sites].map(([site, value]) => [`${name}.${site}`, value]),
      )
      const first = 1 + layer * perLayer
      const fetches = {
        ...this.changes.rowViews('heads', first, config.heads),
        ...(config.mlp.kind === 'none' ? {} : this.changes.rowViews('mlp', first + config.heads, 1)),
      }
      const feeds = { ...layerWeights(weights, layer), ...Object.fromEntries(sites) }
      await this.sessions.changes.run(feeds, fetches)
    }
  }

  /** Adds `share` times the products of the senders' changes with the gradients on the run `at`; `scores` [edge]. */
  async addScores(scores: Float64Array, at: LayerRun, seed: Float32Array, share: number): Promise<void> {
    const { heads } = this.experiment.config
    const sendersBefore = (layer: number) => this.groups.get(`layer${layer}.q`)!.senderCount
    const changes = (layer: number) => this.changes.views('delta', 0, sendersBefore(layer))
    const last = await this.runs.backward(at, seed, changes, (layer, results) => {
      SLOT_KINDS.forEach((kind, i) =>
        add(scores, this.groups.get(`layer${layer}.${kind}`)!, results.scores, i * heads, share),
      )
      if (results['gradient.mlp-input']) this.keep(`layer${layer}.mlp`, results['gradient.mlp-input'])
    })
    this.keep('logits', last)
    const dims = [this.streams.length, this.rows, this.experiment.config.dModel]
    const products = await this.sessions.streams.run({
      ...this.changes.views('delta', 0, this.changes.senders),
      gradients: floatTensor(this.gradients, dims),
    })
    this.streams.forEach((group, i) => add(scores, group, products.scores, i, share))
  }

  async release(): Promise<void> {
    await this.runs.release()
    for (const session of Object.values(this.sessions)) await session.release()
  }

  private keep(group: string, { data }: FloatTensor): void {
    const place = this.streams.findIndex(({ name }) => name === group)
    this.gradients.set(data, place * data.length)
  }
}

/** Of each row of values [rows, width]. */
function takeOffMeans(values: Float32Array, width: number): void {
  for (let first = 0; first < values.length; first += width) {
    let sum = 0
    for (let i = first; i < first + width; i++) sum += values[i]
    for (let i = first; i < first + width; i++) values[i] -= sum / width
  }
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
