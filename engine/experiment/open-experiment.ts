import type { PromptSet } from '../../contract'
import { encodePrompts, pairsOfParts, type PromptPair } from '../datasets'
import type { OpenModel, TransformerConfig } from '../model'
import type { Feeds } from '../onnx'
import { FEW_PASSES_BYTES, holdWithin, weightFeeds, type WeightLimit } from '../transformer'
import { defaultThreads, paddedLength, type Experiment } from './experiment'
import { watchedConfig } from './no-numbers'
import { unwatched } from './baseline'
import { usefulThreads } from './useful-threads'

export interface ExperimentOptions {
  /** The most threads of the runtime, see `usefulThreads`; without it, one for each core, at most 8. */
  threads?: number
  /** How much of the weights may be in memory as float32; without it, all. The rest is read whenever it is used. */
  weightBytes?: number
  /** See WeightLimit. */
  withoutHead?: boolean
  /** See Experiment. */
  partBytes?: number
  /** See Experiment. */
  otherPart?: readonly PromptPair[]
}

/**
 * A model with prompts as typed, ready for any method: prompts encoded, weights loaded. Of a set that is split, the train
 * part; `onOtherPart` gives the experiment on what is held out.
 * @throws PatchbayError (bad-input) for the first problem of the prompts, and where the model gives no numbers on them.
 */
export async function openExperiment(
  model: OpenModel,
  { bos = 'tokenizer', answerReading, rows, split }: Partial<PromptSet> & Pick<PromptSet, 'rows'>,
  options: ExperimentOptions = {},
): Promise<Experiment> {
  const { pairs } = encodePrompts(model, { bos, answerReading }, rows)
  const { train, 'held-out': heldOut } = pairsOfParts({ rows, split }, pairs)
  return openedExperiment(model, train, { ...options, ...(heldOut && { otherPart: heldOut }) })
}

/** The same from encoded prompts on. */
export async function openedExperiment(
  model: OpenModel,
  pairs: readonly PromptPair[],
  options: ExperimentOptions = {},
): Promise<Experiment> {
  const { threads = defaultThreads(), weightBytes = Infinity, withoutHead, partBytes, otherPart } = options
  const length = paddedLength(sizedExperiment(model.config, pairs))
  const weights = await loadedWeights(model, { bytes: weightBytes, withoutHead })
  const experiment = {
    config: watchedConfig(model.config, weights),
    weights,
    pairs,
    otherPart,
    threads: usefulThreads(threads, model.config, pairs, length),
    partBytes,
  }
  await unwatched(experiment)
  return experiment
}

/** The model's weights, of which so much may be in memory as float32: without it, as for a few passes. */
export async function loadedWeights(
  model: OpenModel,
  limit: WeightLimit = { bytes: FEW_PASSES_BYTES },
): Promise<Feeds> {
  const weights = await model.loadWeights()
  holdWithin(weights, limit)
  return weightFeeds(weights)
}

/**
 * An experiment for checks, which look at sizes only: it has no weights.
 * @throws PatchbayError (bad-input) as paddedLength.
 */
export function sizedExperiment(config: TransformerConfig, pairs: readonly PromptPair[]): Experiment {
  const sized = { config, pairs, weights: {}, threads: 1 }
  paddedLength(sized)
  return sized
}
