import { PatchbayError, type AcdcConfig, type DecisionColumns, type EffectColumns } from '../../contract'
import { encodePrompts } from '../datasets'
import type { OpenModel } from '../model'
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
}

/**
 * One ACDC run from start to end. It computes only when the next event is pulled, so whoever pulls can
 * pause, step and stop; with `journal` it goes on where an earlier run stopped.
 * @throws PatchbayError (bad-input) for a threshold that is no number and for prompts that cannot run.
 */
export async function* runAcdc(options: RunAcdcOptions): AsyncGenerator<AcdcEvent> {
  const { model, config } = options
  checkThreshold(config.threshold)
  const { pairs } = encodePrompts(model, config.prompts.bos, config.prompts.rows)
  yield { type: 'stage', stage: 'loading model' }
  const weights = await model.loadWeights()
  yield* acdcOnPairs({ ...options, architecture: model.config, weights, pairs })
}

function checkThreshold(threshold: number): void {
  if (Number.isFinite(threshold)) return
  throw new PatchbayError('bad-input', `the threshold is ${threshold}, not a number: give a finite one such as 0.05.`)
}
