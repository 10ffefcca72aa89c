import {
  areaOverSizes,
  type Baselines,
  importanceOf,
  MIB_SIZES,
  PatchbayError,
  type Ablation,
  type ScoreMeaning,
} from '../../../contract'
import { Circuit, rankEdges, shuffledEdges, type ComputationalGraph, type RankBy } from '../../graph'
import { type Experiment, graphOf, inBatches } from '../../experiment/experiment'
import { reportsOn, type AskedCircuits, type LogitDiffReport } from './evaluate-circuit'
import { normalisedEffect } from '../../experiment/faithfulness'
import type { Method } from '../../experiment/progress'

export { MIB_SIZES }

export interface SizeCurve {
  sizes: { part: number; edges: number; report: LogitDiffReport }[]
  /** Trapezoid area under faithfulness over the parts: higher is better. */
  cpr: number
  /** Trapezoid area of |1 - faithfulness|: lower is better. */
  cmd: number
}

export interface CircuitCurves {
  absolute: SizeCurve
  /** null where it is not known which sign matters. */
  signed: SizeCurve | null
  /** Circuits of the same sizes, chosen at random. */
  random: SizeCurve[]
  /** Every edge cut: what is left of the model. */
  empty: LogitDiffReport
}

interface CurvesOptions {
  scores: ArrayLike<number>
  meaning: ScoreMeaning | null
  randomDraws?: number
  seed?: number
}

/**
 * Faithfulness by size: the first n edges by score (MIB takes `signed` for CPR and `absolute` for CMD), beside
 * random circuits of the same sizes and the circuit without edges.
 * @throws PatchbayError (bad-input) where clean and empty logit_diff are equal.
 */
export async function* circuitCurves(
  experiment: Experiment,
  { ablation, ...options }: CurvesOptions & { ablation?: Ablation },
): Method<'evaluate', CircuitCurves & { baseline: Baselines }> {
  const asked = curvesOf(graphOf(experiment.config), options)
  const { logitDiffs, baseline } = yield* reportsOn(experiment, {
    whole: [],
    logitDiffs: asked.circuits,
    ablation,
    checkBaseline,
  })
  return { ...asked.read(logitDiffs), baseline }
}

/** @throws PatchbayError (bad-input) where clean and empty logit_diff are equal, so that nothing can be kept. */
export function checkBaseline(baseline: Baselines): void {
  normalisedEffect(baseline.clean.mean.logit_diff, baseline, 'logit_diff')
}

/** The circuits that have to be measured for them, and the curves that their reports make. */
export function curvesOf(
  graph: ComputationalGraph,
  { scores, meaning, randomDraws = 3, seed = 1 }: CurvesOptions,
): AskedCircuits<CircuitCurves> {
  const orders = [
    rankEdges(scores, 'absolute'),
    ...(meaning ? [rankEdges(importanceOf(scores, meaning), 'signed')] : []),
    ...Array.from({ length: randomDraws }, (_, draw) => shuffledEdges(graph.edgeCount, seed + draw)),
  ]
  const circuits = orders.flatMap((order) =>
    MIB_SIZES.map((part) => firstEdges(graph, order, Math.floor(part * graph.edgeCount))),
  )
  return {
    circuits: [Circuit.empty(graph.edgeCount), ...circuits],
    read([empty, ...reports]) {
      const curves = inBatches(reports, MIB_SIZES.length).map(curveOf)
      const [absolute, signed] = meaning ? curves : [curves[0], null]
      return { absolute, signed, random: curves.slice(meaning ? 2 : 1), empty }
    },
  }
}

function curveOf(reports: readonly LogitDiffReport[]): SizeCurve {
  const sizes = reports.map((report, i) => ({ part: MIB_SIZES[i], edges: report.edges, report }))
  const values = reports.map(({ faithfulness }) => faithfulness.mean!)
  return { sizes, cpr: areaOverSizes(values), cmd: areaOverSizes(values.map((value) => Math.abs(1 - value))) }
}

/** The circuit of the first `count` edges of an order. */
export function firstEdges(graph: ComputationalGraph, order: Int32Array, count: number): Circuit {
  return Circuit.of(graph.edgeCount, order.subarray(0, count))
}

/**
 * The n best edges; `importance` as rankEdges takes it.
 * @throws PatchbayError (bad-input) for an n that no circuit can have.
 */
export function topEdges(
  graph: ComputationalGraph,
  importance: ArrayLike<number>,
  { count, by }: { count: number; by: RankBy },
): Circuit {
  if (!Number.isSafeInteger(count) || count < 0 || count > graph.edgeCount) {
    throw new PatchbayError(
      'bad-input',
      `a circuit cannot have ${count} edges: give a whole number from 0 to ${graph.edgeCount}.`,
    )
  }
  return firstEdges(graph, rankEdges(importance, by), count)
}
