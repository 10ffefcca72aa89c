import {
  bytesText,
  budgetText,
  definitionOf,
  PatchbayError,
  type MemoryBudget,
  type MemoryNeed,
  type RunConfig,
} from '../../contract'
import type { Experiment } from '../experiment/experiment'
import type { TransformerConfig } from '../model'
import { memoryPlan, type MemoryPlan } from './memory-plan'

/** What a run needs at its peak, before anything is loaded. */
export function runMemory(...of: Parameters<typeof memoryPlan>): MemoryNeed {
  const [architecture, config, pairs] = of
  const { need } = memoryPlan(...of)
  return { ...need, refusal: fits(need) ? null : refusalOf(architecture, config, pairs, need) }
}

const fits = ({ peakBytes, budget }: MemoryPlan['need']): boolean => peakBytes <= budget.bytes

/** How the run is to use its memory. @throws PatchbayError (bad-input) where it does not fit. */
export function fittingPlan(...of: Parameters<typeof memoryPlan>): MemoryPlan {
  const [architecture, config, pairs] = of
  const plan = memoryPlan(...of)
  if (fits(plan.need)) return plan
  throw new PatchbayError('bad-input', refusalOf(architecture, config, pairs, plan.need))
}

/** Names what would fit: fewer prompts, or a method whose memory is level. */
function refusalOf(
  architecture: TransformerConfig,
  config: RunConfig,
  pairs: Experiment['pairs'],
  need: MemoryPlan['need'],
): string {
  const { peakBytes, budget, promptCount, tokens, mostPrompts: most } = need
  const prompts = promptCount === 1 ? '1 prompt' : `${promptCount.toLocaleString('en-US')} prompts`
  const what = `${definitionOf(config.method).title} of ${prompts} of ${tokens} tokens`
  const fitting = most ? [`up to ${most.toLocaleString('en-US')} prompts fit`] : []
  const level = levelInstead(architecture, config, pairs, budget)
  const mends = [...fitting, ...level, 'give more with --memory, or in the settings']
  const digits = digitsApart(peakBytes, budget.bytes)
  const needs = `${what} needs about ${bytesText(peakBytes, digits)}; ${budgetText(budget, digits)}`
  return `${needs}: ${mends.join(', or ')}.`
}

/** With so many digits two sizes do not look alike. */
function digitsApart(needed: number, allowed: number): number {
  const most = 9
  let digits = 2
  while (digits < most && bytesText(needed, digits) === bytesText(allowed, digits)) digits++
  return digits
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
  const { peakBytes } = memoryPlan(architecture, eap, pairs, budget).need
  return peakBytes <= budget.bytes ? [`EAP (about ${bytesText(peakBytes)})`] : []
}
