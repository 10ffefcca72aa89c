import { Circuit, edgeName, type Receiver } from '../../graph'
import type { Feeds } from '../../onnx'
import { checkNumbers } from '../../experiment/no-numbers'
import { joinedData } from '../../experiment/paired-runs'
import type { CircuitEvaluator } from '../circuit-evaluator'
import { CircuitState } from './circuit-state'
import { CleanState } from './clean-state'
import type { EvaluatorSetup } from '../evaluator-setup'
import { LiveNodes } from './live-nodes'
import { NodeRunner } from './node-runner'
import { SingleEdges } from './single-edges'
import { streamMetricOf, type StreamMetric } from './stream-metric'
import { bestBatch, trialCost, type TrialCost } from './trial-cost'

const MAX_COPIES = 16
/**
 * Rows (copies * those that change) of one trial: enough for products at full speed. More only take memory, for what
 * lies between two operators too.
 */
const MAX_TRIAL_ROWS = 1400
/** What one trial may hold in memory, over all batches. */
const MAX_TRIAL_BYTES = 216e6
/** Multiply-adds of one trial: a run can be paused only between trials. */
const MAX_TRIAL_PRODUCTS = 5e10
/** Rows (copies * batch * pos) of a forward pass behind a single edge. */
const MAX_SINGLE_ROWS = 512

/**
 * Measures exactly what the masked evaluator measures, by recomputing only what a cut can change. Edges
 * must be decided in reverse topological order: then every sender above the edge under test still has
 * its clean value, so that cutting an edge adds a constant (corrupt - clean) to one receiver's input;
 * from there changes travel along edges of the current circuit only, and only at rows that matter.
 */
export class IncrementalEvaluator implements CircuitEvaluator {
  private readonly live: LiveNodes
  private readonly runner: NodeRunner
  private readonly clean: CleanState[]
  private readonly states: CircuitState[]
  private streamMetrics: StreamMetric[] = []
  private readonly singles: SingleEdges[]
  private readonly head: Feeds
  private lastTrial: readonly number[] | null = null
  /** Receivers that are read and have lost edges. */
  private readonly cutReceivers = new Set<number>()
  /** The stage at whose beginning all was computed anew. */
  private stage: string | null = null
  private lastCost: { receiver: number; cost: TrialCost; limit: number } | null = null

  constructor(private readonly setup: EvaluatorSetup) {
    const { graph, config, weights, runs, threads } = setup
    this.live = new LiveNodes(graph, Circuit.full(graph.edgeCount))
    this.runner = new NodeRunner(config, weights, runs.length, threads)
    this.head = { unembed: weights.unembed }
    this.clean = runs.batches.map((batch) => new CleanState(graph, config, weights, batch, runs.length))
    this.states = this.clean.map((clean) => new CircuitState(graph, clean, this.live, this.runner))
    this.singles = this.clean.map((clean) => new SingleEdges(graph, config, clean, this.runner, this.head))
  }

  static async create(setup: EvaluatorSetup): Promise<IncrementalEvaluator> {
    const evaluator = new IncrementalEvaluator(setup)
    evaluator.streamMetrics = await evaluator.createStreamMetrics()
    return evaluator
  }

  private createStreamMetrics(): Promise<StreamMetric[]> {
    const { graph, config, weights, runs, metric } = this.setup
    return Promise.all(
      runs.batches.map((batch, b) => {
        const last = this.clean[b].at('answer', this.clean[b].stream(graph.senders.length))
        const cleanLast = Float32Array.from(last)
        return streamMetricOf({ config, weights, runner: this.runner, batch, metric, cleanLast })
      }),
    )
  }

  async currentMetric(): Promise<number> {
    const values: Float64Array[] = []
    for (const [b, state] of this.states.entries()) {
      values.push((await this.streamMetrics[b].perPrompt(await state.currentLast()))[0])
    }
    return meanOf(values, () => 'the circuit')
  }

