import type { AcdcResult, AcdcConfig } from '../contract'
import { defaultThreads } from '../engine/experiment/experiment'
import { watchedConfig } from '../engine/experiment/no-numbers'
import type { PromptPair } from '../engine/datasets'
import { discoverCircuit, type AcdcOptions } from '../engine/methods/acdc'
import type { MethodEvent } from '../engine/methods/event'
import type { TransformerConfig, TransformerWeights } from '../engine/model'
import { weightFeeds } from '../engine/transformer'

export type AcdcEvent = MethodEvent<'acdc'>

export interface AcdcOnPairsOptions extends Omit<AcdcOptions, keyof AcdcConfig> {
  config: Pick<AcdcOptions, 'metric' | 'threshold' | 'order' | 'orderMetric' | 'absolute' | 'ablation'>
  architecture: TransformerConfig
  weights: TransformerWeights
  pairs: readonly PromptPair[]
  threads?: number
}

/** ACDC from loaded weights and encoded prompts on, for tests that change either. */
export function acdcOnPairs({
  config,
  architecture,
  weights: loaded,
  pairs,
  threads = defaultThreads(),
  ...rest
}: AcdcOnPairsOptions): AsyncGenerator<AcdcEvent, AcdcResult> {
  const weights = weightFeeds(loaded)
  const experiment = { config: watchedConfig(architecture, weights), weights, pairs, threads }
  return discoverCircuit(experiment, { ...config, ...rest })
}
