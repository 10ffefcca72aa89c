import { Circuit } from '../graph'
import { MetricMeter } from '../metrics'
import { floatTensor, type Feeds } from '../onnx'
import type { CircuitEvaluator } from './circuit-evaluator'
import { CircuitState, type Trial } from './circuit-state'
import { CleanState } from './clean-state'
import { LiveNodes } from './live-nodes'
import type { EvaluatorSetup } from './masked-evaluator'
import { NodeRunner, part, type Copies } from './node-runner'
import { joinLogits } from './paired-runs'
import { SingleEdges } from './single-edges'

/** Rows (copies * batch * pos) that are worth one run of a node. */
const MAX_ROWS = 4096
const MAX_COPIES = 16
/** What the changes of one trial may hold in memory. */
const MAX_TRIAL_BYTES = 512 * 2 ** 20

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
  private readonly singles: SingleEdges[]
  private readonly head: Feeds
  private readonly meter: MetricMeter
  private last: { edges: readonly number[]; trials: Trial[] } | null = null

  constructor(private readonly setup: EvaluatorSetup) {
    const { graph, config, weights, runs, threads } = setup
    this.live = new LiveNodes(graph, Circuit.full(graph.edgeCount))
    this.runner = new NodeRunner(config, weights, runs.length, threads)
    const { head, meter } = setup.metric === 'logit_diff' ? answerColumns(setup) : wholeVocabulary(setup)
    this.head = head
    this.meter = meter
    this.clean = runs.batches.map((batch) => new CleanState(graph, config, weights, batch, runs.length))
    this.states = this.clean.map((clean) => new CircuitState(graph, clean, this.live, this.runner, head))
    this.singles = this.clean.map((clean) => new SingleEdges(graph, config, clean, this.runner, head))
  }

  static async create(setup: EvaluatorSetup): Promise<IncrementalEvaluator> {
    return new IncrementalEvaluator(setup)
  }

  async currentMetric(): Promise<number> {
    const { metric } = this.setup
    return this.meter.mean(metric, await this.logitsWith(this.head))
  }

  async currentLogits(): Promise<Float32Array> {
    return this.logitsWith(wholeVocabulary(this.setup).head)
  }

  batchSize(edge: number): number {
    const { graph } = this.setup
    const where = this.live.rowsOf(graph.edgeReceiver[edge])
    const width = Math.max(...this.clean.map((clean) => clean.width(where)))
    const inputs = Math.max(...this.states.map((state) => state.changedInputs)) + 3
    const rows = width / this.setup.config.dModel
    return Math.max(
      1,
      Math.floor(Math.min(MAX_COPIES, MAX_ROWS / rows, MAX_TRIAL_BYTES / (8 * width * inputs))),
    )
  }

  async nestedCuts(edges: readonly number[]): Promise<number[]> {
    const trials: Trial[] = []
    for (const state of this.states) trials.push(await state.try(edges, true))
    this.last = { edges: [...edges], trials }
    return this.metrics(trials.map((trial) => trial.logits))
  }

  async commit(edges: readonly number[]): Promise<void> {
    const { last } = this
    this.last = null
    for (const edge of edges) this.live.cut(edge)
    const felt = edges.filter((edge) => this.live.isRead(this.setup.graph.edgeReceiver[edge]))
    if (felt.length === 0) return
    const isPrefix = last !== null && edges.every((edge, i) => edge === last.edges[i])
    for (const [b, state] of this.states.entries()) {
      if (isPrefix) state.accept(last.trials[b], edges.length - 1)
      else state.accept(await state.try(felt, false), 0)
    }
  }

  async singleEdgeMetrics(edges: readonly number[]): Promise<number[]> {
    const metrics: number[] = []
    const rows = Math.max(...this.clean.map((clean) => clean.width('all') / this.setup.config.dModel))
    const size = Math.max(1, Math.min(MAX_COPIES, Math.floor(MAX_ROWS / rows)))
    for (const group of this.byReceiver(edges, size)) {
      const logits: Copies[] = []
      for (const single of this.singles) logits.push(await single.logits(group))
      metrics.push(...this.metrics(logits))
    }
    return metrics
  }

  async release(): Promise<void> {
    await this.runner.release()
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

  private async logitsWith(head: Feeds): Promise<Float32Array> {
    const parts: Float32Array[] = []
    for (const state of this.states) parts.push(await state.logits(head))
    return joinLogits(parts)
  }

  /** The metric of each copy, from every batch's logits. */
  private metrics(batches: Copies[]): number[] {
    const { metric } = this.setup
    return Array.from({ length: batches[0].copies }, (_, copy) =>
      this.meter.mean(metric, joinLogits(batches.map((logits) => part(logits, copy)))),
    )
  }
}

/** What the last step needs: the unembedding's columns, and the meter that reads its logits. */
interface Head {
  head: Feeds
  meter: MetricMeter
}

function wholeVocabulary({ weights, meter }: EvaluatorSetup): Head {
  return { head: { unembed: weights.unembed }, meter }
}

/** Only the logits of answers and wrong answers, which is all that logit_diff reads. */
function answerColumns({ weights, meter, config }: EvaluatorSetup): Head {
  const tokens = [
    ...new Set(meter.targets.flatMap(({ answers, wrongAnswers }) => [...answers, ...wrongAnswers])),
  ]
  const column = new Map(tokens.map((token, i) => [token, i]))
  const targets = meter.targets.map(({ answers, wrongAnswers }) => ({
    answers: answers.map((token) => column.get(token)!),
    wrongAnswers: wrongAnswers.map((token) => column.get(token)!),
  }))
  const { dModel } = config
  const unembed = weights.unembed.data as Float32Array
  const vocabSize = weights.unembed.dims[1]
  const columns = Float32Array.from({ length: dModel * tokens.length }, (_, i) => {
    const row = Math.floor(i / tokens.length)
    return unembed[row * vocabSize + tokens[i % tokens.length]]
  })
  const head: Feeds = { unembed: floatTensor(columns, [dModel, tokens.length]) }
  const bias = weights.unembedBias?.data as Float32Array | undefined
  if (bias)
    head.unembedBias = floatTensor(
      Float32Array.from(tokens, (token) => bias[token]),
      [tokens.length],
    )
  // logit_diff does not look at the clean run, so nothing has to be known of it.
  return { head, meter: new MetricMeter(targets, new Float32Array(targets.length * tokens.length)) }
}