  async currentLogits(): Promise<Float32Array> {
    await this.restate()
    const parts: Float32Array[] = []
    for (const state of this.states) {
      parts.push((await this.runner.logits(await state.currentLast(), this.head)).data)
    }
    return joinedData(parts)
  }

  batchSize(edge: number, keepRate: number): number {
    const receiver = this.setup.graph.edgeReceiver[edge]
    if (this.lastCost?.receiver !== receiver) this.lastCost = { receiver, ...this.costOf(receiver) }
    const { cost, limit } = this.lastCost
    return bestBatch(cost, keepRate, limit)
  }

  async nestedCuts(edges: readonly number[]): Promise<(number | null)[]> {
    await this.beginStage(stageOf(this.receiverOf(edges[0])))
    const values: Float64Array[][] = []
    const isSame = edges.map(() => true)
    for (const [b, state] of this.states.entries()) {
      const tried = await state.tryNested(edges)
      values.push(await this.streamMetrics[b].perPrompt(tried))
      tried.unchanged.forEach((same, copy) => (isSame[copy] &&= same))
    }
    this.lastTrial = [...edges]
    return edges.map((edge, copy) => {
      const metric = meanOf(
        values.map((batch) => batch[copy]),
        () => this.without(edge),
      )
      return isSame[copy] ? null : metric
    })
  }

  async commit(edges: readonly number[]): Promise<void> {
    const { lastTrial } = this
    this.lastTrial = null
    if (edges.length === 0) return
    const { edgeReceiver } = this.setup.graph
    if (edges.every((edge) => !this.live.isRead(edgeReceiver[edge]))) {
      for (const edge of edges) this.live.cut(edge)
      return
    }
    if (!lastTrial || !edges.every((edge, i) => edge === lastTrial[i])) {
      for await (const made of this.replay(edges)) void made
      return
    }
    for (const edge of edges) this.live.cut(edge)
    this.accept(edges)
  }

  async singleEdgeMetrics(edges: readonly number[]): Promise<(number | null)[]> {
    const metrics: (number | null)[] = []
    const size = Math.max(1, Math.min(MAX_COPIES, Math.floor(MAX_SINGLE_ROWS / this.changingRows)))
    for (const group of this.byReceiver(edges, size)) {
      const values: Float64Array[][] = []
      const isSame = group.map(() => true)
      for (const [b, single] of this.singles.entries()) {
        const patched = await single.last(group)
        values.push(await this.streamMetrics[b].perPrompt(patched))
        patched.unchanged.forEach((same, copy) => (isSame[copy] &&= same))
      }
      group.forEach((edge, copy) => {
        const metric = meanOf(
          values.map((batch) => batch[copy]),
          () => this.without(edge),
        )
        metrics.push(isSame[copy] ? null : metric)
      })
    }
    return metrics
  }

  private without(edge: number): string {
    return `the model without ${edgeName(this.setup.graph, edge)}`
  }

  async release(): Promise<void> {
    await this.runner.release()
  }

  /**
   * Makes cuts that were decided without a trial, or in an earlier part of the run. Those of the last stage are
   * tried and accepted as they were then, so that what follows is measured with the same values to the last bit.
   */
  async *replay(edges: readonly number[]): AsyncGenerator<number> {
    if (edges.length === 0) return
    const last = stageOf(this.receiverOf(edges[edges.length - 1]))
    let made = 0
    for (const group of this.byReceiver(edges, MAX_COPIES)) {
      const stage = stageOf(this.receiverOf(group[0]))
      const receiver = this.setup.graph.edgeReceiver[group[0]]
      const isRead = this.live.isRead(receiver)
      if (isRead && stage === last) {
        yield* this.prepare(stage, made)
        await this.beginStage(stage)
        const { limit } = this.costOf(receiver)
        for (let first = 0; first < group.length; first += limit) {
          await this.cutAgain(group.slice(first, first + limit))
          yield Math.min(made + first + limit, made + group.length)
        }
      } else for (const edge of group) this.live.cut(edge)
      if (isRead) this.cutReceivers.add(receiver)
      made += group.length
    }
    yield* this.prepare(last, made)
    yield made
  }

