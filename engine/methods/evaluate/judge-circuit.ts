import {
  keptShare,
  type Ablation,
  type Baselines,
  type CircuitJudgement,
  type Evaluation,
} from '../../../contract'
import { graphOf, inBatches, onOtherPart, type Experiment } from '../../experiment/experiment'
import type { Method } from '../../experiment/progress'
import {
  agreementWith,
  Circuit,
  rocOf,
  shuffledEdges,
  type ComputationalGraph,
  type RankBy,
} from '../../graph'
import { criteriaOf, type CircuitCriteria } from './circuit-criteria'
import { checkBaseline, curvesOf, firstEdges, type CircuitCurves } from './circuit-curves'
import {
  evaluateCircuits,
  reportsOn,
  type AskedCircuits,
  type CircuitReport,
  type EvaluateCircuitsResult,
} from './evaluate-circuit'
import { bestEdges, givenOf, weightsOf, type JudgedEdges } from './given-circuit'

/** Random circuits of equal size beside every judged one. */
const RANDOM_DRAWS = 5

export interface JudgeOptions {
  circuit: JudgedEdges
  reference?: JudgedEdges
  /** Also judge the top n edges by score, for each n. */
  top?: readonly number[]
  by?: RankBy
  /** What edges outside a circuit carry. */
  ablation?: Ablation
}

/**
 * @throws PatchbayError (bad-input) for a top n that the circuit's scores do not have, and for a signed order of
 * scores of unknown meaning.
 */
export function checkJudgement(
  { config }: Pick<Experiment, 'config'>,
  { circuit, top = [], by = 'absolute' }: JudgeOptions,
): void {
  const given = givenOf(circuit)
  if (given.scores) weightsOf(given, by)
  for (const count of top) bestEdges(graphOf(config), given, { count, by })
}

/** `report` and `edges` are those of the circuit in question, as is all of the evaluation that is about one circuit. */
export interface JudgedCircuit {
  evaluation: Omit<Evaluation, 'choices'>
  report: CircuitReport
  /** The same circuit on the other part of a set that is split. */
  otherReport?: CircuitReport
  edges: Int32Array
}

/**
 * How well a circuit does its job on the prompts of the experiment (and, where a set is split, how it does on the other
 * part): faithfulness with random circuits of equal size beside it, completeness and
 * minimality, faithfulness by size where every edge has a score, and agreement with a reference circuit.
 * @throws PatchbayError (bad-input) where clean and empty logit_diff are equal.
 */
export async function* judgeCircuit(
  experiment: Experiment,
  options: JudgeOptions,
): Method<'evaluate', JudgedCircuit> {
  const graph = graphOf(experiment.config)
  const { ablation, by = 'absolute' } = options
  const given = givenOf(options.circuit)
  const { named, inQuestion, criteria: ofCriteria, curves: ofCurves, ...circuits } = asked(graph, options)
  const { reports, logitDiffs, baseline } = yield* reportsOn(experiment, {
    ...circuits,
    ablation,
    checkBaseline,
  })
  const take = <Answer>({ circuits, read }: AskedCircuits<Answer>) =>
    read(logitDiffs.splice(0, circuits.length))
  const judged = reports.slice(0, named.length)
  const randoms = inBatches(reports.slice(named.length), RANDOM_DRAWS)
  const criteria = take(ofCriteria)
  const curves = ofCurves && take(ofCurves)
  const evaluation = {
    ...baseline,
    judgements: named.map(({ label }, i) => judgementOf(label, judged[i], randoms[i])),
    ...curveOf(curves, by),
    ...inFaithfulness(criteria, baseline),
    ...againstReference(graph, inQuestion, options),
    scores: given.scores && given.meaning,
    foundOn: given.foundOn,
  }
  const other = onOtherPart(experiment)
  const answer = { evaluation, report: judged[judged.length - 1], edges: inQuestion.edges() }
  if (!other) return answer
  const judgedOnes = named.map(({ circuit }) => circuit)
  const train = yield* evaluateCircuits({ ...other, otherPart: undefined }, judgedOnes, ablation)
  return {
    ...answer,
    evaluation: { ...evaluation, split: splitOf(experiment.pairs, named, train) },
    otherReport: train.reports[train.reports.length - 1],
  }
}

/** All circuits that a judgement measures, by what they are measured for. */
export function askedCircuits({ config }: Pick<Experiment, 'config'>, options: JudgeOptions): Circuit[][] {
  const { whole, criteria, curves } = asked(graphOf(config), options)
  return [whole, criteria.circuits, ...(curves ? [curves.circuits] : [])]
}

