import { Circuit } from '../../graph'
import { Session, type Feeds } from '../../onnx'
import { maskedGraph, receiverGroups, type ReceiverGroup } from '../../transformer'
import { changingRows, rowsOf } from '../../experiment/changing-rows'
import { isSame } from '../../experiment/is-same'
import { checkNumbers } from '../../experiment/no-numbers'
import { joinedData } from '../../experiment/paired-runs'
import type { CircuitEvaluator } from '../circuit-evaluator'
import type { EvaluatorSetup } from '../evaluator-setup'
import { circuitFeeds, donorFeeds } from './masked-feeds'

/** The most bytes of activations of all circuits that are run at once. */
const MAX_RUN_BYTES = 256 * 2 ** 20
const MAX_BATCH = 16

/**
 * Measures circuits by the definition: a whole forward pass per circuit, every receiver's input
 * mixed from clean-run and corrupt-run values. Slow and plain: what faster evaluators are compared with.
 */
export class MaskedEvaluator implements CircuitEvaluator {
  private readonly groups: ReceiverGroup[]
  private readonly circuit: Circuit

  private constructor(
    private readonly setup: EvaluatorSetup,
    private readonly session: Session,
  ) {
    this.groups = receiverGroups(setup.graph)
    this.circuit = Circuit.full(setup.graph.edgeCount)
  }

  static async create(setup: EvaluatorSetup): Promise<MaskedEvaluator> {
    const { config, weights, runs, threads } = setup
    return new MaskedEvaluator(
      setup,
      await Session.create(maskedGraph(config, weights, runs.length), { threads }),
    )
  }

  async currentMetric(): Promise<number> {
    return this.metricOf(this.circuit, await this.currentLogits())!
  }

  async currentLogits(): Promise<Float32Array> {
    return (await this.logits([this.circuit]))[0]
  }

  batchSize(): number {
    return Math.min(MAX_BATCH, this.circuitsPerRun())
  }

  async nestedCuts(edges: readonly number[]): Promise<(number | null)[]> {
    const without = this.circuit.clone()
    const circuits = edges.map((edge) => {
      without.delete(edge)
      return without.clone()
    })
    const logits = await this.logits([this.circuit, ...circuits])
    return circuits.map((circuit, i) => {
      const metric = this.metricOf(circuit, logits[i + 1], logits[i])
      return this.carriesTheSame(edges[i], this.circuit) ? null : metric
    })
  }

  async *replay(edges: readonly number[]): AsyncGenerator<number> {
    await this.commit(edges)
    yield edges.length
  }

  async commit(edges: readonly number[]): Promise<void> {
    for (const edge of edges) this.circuit.delete(edge)
  }

  async singleEdgeMetrics(edges: readonly number[]): Promise<(number | null)[]> {
    const { edgeCount } = this.setup.graph
    const circuits = edges.map((edge) => {
      const circuit = Circuit.full(edgeCount)
      circuit.delete(edge)
      return circuit
    })
    const whole = Circuit.full(edgeCount)
    const [full, ...logits] = await this.logits([whole, ...circuits])
    return circuits.map((circuit, i) => {
      const metric = this.metricOf(circuit, logits[i], full)
      return this.carriesTheSame(edges[i], whole) ? null : metric
    })
  }

  /** Last-position logits [prompt, vocab] of each circuit. */
  async logits(circuits: readonly Circuit[]): Promise<Float32Array[]> {
    const results: Float32Array[] = []
    const size = this.circuitsPerRun()
    for (let first = 0; first < circuits.length; first += size) {
      results.push(...(await this.runOnce(circuits.slice(first, first + size))))
    }
    return results
  }

  async release(): Promise<void> {
    await this.session.release()
  }

  /**
   * Whether an edge carries equal values kept and cut, at every row that can matter: its sender has its clean value in
   * the circuit, and what takes the place of that is equal to it. (Comparing logits would not do: this pass rounds
   * otherwise than the runs that these values are from.)
   */
  private carriesTheSame(edge: number, circuit: Circuit): boolean {
    const { graph, runs, config } = this.setup
    const sender = graph.edgeSender[edge]
    const isClean = !graph.receivers.some(
      ({ sender: node, firstEdge, senderCount }) =>
        node >= 0 &&
        node <= sender &&
        Array.from({ length: senderCount }, (_, i) => firstEdge + i).some((one) => !circuit.has(one)),
    )
    if (!isClean) return false
    return runs.batches.every(({ pairs, cleanSenders, donorSenders, ablation }) => {
      const cells = cleanSenders.length / graph.senders.length
      const valueOf = (senders: Float32Array) =>
        rowsOf(
          senders.subarray(sender * cells, (sender + 1) * cells),
          changingRows(config, pairs, runs.length, ablation),
          config.dModel,
        )
      return isSame(valueOf(cleanSenders), valueOf(donorSenders))
    })
  }

  /** null where the logits are, to the bit, those of the circuit before. */
  private metricOf(circuit: Circuit, logits: Float32Array, before?: Float32Array): number | null {
    const { meter, metric } = this.setup
    const values = meter.perPrompt(metric, logits)
    checkNumbers(values, () => `a circuit of ${circuit.size} edges`, meter.targets)
    if (before && isSame(logits, before)) return null
    return values.reduce((sum, value) => sum + value, 0) / values.length
  }

  private async runOnce(circuits: readonly Circuit[]): Promise<Float32Array[]> {
    const { runs, weights, graph } = this.setup
    const shared: Feeds = { ...weights, ...circuitFeeds(this.groups, circuits) }
    const parts: Float32Array[] = []
    for (const batch of runs.batches) {
      const { logits } = await this.session.run({
        ...shared,
        ...batch.cleanFeeds,
        ...donorFeeds(this.groups, batch.donorSenders, graph.senders.length),
      })
      parts.push(logits.data)
    }
    return circuits.map((_, copy) =>
      joinedData(
        parts.map((part, b) => {
          const size = runs.batches[b].pairs.length * weights.unembed.dims[0]
          return part.subarray(copy * size, (copy + 1) * size)
        }),
      ),
    )
  }

  private circuitsPerRun(): number {
    const { config, runs, graph } = this.setup
    const prompts = Math.max(...runs.batches.map((batch) => batch.pairs.length))
    const values = graph.senders.length + 6 * config.heads
    const bytes =
      4 * prompts * (runs.length * (values * config.dModel + (config.dMlp ?? 0)) + config.vocabSize)
    return Math.max(1, Math.floor(MAX_RUN_BYTES / bytes))
  }
}
