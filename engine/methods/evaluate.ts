import { PatchbayError, type CircuitJudgement, type Evaluation, type GivenCircuit, type MetricName, type RunConfig } from '../../contract'
import { agreementWith, Circuit, edgeName, rocOf, shuffledEdges, type ComputationalGraph, type RankBy } from '../graph'
import { metricSense } from '../metrics'
import {
  circuitCurves,
  evaluateCircuits,
  firstEdges,
  graphOf,
  normalisedEffect,
  topEdges,
  type CircuitCurves,
  type CircuitReport,
  type Experiment,
  type Progress,
} from '../patching'
import { progressOf, type MethodEvents } from './method-event'

export type EvaluateConfig = Extract<RunConfig, { method: 'evaluate' }>

/** Random circuits of equal size beside every judged one. */
const RANDOM_DRAWS = 5
/** Larger circuits are not taken apart edge by edge. */
const MAX_MINIMALITY_EDGES = 500

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
export function checkEvaluate({ config }: Pick<Experiment, 'config'>, { top, by, metric }: EvaluateConfig, given: GivenCircuit): void {
  for (const count of top) bestEdges(graphOf(config), given, { count, by, metric })
}

export async function* runEvaluate(experiment: Experiment, options: JudgeOptions): MethodEvents {
  const { evaluation, report } = yield* judge(experiment, options)
  const { clean, corrupt } = evaluation
  yield { type: 'baseline', clean, corrupt, metricInitial: clean.mean[options.metric] }
  const { measurement, faithfulness } = report
  yield {
    type: 'result',
    outcome: {
      result: { kind: 'evaluation', evaluation },
      testsRun: evaluation.judgements.length,
      metricFinal: measurement.mean[options.metric],
      circuit: { edges: options.given.edges, measurement, faithfulness: faithfulness.mean },
    },
  }
}

/**
 * How well a circuit does its job: faithfulness with random circuits of equal size beside it, completeness and
 * minimality, faithfulness by size where every edge has a score, and agreement with a reference circuit.
 * @throws PatchbayError (bad-input) where clean and corrupt logit_diff are equal.
 */
export async function* judge(
  experiment: Experiment,
  options: JudgeOptions,
): AsyncGenerator<Progress, { evaluation: Evaluation; report: CircuitReport }> {
  const graph = graphOf(experiment.config)
  const plan = planOf(graph, options)
  const { reports, baseline } = yield* progressOf(evaluateCircuits(experiment, plan.circuits))
  normalisedEffect(baseline.clean.mean.logit_diff, baseline, 'logit_diff')
  const { scores } = options.given
  const hasAllScores = scores?.every((score) => !Number.isNaN(score)) ?? false
  const curves = hasAllScores ? yield* progressOf(circuitCurves(experiment, { scores: scores!, metric: options.metric })) : null
  const report = reports[0]
  const evaluation: Evaluation = {
    clean: baseline.clean,
    corrupt: baseline.corrupt,
    judgements: plan.judged.map(({ label, at, randomAt }) => judgementOf(label, reports[at], reports.slice(randomAt, randomAt + RANDOM_DRAWS))),
    ...curveOf(curves, options.by),
    completeness: incompleteness(reports, plan.completenessAt),
    minimality: plan.minimality.map(({ edge, at }) => ({ edge, change: report.faithfulness.mean! - reports[at].faithfulness.mean! })),
    ...againstReference(graph, options),
    choices: options.choices,
  }
  if (options.given.edges.length > MAX_MINIMALITY_EDGES) evaluation.minimality = null
  return { evaluation, report }
}

/** All circuits to be run, and what each is for: indices into them. */
interface Plan {
  circuits: Circuit[]
  judged: { label: string; at: number; randomAt: number }[]
  /** Pairs C without K, M without K. */
  completenessAt: [number, number][]
  minimality: { edge: string; at: number }[]
}