  private async cutAgain(edges: readonly number[]): Promise<void> {
    for (const state of this.states) await state.tryNested(edges)
    for (const edge of edges) this.live.cut(edge)
    this.accept(edges)
  }

  private accept(edges: readonly number[]): void {
    for (const state of this.states) state.acceptNested(edges)
    this.cutReceivers.add(this.setup.graph.edgeReceiver[edges[0]])
  }

  /**
   * Sums of changes keep, in their last bits, the order in which the changes came about. Each stage begins with
   * everything computed anew from the cuts alone: a run that is resumed in it goes on with the same values.
   */
  private async beginStage(stage: string): Promise<void> {
    if (stage === this.stage) return
    await this.restate()
    this.stage = stage
  }

  /** A stage's beginning in parts, as far as it can be (the rest of it is one pass); yields `made` in between. */
  private async *prepare(stage: string, made: number): AsyncGenerator<number> {
    if (stage === this.stage) return
    const receivers = this.sortedCutReceivers()
    for (const state of this.states) {
      const nodes = state.prepare(receivers)
      while (!(await nodes.next()).done) yield made
    }
  }

  private async restate(): Promise<void> {
    for (const state of this.states) await state.restate(this.sortedCutReceivers())
  }

  /** Of the largest batch. */
  private get changingRows(): number {
    return Math.max(...this.clean.map((clean) => clean.rows.changing.length))
  }

  private sortedCutReceivers(): number[] {
    return [...this.cutReceivers].sort((a, b) => a - b)
  }

  private receiverOf(edge: number): Receiver {
    return this.setup.graph.receivers[this.setup.graph.edgeReceiver[edge]]
  }

  /** What trials at this receiver cost, and how many circuits one may have. */
  private costOf(receiver: number): { cost: TrialCost; limit: number } {
    const { graph, config, metric, weights } = this.setup
    const columns = metric === 'logit_diff' ? 0 : weights.unembed.dims[0]
    const total: TrialCost = { start: 0, copy: 0 }
    let bytes = 0
    this.states.forEach((state, b) => {
      const { rows } = this.clean[b]
      const cost = trialCost(state.planOf(receiver), { graph, config, live: this.live, rows, columns })
      total.start += cost.start
      total.copy += cost.copy
      bytes += state.trialBytes(receiver)
    })
    const most = Math.min(
      this.setup.maxBatch ?? MAX_COPIES,
      MAX_TRIAL_ROWS / this.changingRows,
      MAX_TRIAL_BYTES / bytes,
      MAX_TRIAL_PRODUCTS / total.copy,
    )
    return { cost: total, limit: Math.max(1, Math.floor(most)) }
  }

  /** Runs of edges into one receiver, at most `size` long, in the order given. */
  private byReceiver(edges: readonly number[], size: number): number[][] {
    const { edgeReceiver } = this.setup.graph
    const groups: number[][] = []
    for (const edge of edges) {
      const group = groups.at(-1)
      if (group && group.length < size && edgeReceiver[group[0]] === edgeReceiver[edge]) group.push(edge)
      else groups.push([edge])
    }
    return groups
  }
}

/** Receivers whose tests may come in any order without changing what the others reach: one layer's heads, or its MLP. */
function stageOf({ kind, layer }: Receiver): string {
  return `${layer}.${kind === 'mlp' ? 'mlp' : 'heads'}`
}

/** Over the prompts of all batches. @throws PatchbayError (bad-input) where one has no number. */
function meanOf(batches: readonly Float64Array[], what: () => string): number {
  let sum = 0
  let count = 0
  for (const values of batches) {
    checkNumbers(values, what, count)
    for (const value of values) sum += value
    count += values.length
  }
  return sum / count
}
