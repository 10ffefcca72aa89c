import type { ConfigFields } from '../settings/config-fields'
import type { KnownSettings } from '../settings/config-settings'
import { readLayerTypes } from '../settings/layer-types'
import { takeRmsNorm } from '../weights/linear-weights'
import { checkHeads, takeGatedMlp, takeLlamaLike, takeSelfAttention } from './llama-like'
import type { ModelPlan } from './model-plan'
import { readRotary, type RotaryRules } from '../settings/rotary'
import type { StoredTensors } from '../weights/stored-tensors'
import {
  plainEmbedding,
  plainLayer,
  type LayerSpec,
  type LayerWeights,
  type TransformerConfig,
} from '../transformer'

export const GEMMA2_SETTINGS: KnownSettings = {}

/**
 * Gemma2ForCausalLM: RMSNorms (stored less 1) before and after attention and MLP, rotary positions, gated MLP,
 * grouped-query attention over a window in every other layer, soft caps of scores and logits, scaled embeddings;
 * matrices stored as [out, in].
 */
export function planGemma2(fields: ConfigFields): ModelPlan {
  const config = readConfig(fields)
  const tied = fields.flag('tie_word_embeddings', true)
  const bias = fields.flag('attention_bias', false)
  return {
    config,
    layout: (tensors) =>
      takeLlamaLike(tensors, config, tied, (at) => takeLayer(tensors, config, bias, at), 1),
    ignored: /(^|\.)rotary_emb\.inv_freq$/,
  }
}

function readConfig(fields: ConfigFields): TransformerConfig {
  const dModel = fields.count('hidden_size')
  const heads = fields.count('num_attention_heads')
  const kvHeads = fields.count('num_key_value_heads', 4)
  const dHead = fields.count('head_dim', 256)
  checkHeads({ heads, kvHeads, dHead })
  const layerCount = fields.count('num_hidden_layers')
  const contextLength = fields.count('max_position_embeddings', 8192)
  const activation = fields.activation('hidden_activation', 'gelu_pytorch_tanh')
  // The library does not read it, though many files have it.
  fields.overruled(
    'hidden_act',
    'hidden_activation',
    fields.value('hidden_activation') ?? 'gelu_pytorch_tanh',
  )
  return {
    architecture: 'gemma2',
    layerCount,
    layers: readLayers(fields, layerCount, { dHead, contextLength }),
    heads,
    kvHeads,
    dModel,
    dHead,
    dMlp: fields.count('intermediate_size'),
    vocabSize: fields.count('vocab_size'),
    contextLength,
    embedding: { ...plainEmbedding(false), scale: Math.fround(Math.sqrt(dModel)) },
    norm: { kind: 'rms-norm', epsilon: fields.positive('rms_norm_eps', 1e-6) },
    mlp: { kind: 'gated', activation },
    parallel: false,
    causal: true,
    logits: { scale: 1, softCap: fields.positiveOrNull('final_logit_softcapping', 30) },
  }
}

function readLayers(fields: ConfigFields, layerCount: number, rules: RotaryRules): LayerSpec[] {
  const rotary = readRotary(fields, rules)
  const scale = 1 / Math.sqrt(fields.positive('query_pre_attn_scalar', 256))
  const softCap = fields.positiveOrNull('attn_logit_softcapping', 50)
  const window = fields.count('sliding_window', 4096)
  const plain = plainLayer(scale, rotary)
  const norms = { ...plain.norms, afterAttention: true, afterMlp: true }
  const types = readLayerTypes(fields, layerCount, ['sliding_attention', 'full_attention'])
  return types.map((type) => ({
    ...plain,
    norms,
    attention: { ...plain.attention, softCap, window: type === 'sliding_attention' ? window : null },
  }))
}

function takeLayer(
  tensors: StoredTensors,
  config: TransformerConfig,
  bias: boolean,
  at: string,
): LayerWeights {
  const norm = (name: string) => takeRmsNorm(tensors, at + name, config.dModel, 1)
  return {
    attentionNorm: norm('input_layernorm'),
    attentionPostNorm: norm('post_attention_layernorm'),
    ...takeSelfAttention(tensors, at, config, bias),
    mlpNorm: norm('pre_feedforward_layernorm'),
    mlpPostNorm: norm('post_feedforward_layernorm'),
    mlp: takeGatedMlp(tensors, at, config, false),
  }
}