function planOf(graph: ComputationalGraph, { given, top, by, metric }: JudgeOptions): Plan {
  const circuits: Circuit[] = []
  const add = (...more: Circuit[]) => circuits.push(...more) - more.length
  const circuit = Circuit.of(graph.edgeCount, given.edges)
  const named = [
    { label: 'circuit', circuit },
    ...top.map((count) => ({ label: `top ${count}`, circuit: bestEdges(graph, given, { count, by, metric }) })),
  ]
  const judged = named.map((one) => ({ label: one.label, at: add(one.circuit) })).map((one, i) => {
    return { ...one, randomAt: add(...randomCircuits(graph, named[i].circuit.size)) }
  })
  const full = Circuit.full(graph.edgeCount)
  const completenessAt = removals(graph, circuit).map((removed): [number, number] => [
    add(without(circuit, removed)),
    add(without(full, removed)),
  ])
  const taken = given.edges.length > MAX_MINIMALITY_EDGES ? [] : [...given.edges]
  const minimality = taken.map((edge) => ({ edge: edgeName(graph, edge), at: add(without(circuit, [edge])) }))
  return { circuits, judged, completenessAt, minimality }
}

/** The sets K of Wang et al. 2022: the whole circuit, and the circuit's edges of each of its nodes. */
function removals(graph: ComputationalGraph, circuit: Circuit): number[][] {
  const edges = [...circuit.edges()]
  const touches = (node: number) => (edge: number) =>
    graph.edgeSender[edge] === node || graph.receivers[graph.edgeReceiver[edge]].sender === node
  const ofNodes = graph.senders.map((_, node) => edges.filter(touches(node))).filter((some) => some.length > 0)
  return [edges, ...ofNodes]
}

function without(circuit: Circuit, edges: readonly number[]): Circuit {
  const rest = circuit.clone()
  for (const edge of edges) rest.delete(edge)
  return rest
}

function randomCircuits(graph: ComputationalGraph, size: number): Circuit[] {
  return Array.from({ length: RANDOM_DRAWS }, (_, draw) => firstEdges(graph, shuffledEdges(graph.edgeCount, draw + 1), size))
}

/** @throws PatchbayError (bad-input) where fewer edges have a score. */
function bestEdges(
  graph: ComputationalGraph,
  { name, scores }: GivenCircuit,
  choice: { count: number; by: RankBy; metric: MetricName },
): Circuit {
  const scored = scores ? scores.filter((score) => !Number.isNaN(score)).length : 0
  if (scored < Math.min(choice.count, graph.edgeCount)) {
    throw new PatchbayError('bad-input', `the top ${choice.count} edges of ${name} cannot be taken: only ${scored} of its edges have a score.`)
  }
  // Edges without a score come last, whichever way they are ranked.
  const worst = choice.by === 'absolute' ? 0 : -metricSense(choice.metric) * Infinity
  const ranked = Float64Array.from(scores ?? new Float64Array(graph.edgeCount), (score) => (Number.isNaN(score) ? worst : score))
  return topEdges(graph, ranked, choice)
}

function judgementOf(label: string, report: CircuitReport, random: readonly CircuitReport[]): CircuitJudgement {
  const { edges, edgesAfterPruning, measurement, faithfulness } = report
  const { mean, worst } = faithfulness
  return {
    label,
    edges,
    edgesAfterPruning,
    measurement,
    faithfulness: mean,
    worstPrompt: worst && { row: worst.prompt, faithfulness: worst.value },
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

function incompleteness(reports: readonly CircuitReport[], pairs: Plan['completenessAt']): number {
  const f = (at: number) => reports[at].faithfulness.mean!
  return Math.max(...pairs.map(([circuit, model]) => Math.abs(f(circuit) - f(model))))
}

function againstReference(
  graph: ComputationalGraph,
  { given, reference, by, metric }: JudgeOptions,
): Pick<Evaluation, 'precision' | 'recall' | 'roc'> {
  if (!reference) return { precision: null, recall: null, roc: null }
  const wanted = Circuit.of(graph.edgeCount, reference.edges)
  const { precision, recall } = agreementWith(wanted, Circuit.of(graph.edgeCount, given.edges))
  const { scores } = given
  if (!scores || scores.some(Number.isNaN)) return { precision, recall, roc: null }
  const sense = metricSense(metric)
  const { points, auc } = rocOf(wanted, scores.map((score) => (by === 'absolute' ? Math.abs(score) : sense * score)))
  const roc = {
    truePositiveRate: points.map((point) => point.truePositiveRate),
    falsePositiveRate: points.map((point) => point.falsePositiveRate),
    auc,
  }
  return { precision, recall, roc }
}

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
