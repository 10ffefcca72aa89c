import type { ConfigFields } from '../settings/config-fields'
import { readLlamaLike } from './llama-like'
import { planLlamaLike } from './llama-like-layers'
import type { ArchitectureEntry, ModelPlan } from './model-plan'

export const LLAMA: ArchitectureEntry = {
  modelTypes: ['llama'],
  classNames: ['LlamaForCausalLM', 'LlamaModel', 'LLaMAForCausalLM'],
  plan: planLlama,
  settings: {
    neutral: ['max_sequence_length'], // of the first converted models, beside max_position_embeddings
  },
}

/** LlamaForCausalLM: RMSNorm, rotary positions, gated MLP, grouped-query attention; matrices stored as [out, in]. */
function planLlama(fields: ConfigFields): ModelPlan {
  const config = readLlamaLike(fields, { architecture: 'llama', contextLength: 2048 })
  return planLlamaLike(config, {
    tied: fields.flag('tie_word_embeddings', false),
    attentionBias: fields.flag('attention_bias', false),
    mlpBias: fields.flag('mlp_bias', false),
  })
}
