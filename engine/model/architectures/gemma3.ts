import type { ConfigFields } from '../settings/config-fields'
import { readPattern, readWindows } from '../settings/layer-types'
import { readRotaryByType } from '../settings/rotary'
import { planLaterGemma, readLaterGemma } from './gemma-like'
import { withAttention } from './llama-like'
import type { ArchitectureEntry, ModelPlan } from './model-plan'
import type { AttentionSpec, TransformerConfig } from '../transformer'

export const GEMMA3: ArchitectureEntry = {
  modelTypes: ['gemma3_text'],
  classNames: ['Gemma3ForCausalLM', 'Gemma3TextModel'],
  plan: planGemma3,
  settings: {
    refused: { attn_logit_softcapping: () => true }, // Gemma 2's, which is saved and not read
    neutral: ['_sliding_window_pattern'], // saved beside the layer_types that follow from it
  },
}

/**
 * Gemma3ForCausalLM: as Gemma 2 without a soft cap of scores, with a norm of q and k over each head; each sixth layer
 * sees all positions and has rotary positions of its own.
 */
function planGemma3(fields: ConfigFields): ModelPlan {
  const defaults = { contextLength: 131072, kvHeads: 4, rotary: null, logitCap: null }
  const config = readLaterGemma(fields, { architecture: 'gemma3', ...defaults })
  return planLaterGemma(fields, withAttention(config, readAttention(fields, config)))
}

function readAttention(fields: ConfigFields, config: TransformerConfig): Partial<AttentionSpec>[] {
  const { dHead, contextLength, layerCount } = config
  const shape = { dHead, contextLength }
  const rotary = readRotaryByType(fields, {
    full_attention: { ...shape, theta: { name: 'rope_theta', fallback: 1000000 } },
    sliding_attention: { ...shape, theta: { name: 'rope_local_base_freq', fallback: 10000 } },
  })
  const window = fields.count('sliding_window', 4096)
  return readWindows(fields, layerCount, window, readPattern(fields, 6)).map((own) => ({
    ...own,
    qkNorm: 'per-head',
    rotary: rotary[own.window === null ? 'full_attention' : 'sliding_attention'],
  }))
}
