import { PatchbayError, type Measurement, type MetricName } from '../../../contract'
import { withoutDanglingEdges, type Circuit, type ComputationalGraph } from '../../graph'
import {
  type Baseline,
  baselineOfRuns,
  type Experiment,
  graphOf,
  inBatches,
  type Method,
} from '../experiment'
import { MaskedEvaluator } from '../evaluators/masked-evaluator'
import { runPairs } from '../paired-runs'

/** (m(C) - m(empty)) / (m(full) - m(empty)) of a circuit, m a metric, empty = all edges corrupt. */
export interface Faithfulness {
  /** From the means over prompts; null where clean and corrupt means differ by less than 1e-6. */
  mean: number | null
  /** [prompt] NaN where that prompt's clean and corrupt values differ by less than 1e-6 */
  perPrompt: Float64Array
  /** The prompt with the lowest value; null where no prompt has one. */
  worst: { prompt: number; value: number } | null
}

export interface CircuitReport {
  edges: number
  /** Edges left without dangling ones. */
  edgesAfterPruning: number
  measurement: Measurement
  /** With m = logit_diff. */
  faithfulness: Faithfulness
}

export interface EvaluateCircuitsResult {
  reports: CircuitReport[]
  baseline: Baseline
}

/** Below this a difference of clean and corrupt gives no measure. */
const MIN_RANGE = 1e-6

/**
 * Runs circuits by the definition (base run clean, edges outside carry the corrupt run's value of their
 * sender) and says how much of the model's behaviour each keeps.
 */
export async function* evaluateCircuits(
  experiment: Experiment,
  circuits: readonly Circuit[],
): Method<EvaluateCircuitsResult> {
  const { config, weights, pairs, threads } = experiment
  const graph = graphOf(config)
  yield { type: 'stage', stage: 'capturing clean and corrupt runs' }
  const runs = await runPairs(config, weights, pairs, threads)
  const { meter, baseline } = baselineOfRuns(pairs, runs)
  const evaluator = await MaskedEvaluator.create({
    graph,
    config,
    weights,
    runs,
    meter,
    metric: 'logit_diff',
    threads,
  })
  const reports: CircuitReport[] = []
  try {
    yield { type: 'stage', stage: 'measuring circuits' }
    for (const some of inBatches(circuits, evaluator.batchSize())) {
      const logits = await evaluator.logits(some)
      some.forEach((circuit, i) => reports.push(reportOf(graph, circuit, meter.measure(logits[i]), baseline)))
      yield { type: 'progress', done: reports.length, total: circuits.length }
    }
  } finally {
    await evaluator.release()
  }
  return { reports, baseline }
}

function reportOf(
  graph: ComputationalGraph,
  circuit: Circuit,
  measurement: Measurement,
  baseline: Baseline,
): CircuitReport {
  return {
    edges: circuit.size,
    edgesAfterPruning: withoutDanglingEdges(graph, circuit).size,
    measurement,
    faithfulness: faithfulnessOf(measurement, baseline, 'logit_diff'),
  }
}

export function faithfulnessOf(
  circuit: Measurement,
  { clean, corrupt }: Baseline,
  metric: MetricName,
): Faithfulness {
  const share = (c: number, full: number, empty: number) =>
    Math.abs(full - empty) < MIN_RANGE ? NaN : (c - empty) / (full - empty)
  const mean = share(circuit.mean[metric], clean.mean[metric], corrupt.mean[metric])
  const [full, empty] = [clean.perPrompt[metric], corrupt.perPrompt[metric]]
  const perPrompt = circuit.perPrompt[metric].map((value, prompt) =>
    share(value, full[prompt], empty[prompt]),
  )
  let worst: Faithfulness['worst'] = null
  perPrompt.forEach((value, prompt) => {
    if (!Number.isNaN(value) && (worst === null || value < worst.value)) worst = { prompt, value }
  })
  return { mean: Number.isNaN(mean) ? null : mean, perPrompt, worst }
}

/** @throws PatchbayError (bad-input) where the clean and the corrupt metric are equal, so that nothing can be kept. */
export function normalisedEffect(value: number, { clean, corrupt }: Baseline, metric: MetricName): number {
  const range = clean.mean[metric] - corrupt.mean[metric]
  if (Math.abs(range) >= MIN_RANGE) return (value - corrupt.mean[metric]) / range
  throw new PatchbayError(
    'bad-input',
    `${metric} is the same on the clean and the corrupt prompts (${clean.mean[metric].toPrecision(6)}), so no effect can be given as a part of their difference: choose other prompts or another metric.`,
  )
}
