import { openedExperiment } from '../../engine/experiment/open-experiment'
import { runPairs } from '../../engine/experiment/paired-runs'
import { resultOf } from '../../engine/experiment/progress'
import type { Experiment } from '../../engine/experiment/experiment'
import { discoverCircuit } from '../../engine/methods/acdc'
import { eap } from '../../engine/methods/eap'
import { openModel } from '../../engine/model'
import { FEW_PASSES_BYTES } from '../../engine/transformer'
import { LARGE_MODELS, largeModelFolder, type LargeModelName } from '../large-models'
import { peakBytes, stopwatch, type Timing } from '../process-stats'
import { promptPairs } from '../prompts'

export interface LargeJob {
  model: LargeModelName
  /** What is measured: opening by itself, the others with everything before them. */
  step: 'open' | 'forward' | 'eap' | 'acdc'
  prompts?: number
  tokens?: number
  /** How much of the weights may be in memory as float32; without it, as for a few passes. */
  weightBytes?: number
  threads: number
}

export interface LargeResult {
  timing: Timing
  peakBytes: number | null
  edges: number
  /** Of ACDC. */
  kept: number | null
}

export async function largeJob({
  model: name,
  step,
  prompts = 16,
  tokens = 16,
  weightBytes = FEW_PASSES_BYTES,
  threads,
}: LargeJob): Promise<LargeResult> {
  const { vocabSize } = LARGE_MODELS[name]
  const stop = stopwatch()
  const model = await openModel(largeModelFolder(LARGE_MODELS[name]))
  let kept: number | null = null
  if (step !== 'open') {
    const pairs = promptPairs({ prompts, tokens, vocabSize })
    const experiment = await openedExperiment(model, pairs, { threads, weightBytes })
    if (step === 'forward') await runPairs(experiment.config, experiment.weights, pairs, threads)
    if (step === 'eap') await resultOf(eap(experiment, { metric: 'logit_diff', direction: 'noising' }))
    if (step === 'acdc') kept = await keptEdges(experiment)
  }
  return { timing: stop(), peakBytes: peakBytes(), edges: model.info.edgeCount, kept }
}

/** About fifty edges are worth keeping at this threshold. */
const THRESHOLD = 0.05

async function keptEdges(experiment: Experiment): Promise<number> {
  let kept = 0
  const options = { metric: 'logit_diff', threshold: THRESHOLD, order: 'reference', absolute: false } as const
  for await (const event of discoverCircuit(experiment, options))
    if (event.type === 'decision' && event.kept) kept++
  return kept
}
