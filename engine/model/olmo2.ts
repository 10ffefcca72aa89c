import type { ConfigFields } from './config-fields'
import type { KnownSettings } from './config-settings'
import { takeRmsNorm, takeWholeNorm } from './linear-weights'
import { checkHeads, takeGatedMlp, takeLlamaLike, takeSelfAttention } from './llama-like'
import type { ModelPlan } from './model-plan'
import { readRotary } from './rotary'
import type { StoredTensors } from './stored-tensors'
import {
  plainEmbedding,
  plainLayer,
  plainLogits,
  plainRotary,
  type LayerSpec,
  type LayerWeights,
  type TransformerConfig,
} from './transformer'

export const OLMO2_SETTINGS: KnownSettings = {}

/**
 * Olmo2ForCausalLM: RMSNorms after attention and MLP and none before them, a norm of q and k over all heads, rotary
 * positions, gated MLP; matrices stored as [out, in].
 */
export function planOlmo2(fields: ConfigFields): ModelPlan {
  const config = readConfig(fields)
  const tied = fields.flag('tie_word_embeddings', false)
  const bias = fields.flag('attention_bias', false)
  return {
    config,
    layout: (tensors) => takeLlamaLike(tensors, config, tied, (at) => takeLayer(tensors, config, bias, at)),
    ignored: /(^|\.)rotary_emb\.inv_freq$/,
  }
}

function readConfig(fields: ConfigFields): TransformerConfig {
  const dModel = fields.count('hidden_size')
  const heads = fields.count('num_attention_heads')
  const kvHeads = fields.derivedCount('num_key_value_heads', heads)
  const dHead = fields.derivedCount('head_dim', dModel / heads)
  checkHeads({ heads, kvHeads, dHead })
  const { theta } = readRotary(fields, { theta: 'rope_theta', share: null })
  return {
    architecture: 'olmo2',
    layerCount: fields.count('num_hidden_layers'),
    layers: [layerOf(dHead, theta)],
    heads,
    kvHeads,
    dModel,
    dHead,
    dMlp: fields.count('intermediate_size'),
    vocabSize: fields.count('vocab_size'),
    contextLength: fields.count('max_position_embeddings', 2048),
    embedding: plainEmbedding(false),
    norm: { kind: 'rms-norm', epsilon: fields.positive('rms_norm_eps', 1e-5) },
    mlp: { kind: 'gated', activation: fields.activation('hidden_act', 'silu') },
    parallel: false,
    causal: true,
    logits: plainLogits,
  }
}

function layerOf(dHead: number, theta: number): LayerSpec {
  const plain = plainLayer(1 / Math.sqrt(dHead), plainRotary(dHead, theta))
  return {
    ...plain,
    attention: { ...plain.attention, qkNorm: 'all-heads' },
    norms: {
      beforeAttention: false,
      afterAttention: true,
      beforeMlp: false,
      afterMlp: true,
      shared: false,
    },
  }
}

function takeLayer(
  tensors: StoredTensors,
  config: TransformerConfig,
  bias: boolean,
  at: string,
): LayerWeights {
  const { heads, kvHeads, dHead, dModel } = config
  return {
    attentionNorm: null,
    attentionPostNorm: takeRmsNorm(tensors, `${at}post_attention_layernorm`, dModel),
    ...takeSelfAttention(tensors, at, config, bias),
    qNorm: takeWholeNorm(tensors, `${at}self_attn.q_norm`, heads, dHead),
    kNorm: takeWholeNorm(tensors, `${at}self_attn.k_norm`, kvHeads, dHead),
    mlpNorm: null,
    mlpPostNorm: takeRmsNorm(tensors, `${at}post_feedforward_layernorm`, dModel),
    mlp: takeGatedMlp(tensors, at, config, false),
  }
}
