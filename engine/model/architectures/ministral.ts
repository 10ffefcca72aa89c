import type { ConfigFields } from '../settings/config-fields'
import { readWindows } from '../settings/layer-types'
import { readLlamaLike, withAttention } from './llama-like'
import { planLlamaLike } from './llama-like-layers'
import type { ArchitectureEntry, ModelPlan } from './model-plan'

export const MINISTRAL: ArchitectureEntry = {
  modelTypes: ['ministral'],
  classNames: ['MinistralForCausalLM', 'MinistralModel'],
  plan: planMinistral,
}

/** MinistralForCausalLM: as Mistral, where each layer says whether it attends to a window. */
function planMinistral(fields: ConfigFields): ModelPlan {
  const config = readLlamaLike(fields, { architecture: 'ministral', contextLength: 131072, kvHeads: 8 })
  const window = fields.countOrNull('sliding_window', 4096)
  const windows = readWindows(fields, config.layerCount, window, () => true)
  const tied = fields.flag('tie_word_embeddings', false)
  return planLlamaLike(withAttention(config, windows), { tied })
}
