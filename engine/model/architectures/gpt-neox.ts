import { configError, type ConfigFields } from '../settings/config-fields'
import type { KnownSettings } from '../settings/config-settings'
import type { ModelPlan } from './model-plan'
import { storedPrefix, takeEnds } from '../weights/output-head'
import { readRotary } from '../settings/rotary'
import { transposed, type StoredTensors } from '../weights/stored-tensors'
import {
  plainEmbedding,
  plainLayer,
  plainLogits,
  type LayerWeights,
  type NormWeights,
  type Projection,
  type Rotary,
  type TransformerConfig,
  type TransformerWeights,
} from '../transformer'

export const GPT_NEOX_SETTINGS: KnownSettings = { refused: { attention_bias: [true] } }

/**
 * GPTNeoXForCausalLM (Pythia): LayerNorm, rotary positions over a part of each head, parallel residual;
 * matrices stored as [out, in], q, k and v fused head by head.
 */
export function planGptNeox(fields: ConfigFields): ModelPlan {
  const config = readConfig(fields)
  fields.refuse({ num_key_value_heads: [config.heads, null] })
  const tied = fields.flag('tie_word_embeddings', false)
  return {
    config,
    layout: (tensors) => takeWeights(tensors, config, tied),
    ignored: /(^|\.)(attention\.(bias|masked_bias)|rotary_emb\.inv_freq)$/,
  }
}

function readConfig(fields: ConfigFields): TransformerConfig {
  const dModel = fields.count('hidden_size')
  const heads = fields.count('num_attention_heads')
  if (dModel % heads !== 0) {
    throw configError(`hidden_size ${dModel} cannot be divided among num_attention_heads ${heads} heads`)
  }
  const dHead = dModel / heads
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
    dMlp: fields.count('intermediate_size', 4 * dModel),
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

function takeWeights(tensors: StoredTensors, config: TransformerConfig, tied: boolean): TransformerWeights {
  const { layerCount, dModel, vocabSize } = config
  const prefix = storedPrefix(tensors, 'gpt_neox.', 'embed_in.weight')
  return {
    ...takeEnds(tensors, `${prefix}embed_in.weight`, [vocabSize, dModel], tied, 'embed_out'),
    positions: null,
    layers: Array.from({ length: layerCount }, (_, layer) =>
      takeLayer(tensors, config, `${prefix}layers.${layer}.`),
    ),
    finalNorm: takeNorm(tensors, `${prefix}final_layer_norm`, dModel),
  }
}

function takeLayer(tensors: StoredTensors, config: TransformerConfig, at: string): LayerWeights {
  const { heads, dHead, dModel } = config
  const dMlp = config.dMlp!
  const [q, k, v] = [0, 1, 2].map((part) => takeQkv(tensors, config, `${at}attention.query_key_value`, part))
  const output = takeProjection(tensors, `${at}attention.dense`, dModel, dModel)
  return {
    attentionNorm: takeNorm(tensors, `${at}input_layernorm`, dModel),
    q,
    k,
    v,
    o: { ...output, weight: { ...output.weight, dims: [heads, dHead, dModel] } },
    mlpNorm: takeNorm(tensors, `${at}post_attention_layernorm`, dModel),
    mlp: {
      gate: null,
      up: takeProjection(tensors, `${at}mlp.dense_h_to_4h`, dModel, dMlp),
      down: takeProjection(tensors, `${at}mlp.dense_4h_to_h`, dMlp, dModel),
    },
  }
}

/** The fused matrix is [heads, 3, dHead, dModel]: each head's q, k and v (part 0, 1, 2) are stored together. */
function takeQkv(tensors: StoredTensors, config: TransformerConfig, name: string, part: number): Projection {
  const { heads, dHead, dModel } = config
  return {
    weight: tensors.take(`${name}.weight`, [3 * dModel, dModel], {
      dims: [heads, dModel, dHead],
      strides: [3 * dHead * dModel, 1, dModel],
      offset: part * dHead * dModel,
    }),
    bias: tensors.take(`${name}.bias`, [3 * dModel], {
      dims: [heads, dHead],
      strides: [3 * dHead, 1],
      offset: part * dHead,
    }),
  }
}

function takeProjection(tensors: StoredTensors, name: string, inputs: number, outputs: number): Projection {
  return {
    weight: tensors.take(`${name}.weight`, [outputs, inputs], transposed(outputs, inputs)),
    bias: tensors.take(`${name}.bias`, [outputs]),
  }
}

function takeNorm(tensors: StoredTensors, name: string, dModel: number): NormWeights {
  return { weight: tensors.take(`${name}.weight`, [dModel]), bias: tensors.take(`${name}.bias`, [dModel]) }
}
