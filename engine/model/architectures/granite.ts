import type { ConfigFields } from '../settings/config-fields'
import { readLlamaLike, withAttention } from './llama-like'
import { planLlamaLike } from './llama-like-layers'
import type { ArchitectureEntry, ModelPlan } from './model-plan'
import type { TransformerConfig } from '../transformer'

export const GRANITE: ArchitectureEntry = {
  modelTypes: ['granite'],
  classNames: ['GraniteForCausalLM', 'GraniteModel'],
  plan: planGranite,
}

/** GraniteForCausalLM: as Llama, with multipliers of embeddings, scores, what layers write, and logits. */
function planGranite(fields: ConfigFields): ModelPlan {
  const config = readConfig(fields)
  return planLlamaLike(config, {
    tied: fields.flag('tie_word_embeddings', false),
    attentionBias: fields.flag('attention_bias', false),
    mlpBias: fields.flag('mlp_bias', false),
  })
}

function readConfig(fields: ConfigFields): TransformerConfig {
  const plain = readLlamaLike(fields, { architecture: 'granite', contextLength: 2048 })
  const config = withAttention(plain, [{ scale: fields.positive('attention_multiplier', 1) }])
  const residualMultiplier = fields.positive('residual_multiplier', 1)
  return {
    ...config,
    layers: config.layers.map((layer) => ({ ...layer, residualMultiplier })),
    embedding: { ...config.embedding, scale: fields.positive('embedding_multiplier', 1) },
    logits: { ...config.logits, scale: 1 / fields.positive('logits_scaling', 1) },
  }
}