function asked(graph: ComputationalGraph, options: JudgeOptions) {
  const given = givenOf(options.circuit)
  const named = namedCircuits(graph, options)
  const inQuestion = named[named.length - 1].circuit
  const scores = given.scores?.some(Number.isNaN) ? null : given.scores
  const criteria = criteriaOf(graph, inQuestion)
  const curves = scores && curvesOf(graph, { scores, meaning: given.meaning })
  return {
    ...{ named, inQuestion, criteria, curves },
    whole: [...named.map(({ circuit }) => circuit), ...randomCircuits(graph, named)],
    logitDiffs: [criteria, curves].flatMap((one) => one?.circuits ?? []),
  }
}

function splitOf(
  pairs: Experiment['pairs'],
  named: readonly { label: string }[],
  { reports, baseline }: EvaluateCircuitsResult,
): NonNullable<Evaluation['split']> {
  const judgements = named.map(({ label }, i) => {
    const { measurement, faithfulness } = reports[i]
    return { label, measurement, faithfulness: faithfulness.mean, worstPrompt: faithfulness.worst }
  })
  return { rows: pairs.map(({ row }, i) => row ?? i), train: { ...baseline, judgements } }
}

/** The circuit itself, then its top n; the last one is the circuit in question. */
function namedCircuits(graph: ComputationalGraph, { circuit, top = [], by = 'absolute' }: JudgeOptions) {
  const given = givenOf(circuit)
  return [
    { label: 'circuit', circuit: Circuit.of(graph.edgeCount, given.edges) },
    ...top.map((count) => ({
      label: `top ${count}`,
      circuit: bestEdges(graph, given, { count, by }),
    })),
  ]
}

/** RANDOM_DRAWS of each circuit's size, one circuit after another. */
function randomCircuits(graph: ComputationalGraph, named: readonly { circuit: Circuit }[]): Circuit[] {
  const draws = Array.from({ length: RANDOM_DRAWS }, (_, draw) => shuffledEdges(graph.edgeCount, draw + 1))
  return named.flatMap(({ circuit }) => draws.map((order) => firstEdges(graph, order, circuit.size)))
}

function judgementOf(
  label: string,
  report: CircuitReport,
  random: readonly CircuitReport[],
): CircuitJudgement {
  const { edges, edgesAfterPruning, measurement, faithfulness } = report
  const { mean, worst } = faithfulness
  const randomDraws = random.map((one) => one.faithfulness.mean!)
  return {
    label,
    edges,
    edgesAfterPruning,
    measurement,
    faithfulness: mean,
    worstPrompt: worst,
    randomFaithfulness: average(randomDraws),
    randomDraws,
    randomKl: random.map((one) => one.measurement.mean.kl),
  }
}

function curveOf(curves: CircuitCurves | null, by: RankBy): Pick<Evaluation, 'curve' | 'cpr' | 'cmd'> {
  if (!curves) return { curve: null, cpr: null, cmd: null }
  const curve = (curves[by] ?? curves.absolute).sizes.map(({ part, edges, report }, i) => ({
    percentage: part,
    edges,
    faithfulness: report.faithfulness.mean!,
    random: average(curves.random.map(({ sizes }) => sizes[i].report.faithfulness.mean!)),
  }))
  return { curve, cpr: curves.signed?.cpr ?? null, cmd: curves.absolute.cmd }
}

/** In units of faithfulness, as differences of logit_diff mean nothing by themselves. */
function inFaithfulness(
  { completeness, minimality }: CircuitCriteria,
  { clean, corrupt, empty: none = corrupt }: Baselines,
): Pick<Evaluation, 'completeness' | 'completenessSets' | 'minimality'> {
  const [full, empty] = [clean.mean.logit_diff, none.mean.logit_diff]
  const largest = Math.max(...completeness.map(({ incompleteness }) => incompleteness))
  return {
    completeness: largest / Math.abs(full - empty),
    completenessSets: completeness.map(({ without, circuit, model }) => ({
      without,
      circuit: keptShare(circuit, full, empty),
      model: keptShare(model, full, empty),
    })),
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
  { circuit: judged, reference, by = 'absolute' }: JudgeOptions,
): Pick<Evaluation, 'precision' | 'recall' | 'sharedEdges' | 'referenceEdges' | 'roc'> {
  if (!reference) return { precision: null, recall: null, roc: null }
  const wanted = Circuit.of(graph.edgeCount, reference.edges)
  const sharedEdges = circuit.edges().filter((edge) => wanted.has(edge)).length
  const agreement = { ...agreementWith(wanted, circuit), sharedEdges, referenceEdges: wanted.size }
  const given = givenOf(judged)
  const { scores } = given
  // Without edges on either side there is nothing to distinguish.
  const isWhole = wanted.size === 0 || wanted.size === graph.edgeCount
  if (isWhole || !scores || scores.some(Number.isNaN)) return { ...agreement, roc: null }
  const { points, auc } = rocOf(wanted, weightsOf(given, by))
  const roc = {
    truePositiveRate: points.map((point) => point.truePositiveRate),
    falsePositiveRate: points.map((point) => point.falsePositiveRate),
    auc,
  }
  return { ...agreement, roc }
}

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
