import type { PromptSet } from '../../../contract'
import { graphOf } from '../../experiment/experiment'
import { openExperiment } from '../../experiment/open-experiment'
import { resultOf } from '../../experiment/progress'
import { Circuit } from '../../graph'
import type { OpenModel } from '../../model'
import { FEW_PASSES_BYTES } from '../../transformer'
import { evaluateCircuits } from './evaluate-circuit'

/**
 * What each circuit (edge indices) keeps of the model's logit_diff on the prompts, and nothing else; null where that
 * is not defined: clean and corrupt are alike, or the prompts have no wrong answers.
 * @throws PatchbayError (bad-input): the first problem of the prompts.
 */
export async function circuitFaithfulness(
  model: OpenModel,
  prompts: PromptSet,
  circuits: readonly Int32Array[],
): Promise<(number | null)[]> {
  const experiment = await openExperiment(model, prompts, { weightBytes: FEW_PASSES_BYTES })
  const { edgeCount } = graphOf(model.config)
  const { reports } = await resultOf(
    evaluateCircuits(
      experiment,
      circuits.map((edges) => Circuit.of(edgeCount, edges)),
    ),
  )
  return reports.map(({ faithfulness: { mean } }) => (mean !== null && Number.isFinite(mean) ? mean : null))
}
