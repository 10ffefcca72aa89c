import type { Baselines, Ablation, Measurement } from '../../../contract'
import { withoutDanglingEdges, type Circuit, type ComputationalGraph } from '../../graph'
import { circuitBaseline } from '../../experiment/ablated-runs'
import { evaluatorSetup, MaskedEvaluator } from '../../evaluators'
import { inBatches, type Experiment } from '../../experiment/experiment'
import { checkNumbers } from '../../experiment/no-numbers'
import { runPairs } from '../../experiment/paired-runs'
import { faithfulnessOf, type Faithfulness } from '../../experiment/faithfulness'
import type { Method } from '../../experiment/progress'

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
  const { config, weights, pairs, threads } = experiment
  yield { type: 'stage', stage: 'capturing clean and corrupt runs' }
  const runs = await runPairs(config, weights, pairs, threads)
  const setup = evaluatorSetup(experiment, runs, 'logit_diff', ablation)
  const { graph, meter } = setup
  const baseline = await circuitBaseline(experiment, setup.runs, meter, setup.baseline)
  const evaluator = await MaskedEvaluator.create(setup)
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
  baseline: Baselines,
): CircuitReport {
  checkNumbers(measurement.perPrompt.kl, () => `a circuit of ${circuit.size} edges`)
  return {
    edges: circuit.size,
    edgesAfterPruning: withoutDanglingEdges(graph, circuit).size,
    measurement,
    faithfulness: faithfulnessOf(measurement, baseline, 'logit_diff'),
  }
}
