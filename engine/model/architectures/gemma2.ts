import type { ConfigFields } from '../settings/config-fields'
import { readWindows } from '../settings/layer-types'
import { planLaterGemma, readLaterGemma } from './gemma-like'
import { withAttention } from './llama-like'
import type { ArchitectureEntry, ModelPlan } from './model-plan'

export const GEMMA2: ArchitectureEntry = {
  modelTypes: ['gemma2'],
  classNames: ['Gemma2ForCausalLM', 'Gemma2Model'],
  plan: planGemma2,
  settings: { neutral: ['sliding_window_size'] }, // saved beside sliding_window, and not read
}

/**
 * Gemma2ForCausalLM: RMSNorms (stored less 1) before and after attention and MLP, rotary positions, gated MLP,
 * grouped-query attention over a window in every other layer, soft caps of scores and logits, scaled embeddings;
 * matrices stored as [out, in].
 */
function planGemma2(fields: ConfigFields): ModelPlan {
  const defaults = { contextLength: 8192, kvHeads: 4, logitCap: 30 }
  const config = readLaterGemma(fields, { architecture: 'gemma2', ...defaults })
  const softCap = fields.positiveOrNull('attn_logit_softcapping', 50)
  const window = fields.count('sliding_window', 4096)
  const windows = readWindows(fields, config.layerCount, window, (layer) => layer % 2 === 0)
  const attention = windows.map((own) => ({ ...own, softCap }))
  return planLaterGemma(fields, withAttention(config, attention))
}
