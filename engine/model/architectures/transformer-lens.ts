import { configError, type ConfigFields } from '../settings/config-fields'
import { NONE, OFF, type KnownSettings } from '../settings/config-settings'
import type { ModelPlan } from './model-plan'
import { transposed, type StoredTensors } from '../weights/stored-tensors'
import {
  layerWithoutNorms,
  plainEmbedding,
  plainLogits,
  type LayerWeights,
  type Projection,
  type TransformerConfig,
  type TransformerWeights,
} from '../transformer'

/** TransformerLens's names; -1 is its "not set". */
export const TRANSFORMER_LENS_SETTINGS: KnownSettings = {
  refused: {
    attn_only: [true],
    positional_embedding_type: ['standard'],
    attention_dir: ['causal'],
    attn_types: NONE,
    use_attn_scale: [true],
    use_local_attn: OFF,
    window_size: NONE,
    parallel_attn_mlp: OFF,
    gated_mlp: OFF,
    attn_scores_soft_cap: [-1, null],
    output_logits_soft_cap: [-1, null],
    post_embedding_ln: OFF,
    use_normalization_before_and_after: OFF,
    tie_word_embeddings: OFF,
    load_in_4bit: OFF,
    trust_remote_code: OFF,
  },
  neutral: [
    // of norms, MLPs, rotary positions and experts, which these models do not have
    'act_fn',
    'd_mlp',
    'eps',
    'experts_per_token',
    'final_rms',
    'rotary_adjacent_pairs',
    'rotary_base',
    'rotary_dim',
    // names, initial values, and what a program is to return
    'checkpoint_index',
    'checkpoint_label_type',
    'checkpoint_value',
    'default_prepend_bos',
    'device',
    'from_checkpoint',
    'init_mode',
    'init_weights',
    'model_name',
    'n_devices',
    'n_params',
    'original_architecture',
    'seed',
    'tokenizer_name',
    'tokenizer_prepends_bos',
    'ungroup_grouped_query_attention',
    'use_attn_in',
    'use_attn_result',
    'use_hook_mlp_in',
    'use_hook_tokens',
    'use_split_qkv_input',
  ],
}

/**
 * Attention-only models under TransformerLens's names: no norms, no MLPs, learned positions added to the
 * token embedding. Tensors are stored as the engine wants them.
 */
export function planTransformerLens(fields: ConfigFields): ModelPlan {
  if (fields.value('normalization_type') !== null) {
    throw configError(
      'normalization_type must be null: attention-only models are supported without normalisation',
    )
  }
  const config = readConfig(fields)
  fields.refuse({ d_vocab_out: [config.vocabSize, -1, null], n_key_value_heads: [config.heads, null] })
  return { config, layout: (tensors) => takeWeights(tensors, config), ignored: /(^|\.)attn\.(mask|IGNORE)$/ }
}

function readConfig(fields: ConfigFields): TransformerConfig {
  const heads = fields.count('n_heads')
  const dModel = fields.count('d_model')
  const dHead = fields.derivedCount('d_head', dModel / heads)
  const layer = layerWithoutNorms(attentionScale(fields, dHead))
  return {
    architecture: 'transformer-lens',
    layerCount: fields.count('n_layers'),
    layers: [layer],
    heads,
    kvHeads: heads,
    dModel,
    dHead,
    dMlp: null,
    vocabSize: fields.count('d_vocab'),
    contextLength: fields.count('n_ctx'),
    embedding: plainEmbedding(true),
    norm: { kind: 'none' },
    mlp: { kind: 'none' },
    parallel: false,
    causal: true,
    logits: plainLogits,
  }
}

/** TransformerLens divides the scores by `attn_scale`, and saves what it has chosen where that was left to it. */
function attentionScale(fields: ConfigFields, dHead: number): number {
  const isChosen = (fields.value('attn_scale') ?? -1) !== -1
  return 1 / (isChosen ? fields.positive('attn_scale') : Math.sqrt(dHead))
}

function takeWeights(tensors: StoredTensors, config: TransformerConfig): TransformerWeights {
  const { layerCount, dModel, vocabSize, contextLength } = config
  return {
    embed: tensors.take('embed.W_E', [vocabSize, dModel]),
    positions: tensors.take('pos_embed.W_pos', [contextLength, dModel]),
    layers: Array.from({ length: layerCount }, (_, layer) =>
      takeLayer(tensors, config, `blocks.${layer}.attn.`),
    ),
    finalNorm: null,
    unembed: tensors.take('unembed.W_U', [dModel, vocabSize], transposed(dModel, vocabSize)),
    unembedBias: tensors.has('unembed.b_U') ? tensors.take('unembed.b_U', [vocabSize]) : null,
  }
}

function takeLayer(tensors: StoredTensors, config: TransformerConfig, at: string): LayerWeights {
  const { heads, dHead, dModel } = config
  const take = (letter: string, weight: number[], bias: number[]): Projection => ({
    weight: tensors.take(`${at}W_${letter}`, weight),
    bias: tensors.has(`${at}b_${letter}`) ? tensors.take(`${at}b_${letter}`, bias) : null,
  })
  return {
    attentionNorm: null,
    q: take('Q', [heads, dModel, dHead], [heads, dHead]),
    k: take('K', [heads, dModel, dHead], [heads, dHead]),
    v: take('V', [heads, dModel, dHead], [heads, dHead]),
    o: take('O', [heads, dHead, dModel], [dModel]),
    mlpNorm: null,
    mlp: null,
  }
}
