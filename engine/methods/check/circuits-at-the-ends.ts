import { Circuit } from '../../graph'
import { evaluatorSetup, MaskedEvaluator } from '../../evaluators'
import type { Experiment } from '../../experiment/experiment'
import type { PairedRuns } from '../../experiment/paired-runs'

/** [prompt, vocab] logits of the circuit with every edge and of the one without any, by the definition. */
export async function circuitsAtTheEnds(
  experiment: Experiment,
  runs: PairedRuns,
): Promise<Record<'everything' | 'nothing', Float32Array>> {
  const setup = evaluatorSetup(experiment, runs, 'kl')
  const { edgeCount } = setup.graph
  const evaluator = await MaskedEvaluator.create(setup)
  try {
    const circuits = [Circuit.full(edgeCount), Circuit.empty(edgeCount)]
    const [everything, nothing] = await evaluator.logits(circuits)
    return { everything, nothing }
  } finally {
    await evaluator.release()
  }
}
