import { bytesText, budgetText, PatchbayError, PROGRAM_BYTES, type MemoryBudget } from '../../contract'
import { paddedLength, type Experiment } from '../experiment/experiment'
import { besideWeights } from '../experiment/memory-terms'
import type { TransformerConfig } from '../model'
import { FEW_PASSES_BYTES, weightMemory } from '../transformer'
import { sizedExperiment } from '../experiment/open-experiment'

/** Traces of single prompts that are kept, so that what was looked at is shown at once. */
export const KEPT_TRACES_BYTES = 256 * 2 ** 20
/** What a run of the prompts of one step of a summary holds. */
const STEP_BYTES = 48 * 2 ** 20
/** Tokens of one step, in both runs: half a second on a small model, and enough for the weights to be read seldom. */
const STEP_TOKENS = 1024

/** How explanations of a model on some prompts use memory. */
export interface ExplainMemory {
  /** How much of the weights may be in memory. */
  weightBytes: number
  peakBytes: number
  /** Between questions. */
  keptBytes: number
}

/** All values of one prompt in one run that a trace holds: see TraceSite. */
export function traceBytes({ layerCount, heads, kvHeads, dHead, dModel }: TransformerConfig, length: number) {
  const perToken = 3 * dModel + (2 * heads + 2 * kvHeads) * dHead
  return 4 * (layerCount * length * (perToken + heads * length) + length * dModel)
}

/** Patterns of all heads on one prompt. */
export const patternBytes = ({ layerCount, heads }: TransformerConfig, length: number): number =>
  4 * layerCount * heads * length ** 2

/** How many prompts a step of a summary traces. */
export function promptsTraced(config: TransformerConfig, length: number): number {
  const most = Math.min(STEP_TOKENS / (2 * length), STEP_BYTES / summaryBytes(config, length))
  return Math.max(1, Math.floor(most))
}

/** Of one prompt of a step: its patterns, and of the other values those of the layer that is computed. */
const summaryBytes = (config: TransformerConfig, length: number): number =>
  patternBytes(config, length) + 2 * traceBytes({ ...config, layerCount: 1 }, length)

/** @throws PatchbayError (bad-input) where the model with one prompt does not fit. */
export function explainMemory(
  config: TransformerConfig,
  pairs: Experiment['pairs'],
  budget: MemoryBudget,
): ExplainMemory {
  const length = paddedLength(sizedExperiment(config, pairs))
  const both = 2 * traceBytes(config, length)
  const computing = Math.max(promptsTraced(config, length) * summaryBytes(config, length), 4 * both)
  const traces = Math.min(KEPT_TRACES_BYTES, pairs.length * both)
  const needOf = (weightBytes: number): ExplainMemory => {
    const memory = weightMemory(config, { bytes: weightBytes })
    const weights = memory.heldBytes + memory.bufferBytes + besideWeights(memory)
    const keptBytes = PROGRAM_BYTES + weights + traces
    return { weightBytes, keptBytes, peakBytes: keptBytes + computing }
  }
  const held = needOf(Infinity)
  if (held.peakBytes <= budget.bytes) return held
  const streamed = needOf(Math.min(FEW_PASSES_BYTES, 0.4 * budget.bytes))
  if (streamed.peakBytes <= budget.bytes) return streamed
  const needs = `Explaining prompts of ${length} tokens needs about ${bytesText(streamed.peakBytes)}`
  throw new PatchbayError(
    'bad-input',
    `${needs}; ${budgetText(budget)}: give more with --memory, or in the settings.`,
  )
}
