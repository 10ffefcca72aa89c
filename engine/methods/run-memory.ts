import {
  bytesText,
  budgetText,
  PatchbayError,
  type MemoryBudget,
  type MemoryNeed,
  type RunConfig,
} from '../../contract'
import { paddedLength, type Experiment } from '../experiment/experiment'
import { PROGRAM_BYTES, weightBytes, type MethodMemory } from '../experiment/memory-terms'
import { sizedExperiment } from '../experiment/open-experiment'
import type { TransformerConfig } from '../model'
import { engineMethod } from './registry'

/** What people call a run of a method, at the beginning of a sentence. */
const TITLES: Record<RunConfig['method'], string> = {
  acdc: 'ACDC',
  activation: 'Activation patching',
  attribution: 'Attribution patching',
  edges: 'Edge patching',
  path: 'Path patching',
  eap: 'EAP',
  evaluate: 'Judging a circuit',
  workflow: 'The workflow',
  check: 'The self-check',
}

/** What a run needs at its peak, before anything is loaded. */
export function runMemory(
  architecture: TransformerConfig,
  config: RunConfig,
  pairs: Experiment['pairs'],
  budget: MemoryBudget,
): MemoryNeed {
  const need = { ...needOf(architecture, config, pairs, budget), refusal: null }
  if (need.peakBytes <= budget.bytes) return need
  return { ...need, refusal: refusalOf(architecture, config, pairs, need) }
}

/** @throws PatchbayError (bad-input) where the run does not fit. */
export function checkMemory(...of: Parameters<typeof runMemory>): void {
  const { refusal } = runMemory(...of)
  if (refusal !== null) throw new PatchbayError('bad-input', refusal)
}

type Need = Omit<MemoryNeed, 'refusal'>

function needOf(
  architecture: TransformerConfig,
  config: RunConfig,
  pairs: Experiment['pairs'],
  budget: MemoryBudget,
): Need {
  const sized = sizedExperiment(architecture, pairs)
  const method = engineMethod(config.method).memory(sized, config)
  const uses = {
    program: PROGRAM_BYTES,
    weights: weightBytes(architecture),
    prompts: method.promptBytes,
    computing: method.computingBytes,
  }
  return {
    peakBytes: uses.program + uses.weights + uses.prompts + uses.computing,
    uses,
    budget,
    weights: 'held',
    promptCount: pairs.length,
    tokens: paddedLength(sized),
    promptsAtOnce: method.promptsAtOnce,
    mostPrompts: method.grows ? mostPrompts(uses, method, budget) : null,
  }
}

/** As many as fit beside what does not grow with them. */
function mostPrompts(
  { program, weights, computing }: MemoryNeed['uses'],
  { promptBytes, promptsAtOnce }: MethodMemory,
  budget: MemoryBudget,
): number {
  const left = budget.bytes - program - weights - computing
  return Math.max(0, Math.floor(left / (promptBytes / promptsAtOnce)))
}

/** Names what would fit: fewer prompts, or a method whose memory is level. */
function refusalOf(
  architecture: TransformerConfig,
  config: RunConfig,
  pairs: Experiment['pairs'],
  need: Need,
): string {
  const { peakBytes, budget, promptCount, tokens, mostPrompts: most } = need
  const prompts = promptCount === 1 ? '1 prompt' : `${promptCount.toLocaleString('en-US')} prompts`
  const what = `${TITLES[config.method]} of ${prompts} of ${tokens} tokens`
  const fitting = most ? [`up to ${most.toLocaleString('en-US')} prompts fit`] : []
  const level = levelInstead(architecture, config, pairs, budget)
  const mends = [...fitting, ...level, 'give more with --memory, or in the settings']
  const needs = `${what} needs about ${bytesText(peakBytes)}; ${budgetText(budget)}`
  return `${needs}: ${mends.join(', or ')}.`
}

/** EAP of the same prompts, where that fits: it looks for the same as ACDC does, and its memory does not grow. */
function levelInstead(
  architecture: TransformerConfig,
  { method, model, prompts, metric }: RunConfig,
  pairs: Experiment['pairs'],
  budget: MemoryBudget,
): string[] {
  if (method !== 'acdc') return []
  const eap: RunConfig = {
    method: 'eap',
    model,
    prompts,
    metric,
    direction: 'noising',
    ablation: 'resample',
    igSteps: 0,
  }
  const { peakBytes } = needOf(architecture, eap, pairs, budget)
  return peakBytes <= budget.bytes ? [`EAP (about ${bytesText(peakBytes)})`] : []
}
