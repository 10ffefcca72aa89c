import { configError, FOREIGN_SETTINGS, type ConfigFields } from './config-fields'
import type { ModelPlan } from './model-plan'
import { transposed, type StoredTensors } from './stored-tensors'
import type { LayerWeights, Projection, TransformerConfig, TransformerWeights } from './transformer'

/** TransformerLens settings; its names. */
const REFUSED = {
  ...FOREIGN_SETTINGS,
  attn_only: [true],
  positional_embedding_type: ['standard'],
  attention_dir: ['causal'],
  use_attn_scale: [true],
  attn_scale: [-1],
  scale_attn_by_inverse_layer_idx: [false],
  n_key_value_heads: [],
  use_local_attn: [false],
  parallel_attn_mlp: [false],
  attn_scores_soft_cap: [-1],
  output_logits_soft_cap: [-1],
  trust_remote_code: [false],
}

/**
 * Attention-only models under TransformerLens's names: no norms, no MLPs, learned positions added to the
 * token embedding. Tensors are stored as the engine wants them.
 */
export function planAttentionOnly(fields: ConfigFields): ModelPlan {
  fields.refuse(REFUSED)
  if (fields.values.normalization_type !== null) {
    throw configError(
      'normalization_type must be null: attention-only models are supported without normalisation',
    )
  }
  const config = readConfig(fields)
  fields.refuse({ d_vocab_out: [config.vocabSize] })
  return { config, layout: (tensors) => takeWeights(tensors, config), ignored: /(^|\.)attn\.(mask|IGNORE)$/ }
}

function readConfig(fields: ConfigFields): TransformerConfig {
  const heads = fields.count('n_heads')
  const dModel = fields.count('d_model')
  const dHead = fields.count('d_head', dModel / heads)
  return {
    architecture: 'attention-only',
    layers: fields.count('n_layers'),
    heads,
    kvHeads: heads,
    dModel,
    dHead,
    dMlp: null,
    vocabSize: fields.count('d_vocab'),
    contextLength: fields.count('n_ctx'),
    norm: { kind: 'none' },
    positions: { kind: 'learned' },
    mlp: { kind: 'none' },
    parallel: false,
    causal: true,
    attentionScale: 1 / Math.sqrt(dHead),
  }
}

function takeWeights(tensors: StoredTensors, config: TransformerConfig): TransformerWeights {
  const { layers, dModel, vocabSize, contextLength } = config
  return {
    embed: tensors.take('embed.W_E', [vocabSize, dModel]),
    positions: tensors.take('pos_embed.W_pos', [contextLength, dModel]),
    layers: Array.from({ length: layers }, (_, layer) => takeLayer(tensors, config, `blocks.${layer}.attn.`)),
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
