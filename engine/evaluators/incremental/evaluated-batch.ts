import type { PromptBatch } from '../../experiment/paired-runs'
import type { EvaluatorSetup } from '../evaluator-setup'
import { CleanNodes } from './clean/clean-nodes'
import { CleanRun } from './clean/clean-run'
import type { Copies } from './nodes/copies'
import type { CircuitEdges } from './current/current-circuit'
import { CurrentValues } from './current/current-values'
import { inputsOf, nodesOf, type CutPlan, type PlannedReceiver } from './plan/cut-plan'
import { currentLast, executeTrial, type TrialSetting } from './execute/execute-trial'
import type { BatchMetrics } from './metric/mean-metric'
import type { NodeRunner } from './nodes/node-runner'
import { ReceiverInputs, type NestedInput } from './current/receiver-inputs'
import type { SingleEdgePlan } from './plan/single-edge-plan'
import { SingleEdges } from './execute/single-edges'
import { streamMetricOf, type StreamMetric } from './metric/stream-metric'
import { TrialMemory, type ExecutedTrial } from './execute/trial-memory'
import { unchangedCopies } from './execute/unchanged-copies'

/** Nested cuts into one receiver, tried on one batch; valid until the next trial. */
export interface NestedTrial {
  plan: CutPlan
  receiver: PlannedReceiver
  input: NestedInput
  executed: ExecutedTrial
}

/**
 * One batch of prompts: its clean run, and the current circuit's values on it, which commits alone change.
 *
 * Memory, in units of rows*dModel floats (rows: those that change): receivers that are read (inputs) + nodes that are
 * read * (2 + copies of a trial), where a node or receiver needed at the answer positions only counts as that few rows.
 */
export class EvaluatedBatch {
  private constructor(
    private readonly setting: TrialSetting,
    private readonly current: { values: CurrentValues; inputs: ReceiverInputs },
    private readonly singles: SingleEdges,
    private readonly metric: StreamMetric,
  ) {}

  static async create(
    { graph, config, weights, runs, metric }: EvaluatorSetup,
    batch: PromptBatch,
    circuit: CircuitEdges,
    runner: NodeRunner,
  ): Promise<EvaluatedBatch> {
    const clean = new CleanRun(graph, config, weights, batch, runs.length)
    const current = { values: new CurrentValues(), inputs: new ReceiverInputs(graph, clean, circuit) }
    const cleanNodes = new CleanNodes(graph, clean, runner)
    const setting = { graph, runner, clean, cleanNodes, ...current, memory: new TrialMemory() }
    const cleanLast = Float32Array.from(clean.at('answer', clean.stream(graph.senders.length)))
    const measured = { config, weights, runner: runner.last, batch, metric, cleanLast }
    const singles = new SingleEdges(graph, config, clean, runner)
    return new EvaluatedBatch(setting, current, singles, await streamMetricOf(measured))
  }

  get clean(): CleanRun {
    return this.setting.clean
  }

  /** `edges` lead into one receiver, for which the plan is: copy i is the current circuit without edges[0..i]. */
  async tryNested(plan: CutPlan, receiver: PlannedReceiver, edges: readonly number[]): Promise<NestedTrial> {
    const input = this.current.inputs.nested(receiver, edges, this.setting.memory)
    return { plan, receiver, input, executed: await executeTrial(plan, input, this.setting) }
  }

  async metricsOf({ plan, input, executed }: NestedTrial): Promise<BatchMetrics> {
    return {
      values: await this.metric.perPrompt(executed.last),
      isUnchanged: await unchangedCopies(plan, input, executed, this.setting),
    }
  }

  /** The first `count` cuts of the trial are made for good. */
  commit({ receiver, input, executed }: NestedTrial, count: number): void {
    this.current.values.commit(executed, count - 1, receiver.receiver)
    this.current.inputs.commit(input, count, receiver)
  }

  /**
   * Computes the current circuit's values from its cuts alone; `plan` is for all receivers that have lost edges, null
   * where none has. The same circuit then has the same values to the last bit, however it came about.
   */
  async restate(plan: CutPlan | null): Promise<void> {
    this.current.values.clear()
    if (plan) this.current.values.commit(await executeTrial(plan, null, this.setting), 0, null)
  }

  /** What takes longest when restating, in parts: the clean run of each node, and the sums of all cuts. */
  async *prepare(plan: CutPlan): AsyncGenerator<void> {
    for (const node of nodesOf(plan)) {
      await this.setting.cleanNodes.of(node)
      yield
    }
    for (const receiver of [...inputsOf(plan), plan.last]) {
      if (receiver) this.current.inputs.of(receiver)
      yield
    }
  }

  /**
   * Gives back senders of layers after this one, whose receivers are all decided; `plan`: for those of them that are read.
   * What trials and effects below still need of them is computed before, as far as it is not there.
   */
  async dropSendersAfter(layer: number, plan: CutPlan): Promise<void> {
    const { clean, graph } = this.setting
    if (!clean.canDropSenders) return
    for await (const part of this.prepare(plan)) void part
    const first = graph.senders.findIndex((sender) => sender.layer > layer)
    if (first < 0) return
    for (let after = layer + 1; after < graph.shape.layers; after++) this.singles.keepStream(after)
    clean.dropSenders(first)
  }

  /** Of the current circuit, [1, batch, dModel]. */
  last(logits: PlannedReceiver): Promise<Copies> {
    return currentLast(logits, this.setting)
  }

  /** Of the current circuit, [prompt]. */
  async currentMetric(logits: PlannedReceiver): Promise<Float64Array> {
    return (await this.metric.perPrompt(await this.last(logits)))[0]
  }

  /** Each edge alone in the clean run; they lead into one receiver, for which the plan is. */
  async singleEdges(plan: SingleEdgePlan, edges: readonly number[]): Promise<BatchMetrics> {
    const { last, isUnchanged } = await this.singles.execute(plan, edges)
    return { values: await this.metric.perPrompt(last), isUnchanged }
  }
}
