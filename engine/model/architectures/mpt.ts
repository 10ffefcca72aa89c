import { alibiSlopes } from '../settings/alibi'
import type { ConfigFields } from '../settings/config-fields'
import { NEUTRAL_SETTINGS, NONE, OFF } from '../settings/config-settings'
import { dividedHeadSize } from '../settings/head-size'
import { takeHeadOutputs, takeLayerNorm, takePartOfHeads, takePlainMlp } from '../weights/linear-weights'
import { storedPrefix, takeEnds } from '../weights/output-head'
import type { StoredTensors } from '../weights/stored-tensors'
import {
  plainEmbedding,
  plainLayer,
  plainLogits,
  type AttentionSpec,
  type LayerWeights,
  type TransformerConfig,
  type TransformerWeights,
} from '../transformer'
import type { ArchitectureEntry, ModelPlan } from './model-plan'

const OF_EVERY_OBJECT = [
  'add_cross_attention',
  'cross_attention_hidden_size',
  'is_encoder_decoder',
  'pruned_heads',
  'tie_word_embeddings',
]

/**
 * The library computes one kind of MPT whatever the rest of these settings say, while the model's own code does what they
 * say: a model is opened where both are the same.
 */
const ATTENTION_REFUSED = {
  attn_type: ['multihead_attention'],
  alibi: [true],
  alibi_bias_max: [8],
  prefix_lm: OFF,
  qk_ln: OFF,
  qk_gn: OFF,
  rope: OFF,
  kv_n_heads: NONE,
  sliding_window_size: [-1, null],
  attn_logit_softcapping: NONE,
}

export const MPT: ArchitectureEntry = {
  modelTypes: ['mpt'],
  classNames: ['MptForCausalLM', 'MPTForCausalLM', 'MptModel'],
  plan: planMpt,
  settings: {
    refused: {
      no_bias: [true],
      expansion_ratio: [4],
      norm_type: ['low_precision_layernorm', 'layernorm'],
    },
    neutral: [
      'learned_pos_emb', // not used beside ALiBi
      'embedding_fraction', // of gradients
      'emb_pdrop',
      'init_device',
      'init_config',
      'verbose',
      'tokenizer_name',
      'fc_type',
      'attn_config.attn_impl',
      'attn_config.attn_pdrop',
      'attn_config.attn_uses_sequence_id', // of several texts in one row
      // that older files have in every object
      ...[...NEUTRAL_SETTINGS, ...OF_EVERY_OBJECT].map((name) => `attn_config.${name}`),
    ],
    otherNames: { hidden_size: 'd_model', num_attention_heads: 'n_heads', num_hidden_layers: 'n_layers' },
  },
}

/**
 * MptForCausalLM: LayerNorms without biases, ALiBi, plain MLP of four times the width, q, k and v in one matrix; no biases.
 */
function planMpt(fields: ConfigFields): ModelPlan {
  const config = readConfig(fields)
  const tied = fields.flag('tie_word_embeddings', true)
  return { config, layout: (tensors) => takeWeights(tensors, config, tied), ignored: /$^/ }
}

function readConfig(fields: ConfigFields): TransformerConfig {
  const dModel = fields.count('d_model', 2048)
  const heads = fields.count('n_heads', 16)
  const dHead = dividedHeadSize(['d_model', dModel], ['n_heads', heads])
  const plain = plainLayer(1 / Math.sqrt(dHead))
  return {
    architecture: 'mpt',
    layerCount: fields.count('n_layers', 24),
    layers: [{ ...plain, attention: readAttention(fields.nested('attn_config'), plain.attention) }],
    heads,
    kvHeads: heads,
    dModel,
    dHead,
    dMlp: 4 * dModel,
    vocabSize: fields.count('vocab_size', 50368),
    contextLength: fields.count('max_seq_len', 2048),
    embedding: plainEmbedding(false),
    norm: { kind: 'layer-norm', epsilon: fields.positive('layer_norm_epsilon', 1e-5) },
    mlp: { kind: 'plain', activation: 'gelu' },
    parallel: false,
    causal: true,
    logits: plainLogits,
  }
}

function readAttention(fields: ConfigFields, plain: AttentionSpec): AttentionSpec {
  fields.refuse(ATTENTION_REFUSED)
  const isClipped = (fields.value('clip_qkv') ?? 0) !== 0
  return {
    ...plain,
    scale: fields.positiveOrNull('softmax_scale', null) ?? plain.scale,
    clip: isClipped ? fields.positive('clip_qkv') : null,
    alibi: true,
  }
}

function takeWeights(tensors: StoredTensors, config: TransformerConfig, tied: boolean): TransformerWeights {
  const { layerCount, dModel, vocabSize } = config
  const prefix = storedPrefix(tensors, 'transformer.', 'wte.weight')
  return {
    ...takeEnds(tensors, `${prefix}wte.weight`, [vocabSize, dModel], tied),
    positions: null,
    layers: Array.from({ length: layerCount }, (_, layer) =>
      takeLayer(tensors, config, `${prefix}blocks.${layer}.`),
    ),
    finalNorm: takeLayerNorm(tensors, `${prefix}norm_f`, dModel, false),
  }
}

function takeLayer(tensors: StoredTensors, config: TransformerConfig, at: string): LayerWeights {
  const { heads, dModel } = config
  const [q, k, v] = [0, 1, 2].map((part) =>
    takePartOfHeads(
      tensors,
      `${at}attn.Wqkv`,
      { before: part * heads, own: heads, all: 3 * heads },
      config,
      false,
    ),
  )
  return {
    attentionNorm: takeLayerNorm(tensors, `${at}norm_1`, dModel, false),
    alibi: alibiSlopes(heads),
    q,
    k,
    v,
    o: takeHeadOutputs(tensors, `${at}attn.out_proj`, config, false),
    mlpNorm: takeLayerNorm(tensors, `${at}norm_2`, dModel, false),
    mlp: takePlainMlp(tensors, [`${at}ffn.up_proj`, `${at}ffn.down_proj`], config, false),
  }
}
