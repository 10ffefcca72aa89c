import { Circuit } from '../../graph'
import { evaluatorSetup, MaskedEvaluator } from '../../evaluators'
import type { Experiment } from '../../experiment/experiment'
import type { PairedRuns } from '../../experiment/paired-runs'

const ENDS = { everything: Circuit.full, nothing: Circuit.empty }
type End = keyof typeof ENDS

/**
 * [prompt, vocab] logits of the circuit with every edge and of the one without any, by the definition: of those that are
 * asked for. Each takes a masked pass, at the same time as the other where there is room.
 */
export async function circuitsAtTheEnds<Asked extends End>(
  experiment: Experiment,
  runs: PairedRuns,
  ends: readonly Asked[],
): Promise<Record<Asked, Float32Array>> {
  const setup = evaluatorSetup(experiment, runs, 'kl')
  const { edgeCount } = setup.graph
  const evaluator = await MaskedEvaluator.create(setup)
  try {
    const logits = await evaluator.logits(ends.map((end) => ENDS[end](edgeCount)))
    return Object.fromEntries(ends.map((end, i) => [end, logits[i]])) as Record<Asked, Float32Array>
  } finally {
    await evaluator.release()
  }
}
