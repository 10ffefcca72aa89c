import type { PromptSet } from '../../../contract'
import { encodePrompts } from '../../datasets'
import { Circuit } from '../../graph'
import type { OpenModel } from '../../model'
import { defaultThreads, evaluateCircuits, graphOf, resultOf, watchedConfig } from '../patching'
import { weightFeeds } from '../../transformer'

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
  const { pairs } = encodePrompts(model, prompts.bos, prompts.rows)
  const weights = weightFeeds(await model.loadWeights())
  const experiment = {
    config: watchedConfig(model.config, weights),
    weights,
    pairs,
    threads: defaultThreads(),
  }
  const { edgeCount } = graphOf(model.config)
  const { reports } = await resultOf(
    evaluateCircuits(
      experiment,
      circuits.map((edges) => Circuit.of(edgeCount, edges)),
    ),
  )
  return reports.map(({ faithfulness: { mean } }) => (mean !== null && Number.isFinite(mean) ? mean : null))
}
