import type { ConfigFields } from '../settings/config-fields'
import { dividedHeadSize } from '../settings/head-size'
import { readRotary } from '../settings/rotary'
import { takeFusedQkv, takeHeadOutputs, takeLayerNorm, takePlainMlp } from '../weights/linear-weights'
import { storedPrefix, takeEnds } from '../weights/output-head'
import type { StoredTensors } from '../weights/stored-tensors'
import type { ArchitectureEntry, ModelPlan } from './model-plan'
import {
  plainEmbedding,
  plainLayer,
  plainLogits,
  type LayerWeights,
  type Rotary,
  type TransformerConfig,
  type TransformerWeights,
} from '../transformer'

interface Stored {
  tied: boolean
  attentionBias: boolean
}

export const GPT_NEOX: ArchitectureEntry = {
  modelTypes: ['gpt_neox'],
  classNames: ['GPTNeoXForCausalLM', 'GPTNeoXModel'],
  plan: planGptNeox,
}

/**
 * GPTNeoXForCausalLM (Pythia): LayerNorm, rotary positions over a part of each head, parallel residual as a rule;
 * matrices stored as [out, in], q, k and v fused head by head.
 */
function planGptNeox(fields: ConfigFields): ModelPlan {
  const config = readConfig(fields)
  fields.refuse({ num_key_value_heads: [config.heads, null] })
  const stored = {
    tied: fields.flag('tie_word_embeddings', false),
    attentionBias: fields.flag('attention_bias', true),
  }
  return {
    config,
    layout: (tensors) => takeWeights(tensors, config, stored),
    ignored: /(^|\.)(attention\.(bias|masked_bias)|rotary_emb\.inv_freq)$/,
  }
}

function readConfig(fields: ConfigFields): TransformerConfig {
  const dModel = fields.count('hidden_size')
  const heads = fields.count('num_attention_heads')
  const dHead = dividedHeadSize(['hidden_size', dModel], ['num_attention_heads', heads])
  const contextLength = fields.count('max_position_embeddings', 2048)
  const layer = plainLayer(1 / Math.sqrt(dHead), readRotaryPart(fields, dHead, contextLength))
  return {
    architecture: 'gpt-neox',
    layerCount: fields.count('num_hidden_layers'),
    layers: [layer],
    heads,
    kvHeads: heads,
    dModel,
    dHead,
    dMlp: fields.count('intermediate_size', 24576),
    vocabSize: fields.count('vocab_size'),
    contextLength,
    embedding: plainEmbedding(false),
    norm: { kind: 'layer-norm', epsilon: fields.positive('layer_norm_eps', 1e-5) },
    mlp: { kind: 'plain', activation: fields.activation('hidden_act', 'gelu') },
    parallel: fields.flag('use_parallel_residual', true),
    causal: true,
    logits: plainLogits,
  }
}

function readRotaryPart(fields: ConfigFields, dHead: number, contextLength: number): Rotary {
  const rotary = readRotary(fields, {
    dHead,
    contextLength,
    theta: { name: 'rotary_emb_base', fallback: 10000 },
    share: { name: 'rotary_pct', fallback: 0.25 },
  })
  // Names of other architectures, and a size that the library gives to the rotation alone.
  fields.overruled('rope_theta', 'rotary_emb_base', rotary.theta)
  fields.refuse({ partial_rotary_factor: [rotary.dims / dHead, null], head_dim: [dHead, null] })
  return rotary
}

function takeWeights(
  tensors: StoredTensors,
  config: TransformerConfig,
  { tied, attentionBias }: Stored,
): TransformerWeights {
  const { layerCount, dModel, vocabSize } = config
  const prefix = storedPrefix(tensors, 'gpt_neox.', 'embed_in.weight')
  const name = tensors.has('lm_head.weight') ? 'lm_head' : 'embed_out'
  return {
    ...takeEnds(tensors, `${prefix}embed_in.weight`, [vocabSize, dModel], tied, { name }),
    positions: null,
    layers: Array.from({ length: layerCount }, (_, layer) =>
      takeLayer(tensors, config, attentionBias, `${prefix}layers.${layer}.`),
    ),
    finalNorm: takeLayerNorm(tensors, `${prefix}final_layer_norm`, dModel),
  }
}

function takeLayer(
  tensors: StoredTensors,
  config: TransformerConfig,
  attentionBias: boolean,
  at: string,
): LayerWeights {
  const { dModel } = config
  return {
    attentionNorm: takeLayerNorm(tensors, `${at}input_layernorm`, dModel),
    ...takeFusedQkv(tensors, `${at}attention.query_key_value`, config, attentionBias),
    o: takeHeadOutputs(tensors, `${at}attention.dense`, config, attentionBias),
    mlpNorm: takeLayerNorm(tensors, `${at}post_attention_layernorm`, dModel),
    mlp: takePlainMlp(tensors, [`${at}mlp.dense_h_to_4h`, `${at}mlp.dense_4h_to_h`], config, true),
  }
}
