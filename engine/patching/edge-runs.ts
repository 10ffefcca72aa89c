import type { PromptPair } from '../datasets'
import type { ComputationalGraph } from '../graph'
import { floatTensor, Session, type FloatTensor } from '../onnx'
import {
  edgeGradientGraphs,
  headOutputsGraph,
  layerWeights,
  receiverGroups,
  streamScoresGraph,
  type LayerSite,
  type ReceiverGroup,
} from '../transformer'
import { changingRows } from './changing-rows'
import { difference, paddedLength, type Experiment, type Side } from './experiment'
import { LayerRuns, type LayerRun } from './layer-runs'

/** EAP on one batch of prompts, at the rows that can change: the changes of all senders, and their products with gradients. */
export class EdgeRuns {
  /** [sender, rows*dModel] donor - base */
  private readonly delta: Float32Array
  /** [MLP or logits, rows*dModel]: gradients at what is read as it is, in the order of `streams` */
  private readonly gradients: Float32Array
  private readonly streams: ReceiverGroup[]
  private readonly groups: Map<string, ReceiverGroup>
  private readonly cells: number

  private constructor(
    private readonly experiment: Experiment,
    graph: ComputationalGraph,
    rows: number,
    private readonly runs: LayerRuns,
    private readonly sessions: { heads: Session; streams: Session },
  ) {
    const groups = receiverGroups(graph)
    this.streams = groups.filter(({ kind }) => kind === 'mlp' || kind === 'logits')
    this.groups = new Map(groups.map((group) => [group.name, group]))
    this.cells = rows * experiment.config.dModel
    this.delta = new Float32Array(graph.senders.length * this.cells)
    this.gradients = new Float32Array(this.streams.length * this.cells)
  }

  static async create(
    experiment: Experiment,
    graph: ComputationalGraph,
    pairs: readonly PromptPair[],
  ): Promise<EdgeRuns> {
    const { config, weights, threads } = experiment
    const rows = changingRows(config, pairs, paddedLength(experiment))
    const runs = await LayerRuns.create(experiment, { pairs, rows }, (options) =>
      edgeGradientGraphs(config, weights, options),
    )
    const heads = await Session.create(headOutputsGraph(config, weights), { threads })
    const streams = await Session.create(streamScoresGraph(), { threads })
    return new EdgeRuns(experiment, graph, rows.length, runs, { heads, streams })
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
    const change = (site: LayerSite, layer: number) => {
      const [to, from] = [donor, base].map(({ layers }) => layers[layer].sites.get(site)!)
      return floatTensor(difference(to.data, from.data), from.dims)
    }
    this.delta.set(difference(donor.start.data, base.start.data))
    for (let layer = 0, sender = 1; layer < config.layers; layer++) {
      // What heads write is linear in z: one product for both runs.
      const z = change('z', layer)
      const out = floatTensor(this.changes(sender, config.heads), [1, config.heads, z.dims[2], config.dModel])
      await this.sessions.heads.run({ ...layerWeights(weights, layer), z }, { out })
      sender += config.heads
      if (config.mlp.kind !== 'none') this.delta.set(change('mlp', layer).data, sender++ * this.cells)
    }
  }

  /** Adds `share` times the products of the senders' changes with the gradients on the run `at`; `scores` [edge]. */
  async addScores(scores: Float64Array, at: LayerRun, seed: Float32Array, share: number): Promise<void> {
    const sendersBefore = (layer: number) => this.groups.get(`layer${layer}.q`)!.senderCount
    const deltaFeed = (layer: number) => ({ delta: this.changesOf(sendersBefore(layer)) })
    const last = await this.runs.backward(at, seed, deltaFeed, (layer, results) => {
      for (const kind of ['q', 'k', 'v'])
        add(scores, this.groups.get(`layer${layer}.${kind}`)!, results[`${kind}.scores`], 0, share)
      if (results['gradient.mlp-input']) this.keep(`layer${layer}.mlp`, results['gradient.mlp-input'])
    })
    this.keep('logits', last)
    const dims = [this.streams.length, this.cells]
    const products = await this.sessions.streams.run({
      delta: this.changesOf(this.delta.length / this.cells),
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
    this.gradients.set(data, place * this.cells)
  }

  private changes(sender: number, count: number): Float32Array {
    return this.delta.subarray(sender * this.cells, (sender + count) * this.cells)
  }

  private changesOf(count: number): FloatTensor {
    return floatTensor(this.changes(0, count), [count, this.cells])
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
