import { configError, type ConfigFields } from './config-fields'
import type { KnownSettings } from './config-settings'
import type { ModelPlan } from './model-plan'
import { storedPrefix, takeEnds } from './output-head'
import { takeHeadOutputs, takeHeads, takeProjection, takeRmsNorm } from './linear-weights'
import { readRotary } from './rotary'
import type { StoredTensors } from './stored-tensors'
import {
  plainEmbedding,
  plainLayer,
  plainLogits,
  plainRotary,
  type LayerWeights,
  type TransformerConfig,
  type TransformerWeights,
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
    layout: (tensors) => takeWeights(tensors, config, stored),
    ignored: /(^|\.)rotary_emb\.inv_freq$/,
  }
}

function readConfig(fields: ConfigFields): TransformerConfig {
  const dModel = fields.count('hidden_size')
  const heads = fields.count('num_attention_heads')
  const kvHeads = fields.derivedCount('num_key_value_heads', heads)
  const dHead = fields.derivedCount('head_dim', dModel / heads)
  if (heads % kvHeads !== 0) {
    throw configError(`num_attention_heads ${heads} cannot be divided among num_key_value_heads ${kvHeads}`)
  }
  if (dHead % 2 !== 0) throw configError(`head_dim ${dHead} must be even for rotary positions`)
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

function takeWeights(tensors: StoredTensors, config: TransformerConfig, stored: Stored): TransformerWeights {
  const { layerCount, dModel, vocabSize } = config
  const prefix = storedPrefix(tensors, 'model.', 'embed_tokens.weight')
  return {
    ...takeEnds(tensors, `${prefix}embed_tokens.weight`, [vocabSize, dModel], stored.tied),
    positions: null,
    layers: Array.from({ length: layerCount }, (_, layer) =>
      takeLayer(tensors, config, stored, `${prefix}layers.${layer}.`),
    ),
    finalNorm: takeRmsNorm(tensors, `${prefix}norm`, dModel),
  }
}

function takeLayer(
  tensors: StoredTensors,
  config: TransformerConfig,
  stored: Stored,
  at: string,
): LayerWeights {
  const { heads, kvHeads, dModel } = config
  const dMlp = config.dMlp!
  const { attentionBias, mlpBias } = stored
  return {
    attentionNorm: takeRmsNorm(tensors, `${at}input_layernorm`, dModel),
    q: takeHeads(tensors, `${at}self_attn.q_proj`, heads, config, attentionBias),
    k: takeHeads(tensors, `${at}self_attn.k_proj`, kvHeads, config, attentionBias),
    v: takeHeads(tensors, `${at}self_attn.v_proj`, kvHeads, config, attentionBias),
    o: takeHeadOutputs(tensors, `${at}self_attn.o_proj`, config, attentionBias),
    mlpNorm: takeRmsNorm(tensors, `${at}post_attention_layernorm`, dModel),
    mlp: {
      gate: takeProjection(tensors, `${at}mlp.gate_proj`, dModel, dMlp, mlpBias),
      up: takeProjection(tensors, `${at}mlp.up_proj`, dModel, dMlp, mlpBias),
      down: takeProjection(tensors, `${at}mlp.down_proj`, dMlp, dModel, mlpBias),
    },
  }
}
