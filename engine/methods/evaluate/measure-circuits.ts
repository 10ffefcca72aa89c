import type { Ablation, Baselines, Measurement } from '../../../contract'
import type { Circuit } from '../../graph'
import { CircuitSweep, evaluatorSetup, type SweptBatch } from '../../evaluators'
import { circuitBaseline } from '../../experiment/ablated-runs'
import { CaptureMemory } from '../../experiment/capture-memory'
import { graphOf, paddedLength, type Experiment } from '../../experiment/experiment'
import { joinedBaselines, joinedMeasurement, joinedValues } from '../../experiment/joined-measurements'
import { checkNumbers } from '../../experiment/no-numbers'
import type { Method } from '../../experiment/progress'
import { runsOf, senderMeans } from '../../experiment/prompt-parts'
import { circuitParts } from './circuit-parts'
import { MetricMeter, type Target } from '../../metrics'

/** Which circuits, and in what. */
export interface CircuitsToMeasure {
  /** Measured in every metric. */
  whole: readonly Circuit[]
  /** In logit_diff alone: that needs few rows of the unembedding. */
  logitDiffs: readonly Circuit[]
  ablation?: Ablation
  /** May refuse to go on, once the baseline of all prompts is known. */
  checkBaseline?: (baseline: Baselines) => void
}

/** What they give on all prompts. */
export interface MeasuredCircuits {
  baseline: Baselines
  /** Of `whole`. */
  measurements: Measurement[]
  /** Of `logitDiffs`: [circuit][prompt] */
  logitDiffs: Float64Array[]
}

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
  const { config } = experiment
  const parts = circuitParts(experiment)
  const means = await senderMeans(parts, ablation)
  const total = parts.length * (whole.length + logitDiffs.length)
  const baselines: Baselines[] = []
  const measured = new Measured(whole, logitDiffs)
  const sweep = new CircuitSweep({
    ...experiment,
    graph: graphOf(config),
    length: paddedLength(experiment),
    circuits: whole.length + logitDiffs.length,
  })
  const memory = new CaptureMemory()
  try {
    for (const part of parts) {
      const setup = evaluatorSetup(
        part,
        await runsOf(part, { atOnceBytes: CAPTURED_AT_ONCE_BYTES, memory }),
        'logit_diff',
        ablation,
        means,
      )
      const { runs, meter } = setup
      baselines.push(await circuitBaseline(part, runs, meter, setup.baseline))
      if (baselines.length === parts.length) checkBaseline?.(joinedBaselines(baselines))
      if (baselines.length === 1) yield { type: 'stage', stage: 'measuring circuits' }
      for (const batch of runs.batches) {
        const { pairs, cleanLogits } = batch
        const one = { meter: new MetricMeter(pairs, cleanLogits), cleanLogits }
        for await (const count of measured.add(sweep.batch(batch), one)) {
          yield { type: 'progress', done: Math.floor(count / runs.batches.length), total }
        }
      }
    }
  } finally {
    await sweep.release()
  }
  return { baseline: joinedBaselines(baselines), ...measured.result() }
}

interface MeasuredBatch {
  meter: MetricMeter
  cleanLogits: Float32Array
}

/** All of a part's at once: full products, and the memory for it is less than what circuits take afterwards. */
const CAPTURED_AT_ONCE_BYTES = 128 * 2 ** 20

/** A circuit of all edges is the clean run, which is known. */
const isPart = (circuit: Circuit) => circuit.size < circuit.edgeCount
const fullOnes = (circuits: readonly Circuit[]) =>
  [...circuits.keys()].filter((index) => !isPart(circuits[index]))

/** What circuits give on the batches so far. */
class Measured {
  private readonly wholes: Measurement[][]
  private readonly logitDiffs: Float64Array[][]
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
    for (const circuit of fullOnes(this.whole)) this.addWhole(circuit, meter.measure(cleanLogits), meter)
    for await (const { circuits, last } of batch.run(this.whole, isPart)) {
      let at = 0
      for await (const logits of batch.logits(last))
        this.addWhole(circuits[at++], meter.measure(logits), meter)
      yield this.done
    }
    const clean = meter.perPrompt('logit_diff', cleanLogits)
    for (const circuit of fullOnes(this.others)) this.addLogitDiffs(circuit, clean, meter)
    for await (const { circuits, last } of batch.run(this.others, isPart)) {
      const values = await batch.logitDiffs(last)
      circuits.forEach((circuit, copy) => this.addLogitDiffs(circuit, values[copy], meter))
      yield this.done
    }
  }

  private addWhole(circuit: number, measurement: Measurement, { targets }: MetricMeter): void {
    checkCircuit(this.whole[circuit], measurement.perPrompt.kl, targets)
    this.wholes[circuit].push(measurement)
    this.done++
  }

  private addLogitDiffs(circuit: number, values: Float64Array, meter: MetricMeter): void {
    // Prompts without answers on a side have none.
    checkCircuit(
      this.others[circuit],
      values.filter((_, prompt) => hasBothSides(meter.targets[prompt])),
      meter.targets.filter(hasBothSides),
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
}

function checkCircuit(circuit: Circuit, values: Float64Array, prompts: readonly Target[]): void {
  checkNumbers(values, () => `a circuit of ${circuit.size} edges`, prompts)
}

const hasBothSides = ({ answers, wrongAnswers }: Target) => answers.length > 0 && wrongAnswers.length > 0
