import { edgeName } from '../../graph'
import type { Feeds } from '../../onnx'
import { joinedData } from '../../experiment/paired-runs'
import type { CircuitEvaluator } from '../circuit-evaluator'
import type { EvaluatorSetup } from '../evaluator-setup'
import { CurrentCircuit } from './current/current-circuit'
import { planCuts, plannedLogits, type CutPlan, type PlanSetting } from './plan/cut-plan'
import { EvaluatedBatch, type NestedTrial } from './evaluated-batch'
import { meanOf, meansOf, type BatchMetrics } from './metric/mean-metric'
import { NodeRunner } from './nodes/node-runner'
import { MAX_COPIES, mostChangingRows, planTrials, type PlannedTrials } from './plan/planned-trials'
import { planSingleEdges } from './plan/single-edge-plan'
import { byReceiver, checkOrder, stageOf } from './plan/stages'
import { bestBatch } from './plan/trial-cost'

/** Rows (copies * batch * pos) of a forward pass downstream of a single edge. */
const MAX_SINGLE_ROWS = 512

/**
 * Measures exactly what the masked evaluator measures, by recomputing only what a cut can change. Edges
 * must be decided in reverse topological order: then every sender above the edge under test still has
 * its clean value, so that cutting an edge adds a constant (corrupt - clean) to one receiver's input;
 * from there changes travel along edges of the current circuit only, and only at rows that matter.
 *
 * Every measurement is planned (planCuts), executed on each batch (executeTrial), and committed if its cuts are made
 * for good; see the README of the room.
 */
export class IncrementalEvaluator implements CircuitEvaluator {
  /** Where values were last computed from the cuts alone; edges of later stages are decided. */
  private stage = Infinity
  /** Senders of later layers were given back. */
  private lastLayer = Infinity
  /** Found again as long as it holds. */
  private planned: { receiver: number; cutsElsewhere: number; trials: PlannedTrials } | null = null
  /** The trial whose results are still in the batches' memory, so that committing it needs no second one. */
  private executed: { edges: readonly number[]; trials: NestedTrial[] } | null = null

  private constructor(
    private readonly setup: EvaluatorSetup,
    private readonly circuit: CurrentCircuit,
    private readonly runner: NodeRunner,
    private readonly batches: readonly EvaluatedBatch[],
  ) {}

  static async create(setup: EvaluatorSetup): Promise<IncrementalEvaluator> {
    const { graph, config, weights, runs, threads } = setup
    const circuit = new CurrentCircuit(graph)
    const runner = new NodeRunner(config, weights, runs.length, threads)
    const batches = await Promise.all(
      runs.batches.map((batch) => EvaluatedBatch.create(setup, batch, circuit, runner)),
    )
    return new IncrementalEvaluator(setup, circuit, runner, batches)
  }

  async currentMetric(): Promise<number> {
    const values: Float64Array[] = []
    for (const batch of this.batches) values.push(await batch.currentMetric(plannedLogits(this.planSetting)))
    return meanOf(values, this.setup.meter.targets, () => 'the circuit')
  }

  async currentLogits(): Promise<Float32Array> {
    await this.restate()
    const head: Feeds = { unembed: this.setup.weights.unembed }
    const parts: Float32Array[] = []
    const logits = plannedLogits(this.planSetting)
    for (const batch of this.batches) {
      parts.push((await this.runner.last.logits(await batch.last(logits), head)).data)
    }
    return joinedData(parts)
  }

  batchSize(edge: number, keepRate: number): number {
    const { cost, limit } = this.plan(edge)
    return bestBatch(cost, keepRate, limit)
  }

  async nestedCuts(edges: readonly number[]): Promise<(number | null)[]> {
    await this.beginStage(edges)
    const trials = await this.execute(edges)
    const metrics: BatchMetrics[] = []
    for (const [b, batch] of this.batches.entries()) metrics.push(await batch.metricsOf(trials[b]))
    return meansOf(metrics, this.setup.meter.targets, edges.length, (copy) => this.without(edges[copy]))
  }

  async commit(edges: readonly number[]): Promise<void> {
    const { graph } = this.setup
    checkOrder(graph, edges, this.stage)
    if (edges.every((edge) => !this.circuit.isRead(graph.edgeReceiver[edge]))) return this.circuit.cut(edges)
    if (edges.every((edge, i) => edge === this.executed?.edges[i])) return this.commitExecuted(edges.length)
    for await (const made of this.replay(edges)) void made
  }

  async singleEdgeMetrics(edges: readonly number[]): Promise<(number | null)[]> {
    const { graph, config } = this.setup
    const rows = mostChangingRows(this.batches.map(({ clean }) => clean))
    const size = Math.max(1, Math.min(MAX_COPIES, Math.floor(MAX_SINGLE_ROWS / rows)))
    const means: (number | null)[] = []
    for (const group of byReceiver(graph, edges, size)) {
      const plan = planSingleEdges(graph, config, graph.edgeReceiver[group[0]])
      const metrics: BatchMetrics[] = []
      for (const batch of this.batches) metrics.push(await batch.singleEdges(plan, group))
      means.push(
        ...meansOf(metrics, this.setup.meter.targets, group.length, (copy) => this.without(group[copy])),
      )
    }
    return means
  }

