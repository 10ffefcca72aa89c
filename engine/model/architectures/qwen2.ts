import type { ConfigFields } from '../settings/config-fields'
import { readLateWindows } from '../settings/layer-types'
import { readLlamaLike, withAttention } from './llama-like'
import { planLlamaLike } from './llama-like-layers'
import type { ArchitectureEntry, ModelPlan } from './model-plan'

export const QWEN2: ArchitectureEntry = {
  modelTypes: ['qwen2'],
  classNames: ['Qwen2ForCausalLM', 'Qwen2Model'],
  plan: planQwen2,
  settings: {
    // Not read: q, k and v always have biases, and there are no images.
    refused: { attention_bias: () => true },
    neutral: ['qkv_bias', 'use_mrope'],
  },
}

/** Qwen2ForCausalLM: as Llama with biases of q, k and v; late layers may attend to a window. */
function planQwen2(fields: ConfigFields): ModelPlan {
  const config = readLlamaLike(fields, { architecture: 'qwen2', contextLength: 32768, kvHeads: 32 })
  const windows = readLateWindows(fields, config.layerCount)
  return planLlamaLike(withAttention(config, windows), {
    tied: fields.flag('tie_word_embeddings', false),
    attentionBias: true,
    outputBias: false,
  })
}
