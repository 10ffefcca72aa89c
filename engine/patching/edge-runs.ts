import type { PromptPair } from '../datasets'
import type { ComputationalGraph } from '../graph'
import { floatTensor, Session, type FloatTensor } from '../onnx'
import {
  edgeGradientGraphs,
  headOutputsGraph,
  layerWeights,
  receiverGroups,
  streamScoresGraph,
  type ReceiverGroup,
} from '../transformer'
import { difference, paddedLength, type Experiment, type Side } from './experiment'
import { LayerRuns, type LayerRun } from './layer-runs'

/** EAP on one batch of prompts: the changes of all senders, and their products with gradients. */
export class EdgeRuns {
  /** [sender, batch*pos*dModel] donor - base */
  private readonly delta: Float32Array
  /** [MLP or logits, batch*pos*dModel]: gradients at what is read as it is, in the order of `streams` */
  private readonly gradients: Float32Array
  private readonly streams: ReceiverGroup[]
  private readonly groups: Map<string, ReceiverGroup>
  private readonly cells: number

  private constructor(
    private readonly experiment: Experiment,
    graph: ComputationalGraph,
    pairs: readonly PromptPair[],
    private readonly runs: LayerRuns,
    private readonly sessions: { heads: Session; streams: Session },
  ) {
    const groups = receiverGroups(graph)
    this.streams = groups.filter(({ kind }) => kind === 'mlp' || kind === 'logits')
    this.groups = new Map(groups.map((group) => [group.name, group]))
    this.cells = pairs.length * paddedLength(experiment) * experiment.config.dModel
    this.delta = new Float32Array(graph.senders.length * this.cells)
    this.gradients = new Float32Array(this.streams.length * this.cells)
  }

  static async create(
    experiment: Experiment,
    graph: ComputationalGraph,
    pairs: readonly PromptPair[],
  ): Promise<EdgeRuns> {
    const { config, weights, threads } = experiment
    const runs = await LayerRuns.create(experiment, pairs, (options) =>
      edgeGradientGraphs(config, weights, options),
    )
    const heads = await Session.create(headOutputsGraph(config, weights), { threads })
    const streams = await Session.create(streamScoresGraph(), { threads })
    return new EdgeRuns(experiment, graph, pairs, runs, { heads, streams })
  }

  /** With `keeps` the run can be differentiated. */
  fromTokens(side: Side, keeps: boolean): Promise<LayerRun> {
    const { values, saved } = this.runs.graphs
    return this.runs.fromTokens(side, [...values.values(), ...(keeps ? saved : [])])
  }

  /** The run, to be differentiated, whose embedding lies `share` of the way from one run's to another's. */
  between(from: LayerRun, to: LayerRun, share: number): Promise<LayerRun> {
    const [start, end] = [from, to].map(({ layers }) => layers[0].stream)
    const data = start.data.map((value, i) => value + share * (end.data[i] - value))
    return this.runs.fromStream(floatTensor(data, start.dims), this.runs.graphs.saved)
  }

  /** Takes the change of every sender from one run to another. */
  async setChanges(donor: LayerRun, base: LayerRun): Promise<void> {
    const { config, weights } = this.experiment
    const { values } = this.runs.graphs
    const change = (name: string, layer: number) =>
      difference(donor.layers[layer][name].data, base.layers[layer][name].data)
    this.delta.set(change('stream', 0))
    for (let layer = 0, sender = 1; layer < config.layers; layer++) {
      // What heads write is linear in z: one product for both runs.
      const name = values.get('z')!
      const z = floatTensor(change(name, layer), base.layers[layer][name].dims)
      const out = floatTensor(this.changes(sender, config.heads), [1, config.heads, z.dims[2], config.dModel])
      await this.sessions.heads.run({ ...layerWeights(weights, layer), z }, { out })
      sender += config.heads
      const mlp = values.get('mlp')
      if (mlp) this.delta.set(change(mlp, layer), sender++ * this.cells)
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
