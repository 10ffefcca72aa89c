import { valuesOf } from '../../onnx'
import type { ConfigFields } from '../settings/config-fields'
import { ONE } from '../settings/config-settings'
import { checkSharing, dividedHeadSize } from '../settings/head-size'
import { readRotary } from '../settings/rotary'
import { takeLayerNorm } from '../weights/linear-weights'
import type { StoredTensors } from '../weights/stored-tensors'
import {
  plainEmbedding,
  plainLayer,
  plainLogits,
  type LayerWeights,
  type NormWeights,
  type TransformerConfig,
} from '../transformer'
import { planLayers, takeGatedMlp, takeProjections } from './llama-like-layers'
import type { ArchitectureEntry, ModelPlan } from './model-plan'

export const STABLELM: ArchitectureEntry = {
  modelTypes: ['stablelm'],
  classNames: ['StableLmForCausalLM', 'StableLmModel'],
  plan: planStableLm,
  settings: { refused: { rotary_scaling_factor: ONE } },
}

/**
 * StableLmForCausalLM: named as in Llama, with LayerNorms, rotary positions over a part of each head, and, in some, norms
 * of q and k that each head has of its own, or attention and MLP side by side after one norm.
 */
function planStableLm(fields: ConfigFields): ModelPlan {
  const config = readConfig(fields)
  const tied = fields.flag('tie_word_embeddings', false)
  const qkvBias = fields.flag('use_qkv_bias', false)
  return planLayers(
    config,
    { tied },
    (tensors, at) => takeLayer(tensors, config, qkvBias, at),
    (tensors, name) => takeLayerNorm(tensors, name, config.dModel),
  )
}

function readConfig(fields: ConfigFields): TransformerConfig {
  const dModel = fields.count('hidden_size', 2560)
  const heads = fields.count('num_attention_heads', 32)
  const kvHeads = fields.count('num_key_value_heads', 32)
  const dHead = dividedHeadSize(['hidden_size', dModel], ['num_attention_heads', heads])
  checkSharing(['num_attention_heads', heads], ['num_key_value_heads', kvHeads])
  // The library rotates heads of this size, but projects to others.
  fields.refuse({ head_dim: [dHead, null] })
  const contextLength = fields.count('max_position_embeddings', 4096)
  const share = { name: 'partial_rotary_factor', fallback: 0.25, isSavedToo: true }
  const plain = plainLayer(1 / Math.sqrt(dHead), readRotary(fields, { dHead, contextLength, share }))
  const qkNorm = fields.flag('qk_layernorm', false) ? 'per-head' : 'none'
  const parallel = fields.flag('use_parallel_residual', false)
  return {
    architecture: 'stablelm',
    layerCount: fields.count('num_hidden_layers', 32),
    layers: [
      { ...plain, attention: { ...plain.attention, qkNorm }, norms: { ...plain.norms, shared: parallel } },
    ],
    heads,
    kvHeads,
    dModel,
    dHead,
    dMlp: fields.count('intermediate_size', 6912),
    vocabSize: fields.count('vocab_size', 50304),
    contextLength,
    embedding: plainEmbedding(false),
    norm: { kind: 'layer-norm', epsilon: fields.positive('layer_norm_eps', 1e-5) },
    mlp: { kind: 'gated', activation: fields.activation('hidden_act', 'silu') },
    parallel,
    causal: true,
    logits: plainLogits,
  }
}

function takeLayer(
  tensors: StoredTensors,
  config: TransformerConfig,
  qkvBias: boolean,
  at: string,
): LayerWeights {
  const { heads, kvHeads, dHead, dModel, layers } = config
  const { attention, norms } = layers[0]
  const qkNorm = (name: string, count: number) =>
    attention.qkNorm === 'none' ? null : takeHeadNorms(tensors, `${at}self_attn.${name}`, count, dHead)
  return {
    attentionNorm: takeLayerNorm(tensors, `${at}input_layernorm`, dModel),
    ...takeProjections(tensors, at, config, { attentionBias: qkvBias, outputBias: false }),
    qNorm: qkNorm('q_layernorm', heads),
    kNorm: qkNorm('k_layernorm', kvHeads),
    mlpNorm: norms.shared ? null : takeLayerNorm(tensors, `${at}post_attention_layernorm`, dModel),
    mlp: takeGatedMlp(tensors, at, config, false),
  }
}

/** One norm for each head, without biases, stored one by one; together [heads, dHead]. */
function takeHeadNorms(tensors: StoredTensors, name: string, heads: number, dHead: number): NormWeights {
  const norms = Array.from({ length: heads }, (_, head) =>
    tensors.take(`${name}.norms.${head}.weight`, [dHead]),
  )
  const data = Float32Array.from(norms.flatMap((norm) => [...valuesOf(norm.data)]))
  return { weight: { dims: [heads, dHead], data }, bias: null }
}
