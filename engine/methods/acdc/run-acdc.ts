import { PatchbayError, type AcdcConfig, type DecisionColumns, type EffectColumns } from '../../../contract'
import { encodePrompts } from '../../datasets'
import type { OpenModel } from '../../model'
import { acdcOnPairs, type AcdcEvent } from './acdc-on-pairs'

export interface RunAcdcOptions {
  model: OpenModel
  config: AcdcConfig
  /** All decisions so far, of an earlier part of the same run. */
  journal?: DecisionColumns
  /** All effects so far. */
  effects?: EffectColumns
  /** Edges in the order of their tests, as an earlier part of the same run computed it. */
  testOrder?: Int32Array
  /** Threads of the runtime; without it, one for each core, at most 8. */
  threads?: number
  /** The most nested cuts that one trial may try, 1 to 16; without it, as many as pay off, up to 16. */
  maxBatch?: number
}

/**
 * One ACDC run from start to end. It computes only when the next event is pulled, so whoever pulls can
 * pause, step and stop; with `journal` it goes on where an earlier run stopped.
 * @throws PatchbayError as checkAcdcConfig and encodePrompts do.
 */
export async function* runAcdc(options: RunAcdcOptions): AsyncGenerator<AcdcEvent> {
  const { model, config } = options
  checkAcdcConfig(config)
  const { pairs } = encodePrompts(model, config.prompts.bos, config.prompts.rows, config.metric)
  yield { type: 'stage', stage: 'loading model' }
  const weights = await model.loadWeights()
  yield* acdcOnPairs({ ...options, architecture: model.config, weights, pairs })
}

/**
 * Whether this run can be made, prompts apart, before anything is loaded.
 * @throws PatchbayError (bad-input): a threshold that is no number, an order by EAP of a metric that has none.
 */
export function checkAcdcConfig(config: AcdcConfig): void {
  const { threshold, order, metric, orderMetric = metric } = config
  if (order === 'eap' && orderMetric === 'kl') throw noOrder()
  if (Number.isFinite(threshold)) return
  throw new PatchbayError(
    'bad-input',
    `the threshold is ${threshold}, not a number: give a finite one such as 0.05.`,
  )
}

function noOrder(): PatchbayError {
  return new PatchbayError(
    'bad-input',
    'kl has gradient 0 at the clean run, so EAP with kl is 0 for every edge and gives no order: take the order from another metric (--order-metric logit_diff), or choose another order.',
  )
}
