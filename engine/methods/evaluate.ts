import {
  keptShare,
  PatchbayError,
  type CircuitJudgement,
  type Evaluation,
  type GivenCircuit,
  type MetricName,
  type RunConfig,
} from '../../contract'
import { agreementWith, Circuit, rocOf, shuffledEdges, type ComputationalGraph, type RankBy } from '../graph'
import { metricSense } from '../metrics'
import {
  circuitCriteria,
  circuitCurves,
  evaluateCircuits,
  firstEdges,
  graphOf,
  inBatches,
  normalisedEffect,
  topEdges,
  type Baseline,
  type CircuitCriteria,
  type CircuitCurves,
  type CircuitReport,
  type Experiment,
  type Progress,
} from '../patching'
import { progressOf, type MethodEvents } from './method-event'

export type EvaluateConfig = Extract<RunConfig, { method: 'evaluate' }>

/** Random circuits of equal size beside every judged one. */
const RANDOM_DRAWS = 5

export interface JudgeOptions {
  metric: MetricName
  given: GivenCircuit
  reference: GivenCircuit | null
  top: readonly number[]
  by: RankBy
  /** The six choices, in words. */
  choices: Record<string, string>
}

/** @throws PatchbayError (bad-input) for a top n that the circuit's scores do not have. */
export function checkEvaluate(
  { config }: Pick<Experiment, 'config'>,
  { top, by, metric }: EvaluateConfig,
  given: GivenCircuit,
): void {
  for (const count of top) bestEdges(graphOf(config), given, { count, by, metric })
}

export async function* runEvaluate(experiment: Experiment, options: JudgeOptions): MethodEvents {
  const { evaluation, report, edges } = yield* judge(experiment, options)
  const { clean, corrupt } = evaluation
  yield { type: 'baseline', clean, corrupt, metricInitial: clean.mean[options.metric] }
  const { measurement, faithfulness } = report
  yield {
    type: 'result',
    outcome: {
      result: { kind: 'evaluation', evaluation },
      testsRun: evaluation.judgements.length,
      metricFinal: measurement.mean[options.metric],
      circuit: { edges, measurement, faithfulness: faithfulness.mean },
    },
  }
}

/** `report` and `edges` are those of the circuit in question, as is all of the evaluation that is about one circuit. */
interface Judged {
  evaluation: Evaluation
  report: CircuitReport
  edges: Int32Array
}

/**
 * How well a circuit does its job: faithfulness with random circuits of equal size beside it, completeness and
 * minimality, faithfulness by size where every edge has a score, and agreement with a reference circuit.
 * @throws PatchbayError (bad-input) where clean and corrupt logit_diff are equal.
 */
export async function* judge(
  experiment: Experiment,
  options: JudgeOptions,
): AsyncGenerator<Progress, Judged> {
  const graph = graphOf(experiment.config)
  const { given, metric } = options
  const named = namedCircuits(graph, options)
  const circuits = named.flatMap(({ circuit }) => [circuit, ...randomCircuits(graph, circuit.size)])
  const { reports, baseline } = yield* progressOf(evaluateCircuits(experiment, circuits))
  normalisedEffect(baseline.clean.mean.logit_diff, baseline, 'logit_diff')
  const inQuestion = named[named.length - 1].circuit
  const criteria = yield* progressOf(circuitCriteria(experiment, inQuestion))
  const scores = given.scores?.some(Number.isNaN) ? null : given.scores
  const curves = scores && (yield* progressOf(circuitCurves(experiment, { scores, metric })))
  const groups = inBatches(reports, 1 + RANDOM_DRAWS)
  const evaluation: Evaluation = {
    clean: baseline.clean,
    corrupt: baseline.corrupt,
    judgements: named.map(({ label }, i) => judgementOf(label, groups[i][0], groups[i].slice(1))),
    ...curveOf(curves, options.by),
    ...criteriaOf(criteria, baseline),
    ...againstReference(graph, inQuestion, options),
    choices: options.choices,
  }
  return { evaluation, report: groups[groups.length - 1][0], edges: inQuestion.edges() }
}

/** The circuit itself, then its top n; the last one is the circuit in question. */
function namedCircuits(graph: ComputationalGraph, { given, top, by, metric }: JudgeOptions) {
  return [
    { label: 'circuit', circuit: Circuit.of(graph.edgeCount, given.edges) },
    ...top.map((count) => ({
      label: `top ${count}`,
      circuit: bestEdges(graph, given, { count, by, metric }),
    })),
  ]
}

