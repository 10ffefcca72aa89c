import { PatchbayError, type Measurement, type MetricName } from '../../contract'
import {
  Circuit,
  rankEdges,
  shuffledEdges,
  withoutDanglingEdges,
  type ComputationalGraph,
  type RankBy,
} from '../graph'
import { graphOf } from './acdc-on-pairs'
import { metricSense } from '../metrics'
import { baselineOfRuns, inBatches, type Baseline, type Experiment, type Method } from './experiment'
import { MaskedEvaluator } from './masked-evaluator'
import { runPairs } from './paired-runs'

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

/** The sizes of MIB (Mueller et al. 2025), as parts of all edges. */
export const MIB_SIZES = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1] as const

export interface SizeCurve {
  sizes: { part: number; edges: number; report: CircuitReport }[]
  /** Trapezoid area under faithfulness over the parts: higher is better. */
  cpr: number
  /** Trapezoid area of |1 - faithfulness|: lower is better. */
  cmd: number
}

export interface CircuitCurves {
  absolute: SizeCurve
  signed: SizeCurve
  /** Circuits of the same sizes, chosen at random. */
  random: SizeCurve[]
  /** Every edge corrupt: what is left of the model. */
  empty: CircuitReport
  baseline: Baseline
}

/**
 * Faithfulness by size: the first n edges by score (MIB takes `signed` for CPR and `absolute` for CMD), beside
 * random circuits of the same sizes and the circuit without edges.
 * @throws PatchbayError (bad-input) where clean and corrupt logit_diff are equal.
 */
export async function* circuitCurves(
  experiment: Experiment,
  {
    scores,
    metric,
    randomDraws = 3,
    seed = 1,
  }: { scores: ArrayLike<number>; metric: MetricName; randomDraws?: number; seed?: number },
): Method<CircuitCurves> {
  const graph = graphOf(experiment.config)
  const sense = metricSense(metric)
  const orders = [
    rankEdges(scores, 'absolute', sense),
    rankEdges(scores, 'signed', sense),
    ...Array.from({ length: randomDraws }, (_, draw) => shuffledEdges(graph.edgeCount, seed + draw)),
  ]
  const circuits = orders.flatMap((order) =>
    MIB_SIZES.map((part) => firstEdges(graph, order, Math.floor(part * graph.edgeCount))),
  )
  const { reports, baseline } = yield* evaluateCircuits(experiment, [
    Circuit.empty(graph.edgeCount),
    ...circuits,
  ])
  normalisedEffect(baseline.clean.mean.logit_diff, baseline, 'logit_diff')
  const curves = inBatches(reports.slice(1), MIB_SIZES.length).map(curveOf)
  return { absolute: curves[0], signed: curves[1], random: curves.slice(2), empty: reports[0], baseline }
}

function curveOf(reports: readonly CircuitReport[]): SizeCurve {
  const sizes = reports.map((report, i) => ({ part: MIB_SIZES[i], edges: report.edges, report }))
  const values = reports.map(({ faithfulness }) => faithfulness.mean!)
  return { sizes, cpr: area(values), cmd: area(values.map((value) => Math.abs(1 - value))) }
}

/** Trapezoids between neighbouring sizes; nothing below the smallest. */
function area(values: readonly number[]): number {
  return values
    .slice(1)
    .reduce((sum, value, i) => sum + ((MIB_SIZES[i + 1] - MIB_SIZES[i]) * (value + values[i])) / 2, 0)
}

/** The circuit of the first `count` edges of an order. */
export function firstEdges(graph: ComputationalGraph, order: Int32Array, count: number): Circuit {
  return Circuit.of(graph.edgeCount, order.subarray(0, count))
}

/** The n best edges by score. @throws PatchbayError (bad-input) for an n that no circuit can have. */
export function topEdges(
  graph: ComputationalGraph,
  scores: ArrayLike<number>,
  { count, by, metric }: { count: number; by: RankBy; metric: MetricName },
): Circuit {
  if (!Number.isSafeInteger(count) || count < 0 || count > graph.edgeCount) {
    throw new PatchbayError(
      'bad-input',
      `a circuit of ${count} edges cannot be: give a whole number from 0 to ${graph.edgeCount}.`,
    )
  }
  return firstEdges(graph, rankEdges(scores, by, metricSense(metric)), count)
}
