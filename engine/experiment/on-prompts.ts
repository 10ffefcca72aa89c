import type { PromptSet } from '../../contract'
import { encodePrompts } from '../datasets'
import type { OpenModel } from '../model'
import { weightFeeds } from '../transformer'
import { defaultThreads, paddedLength, unwatched, type Experiment, type Progress } from './experiment'
import { watchedConfig } from './no-numbers'

export interface OnPromptsOptions {
  model: OpenModel
  prompts: Pick<PromptSet, 'bos' | 'rows'>
  /** Threads of the runtime; without it, one for each core, at most 8. */
  threads?: number
}

/**
 * A method from an opened model and prompts as typed on: `onPrompts(options, (experiment) => eap(experiment, ..))`.
 * It computes only when the next event is pulled, so whoever pulls can pause and stop; the answer is the
 * generator's return value.
 * @throws PatchbayError (bad-input) for the first problem of the prompts, and as the method does.
 */
export async function* onPrompts<Event, Result>(
  { model, prompts, threads = defaultThreads() }: OnPromptsOptions,
  method: (experiment: Experiment) => AsyncGenerator<Event, Result>,
): AsyncGenerator<Event | Progress, Result> {
  const { pairs } = encodePrompts(model, prompts.bos, prompts.rows)
  yield { type: 'stage', stage: 'loading model' }
  const weights = weightFeeds(await model.loadWeights())
  const experiment = { config: watchedConfig(model.config, weights), weights, pairs, threads }
  paddedLength(experiment)
  await unwatched(experiment)
  return yield* method(experiment)
}