function randomCircuits(graph: ComputationalGraph, size: number): Circuit[] {
  return Array.from({ length: RANDOM_DRAWS }, (_, draw) =>
    firstEdges(graph, shuffledEdges(graph.edgeCount, draw + 1), size),
  )
}

/** @throws PatchbayError (bad-input) where fewer edges have a score. */
function bestEdges(
  graph: ComputationalGraph,
  { name, scores }: GivenCircuit,
  choice: { count: number; by: RankBy; metric: MetricName },
): Circuit {
  const scored = scores ? scores.filter((score) => !Number.isNaN(score)).length : 0
  if (scored < Math.min(choice.count, graph.edgeCount)) {
    throw new PatchbayError(
      'bad-input',
      `the top ${choice.count} edges of ${name} cannot be taken: only ${scored} of its edges have a score.`,
    )
  }
  // Edges without a score come last, whichever way they are ranked.
  const worst = choice.by === 'absolute' ? 0 : -metricSense(choice.metric) * Infinity
  const ranked = Float64Array.from(scores ?? new Float64Array(graph.edgeCount), (score) =>
    Number.isNaN(score) ? worst : score,
  )
  return topEdges(graph, ranked, choice)
}

function judgementOf(
  label: string,
  report: CircuitReport,
  random: readonly CircuitReport[],
): CircuitJudgement {
  const { edges, edgesAfterPruning, measurement, faithfulness } = report
  const { mean, worst } = faithfulness
  return {
    label,
    edges,
    edgesAfterPruning,
    measurement,
    faithfulness: mean,
    worstPrompt: worst,
    randomFaithfulness: average(random.map((one) => one.faithfulness.mean!)),
  }
}

function curveOf(curves: CircuitCurves | null, by: RankBy): Pick<Evaluation, 'curve' | 'cpr' | 'cmd'> {
  if (!curves) return { curve: null, cpr: null, cmd: null }
  const curve = curves[by].sizes.map(({ part, edges, report }, i) => ({
    percentage: part,
    edges,
    faithfulness: report.faithfulness.mean!,
    random: average(curves.random.map(({ sizes }) => sizes[i].report.faithfulness.mean!)),
  }))
  return { curve, cpr: curves.signed.cpr, cmd: curves.absolute.cmd }
}

/** In units of faithfulness, as differences of logit_diff mean nothing by themselves. */
function criteriaOf(
  { completeness, minimality }: CircuitCriteria,
  { clean, corrupt }: Baseline,
): Pick<Evaluation, 'completeness' | 'minimality'> {
  const [full, empty] = [clean.mean.logit_diff, corrupt.mean.logit_diff]
  const largest = Math.max(...completeness.map(({ incompleteness }) => incompleteness))
  return {
    completeness: largest / Math.abs(full - empty),
    minimality: minimality.map(({ node, without, change }) => ({
      node,
      without: keptShare(without, full, empty),
      change: change / (full - empty),
    })),
  }
}

function againstReference(
  graph: ComputationalGraph,
  circuit: Circuit,
  { given, reference, by, metric }: JudgeOptions,
): Pick<Evaluation, 'precision' | 'recall' | 'sharedEdges' | 'referenceEdges' | 'roc'> {
  if (!reference) return { precision: null, recall: null, roc: null }
  const wanted = Circuit.of(graph.edgeCount, reference.edges)
  const sharedEdges = circuit.edges().filter((edge) => wanted.has(edge)).length
  const agreement = { ...agreementWith(wanted, circuit), sharedEdges, referenceEdges: wanted.size }
  const { scores } = given
  // Without edges on either side there is nothing to tell apart.
  const isWhole = wanted.size === 0 || wanted.size === graph.edgeCount
  if (isWhole || !scores || scores.some(Number.isNaN)) return { ...agreement, roc: null }
  const sense = metricSense(metric)
  const { points, auc } = rocOf(
    wanted,
    scores.map((score) => (by === 'absolute' ? Math.abs(score) : sense * score)),
  )
  const roc = {
    truePositiveRate: points.map((point) => point.truePositiveRate),
    falsePositiveRate: points.map((point) => point.falsePositiveRate),
    auc,
  }
  return { ...agreement, roc }
}

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
