import type { Ablation, Baselines, Measurement } from '../../../contract'
import type { Circuit } from '../../graph'
import { CircuitSweep, evaluatorSetup, type EvaluatorSetup, type SweptBatch } from '../../evaluators'
import { circuitBaseline } from '../../experiment/ablated-runs'
import { inBatches, type Experiment } from '../../experiment/experiment'
import { checkNumbers } from '../../experiment/no-numbers'
import { runPairs, senderCount } from '../../experiment/paired-runs'
import type { Method } from '../../experiment/progress'
import { MetricMeter } from '../../metrics'
import { joinedBaselines, joinedMeasurement, joinedValues } from './joined-measurements'

export interface CircuitsToMeasure {
  /** Measured in every metric. */
  whole: readonly Circuit[]
  /** In logit_diff alone: that needs few rows of the unembedding. */
  logitDiffs: readonly Circuit[]
  ablation?: Ablation
  /** May refuse to go on, once the baseline of all prompts is known. */
  checkBaseline?: (baseline: Baselines) => void
}

export interface MeasuredCircuits {
  baseline: Baselines
  /** Of `whole`. */
  measurements: Measurement[]
  /** Of `logitDiffs`: [circuit][prompt] */
  logitDiffs: Float64Array[]
}

/** Values of all senders of one run of the prompts that are run together stay below this. */
const MAX_PART_BYTES = 256 * 2 ** 20

/**
 * What circuits make of the prompts: base run clean, edges outside carry the corrupt run's value of their sender, or what
 * the ablation puts in its place. Prompts are run part by part, so that memory does not grow with them.
 * @throws PatchbayError (bad-input) where the model or a circuit gives no numbers.
 */
export async function* measureCircuits(
  experiment: Experiment,
  { whole, logitDiffs, ablation = 'resample', checkBaseline }: CircuitsToMeasure,
): Method<'evaluate', MeasuredCircuits> {
  yield { type: 'stage', stage: 'capturing clean and corrupt runs' }
  const parts = partsOf(experiment, ablation)
  const total = parts.length * (whole.length + logitDiffs.length)
  const baselines: Baselines[] = []
  const measured = new Measured(whole, logitDiffs)
  const sweeps = new Sweeps()
  try {
    for (const part of parts) {
      const { setup, baseline } = await partSetup(part, ablation)
      baselines.push(baseline)
      if (baselines.length === parts.length) checkBaseline?.(joinedBaselines(baselines))
      if (baselines.length === 1) yield { type: 'stage', stage: 'measuring circuits' }
      const sweep = await sweeps.of(setup)
      const { batches } = setup.runs
      for (const batch of batches) {
        const { pairs, cleanLogits } = batch
        const meter = new MetricMeter(pairs, cleanLogits)
        for await (const count of measured.add(sweep.batch(batch), { meter, cleanLogits })) {
          yield { type: 'progress', done: Math.floor(count / batches.length), total }
        }
      }
    }
  } finally {
    await sweeps.release()
  }
  return { baseline: joinedBaselines(baselines), ...measured.result() }
}

/** One at a time: its sessions are made for prompts of one length. */
class Sweeps {
  private current: { length: number; sweep: CircuitSweep } | null = null

  async of(setup: EvaluatorSetup): Promise<CircuitSweep> {
    const { length } = setup.runs
    if (this.current?.length === length) return this.current.sweep
    await this.release()
    const sweep = new CircuitSweep({ ...setup, length })
    this.current = { length, sweep }
    return sweep
  }

  async release(): Promise<void> {
    await this.current?.sweep.release()
    this.current = null
  }
}

/** Prompts that are run together. Means are over all of them, so with those all are. */
function partsOf(experiment: Experiment, ablation: Ablation): Experiment[] {
  const { config, pairs } = experiment
  const { causal, dModel } = config
  if (!causal || ablation === 'mean' || ablation === 'mean-over-positions') return [experiment]
  const length = Math.max(...pairs.map(({ clean }) => clean.length))
  const size = Math.max(1, Math.floor(MAX_PART_BYTES / (4 * senderCount(config) * length * dModel)))
  return inBatches(pairs, size).map((some) => ({ ...experiment, pairs: some }))
}

async function partSetup(
  part: Experiment,
  ablation: Ablation,
): Promise<{ setup: EvaluatorSetup; baseline: Baselines }> {
  const { config, weights, pairs, threads } = part
  const runs = await runPairs(config, weights, pairs, threads)
  const setup = evaluatorSetup(part, runs, 'logit_diff', ablation)
  return { setup, baseline: await circuitBaseline(part, setup.runs, setup.meter, setup.baseline) }
}

interface MeasuredBatch {
  meter: MetricMeter
  cleanLogits: Float32Array
}

/** A circuit of all edges is the clean run, which is known. */
const isPart = (circuit: Circuit) => circuit.size < circuit.edgeCount
const fullOnes = (circuits: readonly Circuit[]) =>
  [...circuits.keys()].filter((index) => !isPart(circuits[index]))

/** What circuits give on the batches so far. */
class Measured {
  private readonly wholes: Measurement[][]
  private readonly logitDiffs: Float64Array[][]
  private prompts = 0
  private done = 0

  constructor(
    private readonly whole: readonly Circuit[],
    private readonly others: readonly Circuit[],
  ) {
    this.wholes = whole.map(() => [])
    this.logitDiffs = others.map(() => [])
  }

  /** Measures all on one more batch; yields how many are measured on all batches together. */
  async *add(batch: SweptBatch, { meter, cleanLogits }: MeasuredBatch): AsyncGenerator<number> {
    for (const circuit of fullOnes(this.whole)) this.addWhole(circuit, meter.measure(cleanLogits))
    for await (const { circuits, last } of batch.run(this.whole, isPart)) {
      let at = 0
      for await (const logits of batch.logits(last)) this.addWhole(circuits[at++], meter.measure(logits))
      yield this.done
    }
    const clean = meter.perPrompt('logit_diff', cleanLogits)
    for (const circuit of fullOnes(this.others)) this.addLogitDiffs(circuit, clean, meter)
    for await (const { circuits, last } of batch.run(this.others, isPart)) {
      const values = await batch.logitDiffs(last)
      circuits.forEach((circuit, copy) => this.addLogitDiffs(circuit, values[copy], meter))
      yield this.done
    }
    this.prompts += meter.targets.length
  }

  private addWhole(circuit: number, measurement: Measurement): void {
    this.check(this.whole[circuit], measurement.perPrompt.kl)
    this.wholes[circuit].push(measurement)
    this.done++
  }

  private addLogitDiffs(circuit: number, values: Float64Array, meter: MetricMeter): void {
    // Prompts without answers on a side have none.
    this.check(
      this.others[circuit],
      values.filter((_, prompt) => hasBothSides(meter, prompt)),
    )
    this.logitDiffs[circuit].push(values)
    this.done++
  }

  result(): Omit<MeasuredCircuits, 'baseline'> {
    return {
      measurements: this.wholes.map(joinedMeasurement),
      logitDiffs: this.logitDiffs.map(joinedValues),
    }
  }

  private check(circuit: Circuit, values: Float64Array): void {
    checkNumbers(values, () => `a circuit of ${circuit.size} edges`, this.prompts)
  }
}

const hasBothSides = ({ targets }: MetricMeter, prompt: number) =>
  targets[prompt].answers.length > 0 && targets[prompt].wrongAnswers.length > 0
