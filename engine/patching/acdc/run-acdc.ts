import { PatchbayError, type AcdcConfig, type DecisionColumns, type EffectColumns } from '../../../contract'
import { encodePrompts, type PromptPairs } from '../../datasets'
import type { OpenModel } from '../../model'
import { acdcOnPairs, type AcdcEvent } from './acdc-on-pairs'

export interface RunAcdcOptions {
  model: OpenModel
  config: AcdcConfig
  /** All decisions so far, of an earlier part of the same run. */
  journal?: DecisionColumns
  /** All effects so far. */
  effects?: EffectColumns
  /** Threads of the runtime; without it, one for each core, at most 8. */
  threads?: number
  /** The most nested cuts that one trial may try, 1 to 16; without it, as many as pay off, up to 16. */
  maxBatch?: number
}

/**
 * One ACDC run from start to end. It computes only when the next event is pulled, so whoever pulls can
 * pause, step and stop; with `journal` it goes on where an earlier run stopped.
 * @throws PatchbayError as checkAcdcConfig does.
 */
export async function* runAcdc(options: RunAcdcOptions): AsyncGenerator<AcdcEvent> {
  const { model, config } = options
  const { pairs } = checkAcdcConfig(model, config)
  yield { type: 'stage', stage: 'loading model' }
  const weights = await model.loadWeights()
  yield* acdcOnPairs({ ...options, architecture: model.config, weights, pairs })
}

/**
 * Whether this run can be made, before anything is loaded; answers the encoded prompts.
 * @throws PatchbayError (bad-input): a threshold that is no number, or the first problem of the prompts.
 */
export function checkAcdcConfig(model: OpenModel, { threshold, prompts, metric }: AcdcConfig): PromptPairs {
  if (!Number.isFinite(threshold)) {
    throw new PatchbayError(
      'bad-input',
      `the threshold is ${threshold}, not a number: give a finite one such as 0.05.`,
    )
  }
  return encodePrompts(model, prompts.bos, prompts.rows, metric)
}
