import type { Baselines, Ablation, Measurement } from '../../../contract'
import { withoutDanglingEdges, type Circuit } from '../../graph'
import { graphOf, type Experiment } from '../../experiment/experiment'
import { faithfulnessOf, type Faithfulness } from '../../experiment/faithfulness'
import type { Method } from '../../experiment/progress'
import { meanOf } from '../../experiment/joined-measurements'
import { measureCircuits, type CircuitsToMeasure } from './measure-circuits'

/** What a circuit keeps of the model's behaviour, with m = logit_diff. */
export interface LogitDiffReport {
  edges: number
  /** The mean over prompts. */
  logitDiff: number
  faithfulness: Faithfulness
}

export interface CircuitReport extends LogitDiffReport {
  /** Edges left without dangling ones. */
  edgesAfterPruning: number
  measurement: Measurement
}

/** A question that is answered by the logit_diff of some circuits. */
export interface AskedCircuits<Answer> {
  circuits: Circuit[]
  /** From their reports, in the same order. */
  read(reports: readonly LogitDiffReport[]): Answer
}

export interface EvaluateCircuitsResult {
  reports: CircuitReport[]
  baseline: Baselines
}

/**
 * Runs circuits by the definition (base run clean, edges outside carry the corrupt run's value of their
 * sender, or what the ablation puts in its place) and says how much of the model's behaviour each keeps.
 * `circuits` are made with Circuit.of(edgeCount, edges); judgeCircuit takes what a method found as it is.
 * @throws PatchbayError (bad-input) where the model or a circuit gives no numbers.
 */
export async function* evaluateCircuits(
  experiment: Experiment,
  circuits: readonly Circuit[],
  ablation: Ablation = 'resample',
): Method<'evaluate', EvaluateCircuitsResult> {
  const { reports, baseline } = yield* reportsOn(experiment, { whole: circuits, logitDiffs: [], ablation })
  return { reports, baseline }
}

/** The same, with circuits of which only the logit_diff is wanted beside them. */
export async function* reportsOn(
  experiment: Experiment,
  circuits: CircuitsToMeasure,
): Method<'evaluate', EvaluateCircuitsResult & { logitDiffs: LogitDiffReport[] }> {
  const { baseline, measurements, logitDiffs } = yield* measureCircuits(experiment, circuits)
  const graph = graphOf(experiment.config)
  const reports = circuits.whole.map((circuit, i): CircuitReport => ({
    ...logitDiffReport(circuit, measurements[i].perPrompt.logit_diff, baseline),
    edgesAfterPruning: withoutDanglingEdges(graph, circuit).size,
    measurement: measurements[i],
  }))
  return {
    reports,
    logitDiffs: circuits.logitDiffs.map((circuit, i) => logitDiffReport(circuit, logitDiffs[i], baseline)),
    baseline,
  }
}

function logitDiffReport(circuit: Circuit, perPrompt: Float64Array, baseline: Baselines): LogitDiffReport {
  const logitDiff = meanOf(perPrompt)
  const measured = { mean: { logit_diff: logitDiff }, perPrompt: { logit_diff: perPrompt } }
  return { edges: circuit.size, logitDiff, faithfulness: faithfulnessOf(measured, baseline, 'logit_diff') }
}
