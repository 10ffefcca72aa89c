import type { ConfigFields } from '../settings/config-fields'
import { takeRmsNorm } from '../weights/linear-weights'
import { readLlamaLike, type LlamaLikeDefaults } from './llama-like'
import { planLayers, takeGatedMlp, takeSelfAttention } from './llama-like-layers'
import type { ModelPlan } from './model-plan'
import type { TransformerConfig } from '../transformer'

/** What the Gemmas share: embeddings scaled by sqrt(dModel), norms stored less 1, tied heads; from the second on, norms after. */

type GemmaDefaults = Pick<LlamaLikeDefaults, 'architecture' | 'contextLength' | 'kvHeads' | 'rotary'> & {
  activationName: string
}

/** @throws PatchbayError (bad-input) as readLlamaLike does. */
export function readGemmaLike(
  fields: ConfigFields,
  { activationName, ...defaults }: GemmaDefaults,
): TransformerConfig {
  const activation = { name: activationName, fallback: 'gelu_pytorch_tanh' }
  const config = readLlamaLike(fields, { ...defaults, dHead: 256, activation })
  const scale = Math.fround(Math.sqrt(config.dModel))
  return { ...config, embedding: { ...config.embedding, scale } }
}

export function readGemmaStorage(fields: ConfigFields) {
  return {
    tied: fields.flag('tie_word_embeddings', true),
    attentionBias: fields.flag('attention_bias', false),
    normPlus: 1,
  }
}

/** Of Gemma 2 and 3, besides: scores scaled by a setting, norms after attention and MLP, a soft cap of the logits. */
export function readLaterGemma(
  fields: ConfigFields,
  defaults: Omit<GemmaDefaults, 'activationName'> & { logitCap: number | null },
): TransformerConfig {
  const { logitCap, ...others } = defaults
  const config = readGemmaLike(fields, { ...others, activationName: 'hidden_activation' })
  // The library does not read it, though many files have it.
  const activation = fields.value('hidden_activation') ?? 'gelu_pytorch_tanh'
  fields.overruled('hidden_act', 'hidden_activation', activation)
  const scale = 1 / Math.sqrt(fields.positive('query_pre_attn_scalar', 256))
  return {
    ...config,
    layers: config.layers.map(({ attention, norms, ...layer }) => ({
      ...layer,
      attention: { ...attention, scale },
      norms: { ...norms, afterAttention: true, afterMlp: true },
    })),
    logits: { ...config.logits, softCap: fields.positiveOrNull('final_logit_softcapping', logitCap) },
  }
}

/** The layers of Gemma 2 and 3. */
export function planLaterGemma(fields: ConfigFields, config: TransformerConfig): ModelPlan {
  const storage = readGemmaStorage(fields)
  return planLayers(config, storage, (tensors, at) => {
    const norm = (name: string) => takeRmsNorm(tensors, at + name, config.dModel, storage.normPlus)
    return {
      attentionNorm: norm('input_layernorm'),
      attentionPostNorm: norm('post_attention_layernorm'),
      ...takeSelfAttention(tensors, at, config, storage),
      mlpNorm: norm('pre_feedforward_layernorm'),
      mlpPostNorm: norm('post_feedforward_layernorm'),
      mlp: takeGatedMlp(tensors, at, config, false),
    }
  })
}
