import type { ConfigFields } from '../settings/config-fields'
import { readLlamaLike, withAttention } from './llama-like'
import { planLlamaLike } from './llama-like-layers'
import type { ArchitectureEntry, ModelPlan } from './model-plan'

export const MISTRAL: ArchitectureEntry = {
  modelTypes: ['mistral'],
  classNames: ['MistralForCausalLM', 'MistralModel'],
  plan: planMistral,
}

/** MistralForCausalLM: as Llama without biases; all layers attend to a window, where there is one. */
function planMistral(fields: ConfigFields): ModelPlan {
  const config = readLlamaLike(fields, { architecture: 'mistral', contextLength: 131072, kvHeads: 8 })
  const window = readOneWindow(fields, 4096)
  const tied = fields.flag('tie_word_embeddings', false)
  return planLlamaLike(withAttention(config, [{ window }]), { tied })
}

/** `sliding_window` of all layers. @throws PatchbayError (bad-input) where layer_types says something else. */
export function readOneWindow(fields: ConfigFields, fallback: number | null): number | null {
  const window = fields.countOrNull('sliding_window', fallback)
  // The library's classes differ in whether they read it.
  const type = window === null ? 'full_attention' : 'sliding_attention'
  fields.refuse({
    layer_types: (types) => types === null || (Array.isArray(types) && types.every((one) => one === type)),
  })
  return window
}
