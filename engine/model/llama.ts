import type { ConfigFields } from './config-fields'
import type { KnownSettings } from './config-settings'
import type { ModelPlan } from './model-plan'
import { takeRmsNorm } from './linear-weights'
import { checkHeads, takeGatedMlp, takeLlamaLike, takeSelfAttention } from './llama-like'
import { readRotary } from './rotary'
import type { StoredTensors } from './stored-tensors'
import {
  plainEmbedding,
  plainLayer,
  plainLogits,
  plainRotary,
  type LayerWeights,
  type TransformerConfig,
} from './transformer'

export const LLAMA_SETTINGS: KnownSettings = {
  neutral: ['max_sequence_length'], // of the first converted models, beside max_position_embeddings
}

interface Stored {
  tied: boolean
  attentionBias: boolean
  mlpBias: boolean
}

/** LlamaForCausalLM: RMSNorm, rotary positions, gated MLP, grouped-query attention; matrices stored as [out, in]. */
export function planLlama(fields: ConfigFields): ModelPlan {
  const config = readConfig(fields)
  const stored = {
    tied: fields.flag('tie_word_embeddings', false),
    attentionBias: fields.flag('attention_bias', false),
    mlpBias: fields.flag('mlp_bias', false),
  }
  return {
    config,
    layout: (tensors) =>
      takeLlamaLike(tensors, config, stored.tied, (at) => takeLayer(tensors, config, stored, at)),
    ignored: /(^|\.)rotary_emb\.inv_freq$/,
  }
}

function readConfig(fields: ConfigFields): TransformerConfig {
  const dModel = fields.count('hidden_size')
  const heads = fields.count('num_attention_heads')
  const kvHeads = fields.derivedCount('num_key_value_heads', heads)
  const dHead = fields.derivedCount('head_dim', dModel / heads)
  checkHeads({ heads, kvHeads, dHead })
  const layer = plainLayer(1 / Math.sqrt(dHead), plainRotary(dHead, readRotary(fields, ROTARY).theta))
  return {
    architecture: 'llama',
    layerCount: fields.count('num_hidden_layers'),
    layers: [layer],
    heads,
    kvHeads,
    dModel,
    dHead,
    dMlp: fields.count('intermediate_size'),
    vocabSize: fields.count('vocab_size'),
    contextLength: fields.count('max_position_embeddings', 2048),
    embedding: plainEmbedding(false),
    norm: { kind: 'rms-norm', epsilon: fields.positive('rms_norm_eps', 1e-6) },
    mlp: { kind: 'gated', activation: fields.activation('hidden_act', 'silu') },
    parallel: false,
    causal: true,
    logits: plainLogits,
  }
}

const ROTARY = { theta: 'rope_theta', share: null }

function takeLayer(
  tensors: StoredTensors,
  config: TransformerConfig,
  { attentionBias, mlpBias }: Stored,
  at: string,
): LayerWeights {
  const { dModel } = config
  return {
    attentionNorm: takeRmsNorm(tensors, `${at}input_layernorm`, dModel),
    ...takeSelfAttention(tensors, at, config, attentionBias),
    mlpNorm: takeRmsNorm(tensors, `${at}post_attention_layernorm`, dModel),
    mlp: takeGatedMlp(tensors, at, config, mlpBias),
  }
}
