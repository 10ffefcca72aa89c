import type { ConfigFields } from '../settings/config-fields'
import { readLateWindows } from '../settings/layer-types'
import { readLlamaLike, withAttention } from './llama-like'
import { planLlamaLike } from './llama-like-layers'
import type { ArchitectureEntry, ModelPlan } from './model-plan'

export const QWEN3: ArchitectureEntry = {
  modelTypes: ['qwen3'],
  classNames: ['Qwen3ForCausalLM', 'Qwen3Model'],
  plan: planQwen3,
}

/** Qwen3ForCausalLM: as Llama with a norm of q and k over each head; late layers may attend to a window. */
function planQwen3(fields: ConfigFields): ModelPlan {
  const defaults = { contextLength: 32768, kvHeads: 32, dHead: 128 }
  const config = readLlamaLike(fields, { architecture: 'qwen3', ...defaults })
  const windows = readLateWindows(fields, config.layerCount)
  const attention = windows.map((window) => ({ ...window, qkNorm: 'per-head' as const }))
  return planLlamaLike(withAttention(config, attention), {
    tied: fields.flag('tie_word_embeddings', false),
    attentionBias: fields.flag('attention_bias', false),
  })
}