  async dropDecided(edge: number): Promise<void> {
    const { graph } = this.setup
    const { layer } = graph.receivers[graph.edgeReceiver[edge]]
    if (layer >= this.lastLayer) return
    this.lastLayer = layer
    const decided = graph.receivers.flatMap((one, receiver) =>
      one.layer > layer && this.circuit.isRead(receiver) ? [receiver] : [],
    )
    const plan = planCuts(this.planSetting, decided)
    for (const batch of this.batches) await batch.dropSendersAfter(layer, plan)
  }

  async release(): Promise<void> {
    await this.runner.release()
  }

  /**
   * Makes cuts that were decided without a trial, or in an earlier part of the run. Those of the last stage are
   * tried and committed as they were then, so that what follows is measured with the same values to the last bit.
   */
  async *replay(edges: readonly number[]): AsyncGenerator<number> {
    if (edges.length === 0) return
    const { graph } = this.setup
    const last = stageOf(graph, edges[edges.length - 1])
    let made = 0
    for (const group of byReceiver(graph, edges, MAX_COPIES)) {
      checkOrder(graph, group, this.stage)
      if (stageOf(graph, group[0]) === last && this.circuit.isRead(graph.edgeReceiver[group[0]])) {
        yield* this.prepare(last, made)
        await this.beginStage(group)
        yield* this.replayTrials(group, made)
      } else this.circuit.cut(group)
      made += group.length
    }
    yield* this.prepare(last, made)
    yield made
  }

  private async *replayTrials(edges: readonly number[], made: number): AsyncGenerator<number> {
    const { limit } = this.plan(edges[0])
    for (let first = 0; first < edges.length; first += limit) {
      const some = edges.slice(first, first + limit)
      await this.execute(some)
      this.commitExecuted(some.length)
      yield made + first + some.length
    }
  }

  /** Tries edges of one receiver on every batch. */
  private async execute(edges: readonly number[]): Promise<NestedTrial[]> {
    this.executed = null
    const { plan, receiver } = this.plan(edges[0])
    const trials: NestedTrial[] = []
    for (const batch of this.batches) trials.push(await batch.tryNested(plan, receiver, edges))
    this.executed = { edges: [...edges], trials }
    return trials
  }

  /** Cuts the first `count` edges of the executed trial for good. */
  private commitExecuted(count: number): void {
    if (count === 0) return
    const { edges, trials } = this.executed!
    this.executed = null
    this.batches.forEach((batch, b) => batch.commit(trials[b], count))
    this.circuit.cut(edges.slice(0, count))
  }

  /**
   * Sums of changes keep, in their last bits, the order in which the changes came about. Each stage begins with
   * everything computed again from the cuts alone: a run that is resumed in it goes on with the same values.
   */
  private async beginStage(edges: readonly number[]): Promise<void> {
    checkOrder(this.setup.graph, edges, this.stage)
    const stage = stageOf(this.setup.graph, edges[0])
    if (stage === this.stage) return
    await this.restate()
    this.stage = stage
  }

  /** A stage's beginning in parts, as far as it can be (the rest of it is one pass); yields `made` in between. */
  private async *prepare(stage: number, made: number): AsyncGenerator<number> {
    const plan = this.planOfAllCuts()
    if (stage === this.stage || !plan) return
    for (const batch of this.batches) {
      const parts = batch.prepare(plan)
      while (!(await parts.next()).done) yield made
    }
  }

  private async restate(): Promise<void> {
    this.executed = null
    const plan = this.planOfAllCuts()
    for (const batch of this.batches) await batch.restate(plan)
  }

  /** null where nothing is cut. */
  private planOfAllCuts(): CutPlan | null {
    const receivers = this.circuit.cutReceivers()
    return receivers.length > 0 ? planCuts(this.planSetting, receivers) : null
  }

  /** For cuts into the receiver of this edge. Cuts into that receiver itself do not change it. */
  private plan(edge: number): PlannedTrials {
    const { circuit, setup } = this
    const receiver = setup.graph.edgeReceiver[edge]
    const cutsElsewhere = circuit.cutsElsewhere(receiver)
    if (this.planned?.receiver !== receiver || this.planned.cutsElsewhere !== cutsElsewhere) {
      const runs = this.batches.map(({ clean }) => clean)
      this.planned = { receiver, cutsElsewhere, trials: planTrials(setup, circuit, runs, receiver) }
    }
    return this.planned.trials
  }

  private get planSetting(): PlanSetting {
    const { graph, config } = this.setup
    return { graph, config, circuit: this.circuit }
  }

  private without(edge: number): string {
    return `the model without ${edgeName(this.setup.graph, edge)}`
  }
}
