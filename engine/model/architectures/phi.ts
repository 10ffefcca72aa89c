import type { ConfigFields } from '../settings/config-fields'
import { checkSharing } from '../settings/head-size'
import { readRotary } from '../settings/rotary'
import {
  ofAllHeads,
  takeHeadOutputs,
  takeHeads,
  takeLayerNorm,
  takePlainMlp,
} from '../weights/linear-weights'
import { storedPrefix, takeEnds } from '../weights/output-head'
import type { StoredTensors } from '../weights/stored-tensors'
import {
  plainEmbedding,
  plainLayer,
  plainLogits,
  type LayerWeights,
  type TransformerConfig,
  type TransformerWeights,
} from '../transformer'
import type { ArchitectureEntry, ModelPlan } from './model-plan'

export const PHI: ArchitectureEntry = {
  modelTypes: ['phi'],
  classNames: ['PhiForCausalLM', 'PhiModel'],
  plan: planPhi,
}

/**
 * PhiForCausalLM (Phi-1, 1.5 and 2): attention and MLP side by side after one LayerNorm, rotary positions over a part of
 * each head, biases everywhere, the head's included; matrices stored as [out, in].
 */
function planPhi(fields: ConfigFields): ModelPlan {
  const config = readConfig(fields)
  const tied = fields.flag('tie_word_embeddings', false)
  return {
    config,
    layout: (tensors) => takeWeights(tensors, config, tied),
    ignored: /(^|\.)rotary_emb\.inv_freq$/,
  }
}

function readConfig(fields: ConfigFields): TransformerConfig {
  const dModel = fields.count('hidden_size', 2048)
  const heads = fields.count('num_attention_heads', 32)
  const kvHeads = fields.derivedCount('num_key_value_heads', heads)
  const dHead = fields.count('head_dim', Math.floor(dModel / heads))
  checkSharing(['num_attention_heads', heads], ['num_key_value_heads', kvHeads])
  const contextLength = fields.count('max_position_embeddings', 2048)
  const share = { name: 'partial_rotary_factor', fallback: 0.5, isSavedToo: true }
  const plain = plainLayer(1 / Math.sqrt(dHead), readRotary(fields, { dHead, contextLength, share }))
  const qkNorm = fields.flag('qk_layernorm', false) ? 'per-head' : 'none'
  return {
    architecture: 'phi',
    layerCount: fields.count('num_hidden_layers', 24),
    layers: [
      { ...plain, attention: { ...plain.attention, qkNorm }, norms: { ...plain.norms, shared: true } },
    ],
    heads,
    kvHeads,
    dModel,
    dHead,
    dMlp: fields.count('intermediate_size', 8192),
    vocabSize: fields.count('vocab_size', 51200),
    contextLength,
    embedding: plainEmbedding(false),
    norm: { kind: 'layer-norm', epsilon: fields.positive('layer_norm_eps', 1e-5) },
    mlp: { kind: 'plain', activation: fields.activation('hidden_act', 'gelu_new') },
    parallel: true,
    causal: true,
    logits: plainLogits,
  }
}

function takeWeights(tensors: StoredTensors, config: TransformerConfig, tied: boolean): TransformerWeights {
  const { layerCount, dModel, vocabSize } = config
  const prefix = storedPrefix(tensors, 'model.', 'embed_tokens.weight')
  return {
    ...takeEnds(tensors, `${prefix}embed_tokens.weight`, [vocabSize, dModel], tied, { bias: true }),
    positions: null,
    layers: Array.from({ length: layerCount }, (_, layer) =>
      takeLayer(tensors, config, `${prefix}layers.${layer}.`),
    ),
    finalNorm: takeLayerNorm(tensors, `${prefix}final_layernorm`, dModel),
  }
}

function takeLayer(tensors: StoredTensors, config: TransformerConfig, at: string): LayerWeights {
  const { heads, kvHeads, dHead, dModel, layers } = config
  const qkNorm = (name: string) =>
    layers[0].attention.qkNorm === 'none'
      ? null
      : ofAllHeads(takeLayerNorm(tensors, `${at}self_attn.${name}`, dHead))
  return {
    attentionNorm: takeLayerNorm(tensors, `${at}input_layernorm`, dModel),
    q: takeHeads(tensors, `${at}self_attn.q_proj`, heads, config, true),
    k: takeHeads(tensors, `${at}self_attn.k_proj`, kvHeads, config, true),
    v: takeHeads(tensors, `${at}self_attn.v_proj`, kvHeads, config, true),
    qNorm: qkNorm('q_layernorm'),
    kNorm: qkNorm('k_layernorm'),
    o: takeHeadOutputs(tensors, `${at}self_attn.dense`, config, true),
    mlpNorm: null,
    mlp: takePlainMlp(tensors, [`${at}mlp.fc1`, `${at}mlp.fc2`], config, true),
  }
}
