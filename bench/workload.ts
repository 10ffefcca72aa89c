import type { PromptPair } from '../engine/datasets'
import { openModel, type TransformerConfig, type TransformerWeights } from '../engine/model'
import { weightFeeds } from '../engine/transformer'
import { modelFolder, type BenchModel } from './models'
import { promptPairs } from './prompts'
import type { Experiment } from '../engine/experiment/experiment'

/** What a job works on; sizes are those of the issue unless said otherwise. */
export interface WorkloadSize {
  model: BenchModel
  prompts?: number
  tokens?: number
  threads: number
}

export interface Workload {
  architecture: TransformerConfig
  weights: TransformerWeights
  pairs: PromptPair[]
  threads: number
}

export async function loadWorkload({
  model,
  prompts = 16,
  tokens = 16,
  threads,
}: WorkloadSize): Promise<Workload> {
  const opened = await openModel(modelFolder(model))
  const pairs = promptPairs({ prompts, tokens, vocabSize: model.vocabSize })
  return { architecture: opened.config, weights: await opened.loadWeights(), pairs, threads }
}

export function experimentOf({ architecture, weights, pairs, threads }: Workload): Experiment {
  return { config: architecture, weights: weightFeeds(weights), pairs, threads }
}
