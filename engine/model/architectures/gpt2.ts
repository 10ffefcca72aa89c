import { configError, type ConfigFields } from '../settings/config-fields'
import type { KnownSettings } from '../settings/config-settings'
import type { ModelPlan } from './model-plan'
import { storedPrefix, takeEnds } from '../weights/output-head'
import type { StoredTensors } from '../weights/stored-tensors'
import {
  plainEmbedding,
  plainLayer,
  plainLogits,
  type LayerWeights,
  type NormWeights,
  type Projection,
  type TransformerConfig,
  type TransformerWeights,
} from '../transformer'

export const GPT2_SETTINGS: KnownSettings = {
  neutral: [
    'n_ctx', // the older name of n_positions, beside it
    'reorder_and_upcast_attn', // another order of the same operations
    // of models with other heads than the one of a language model
    'predict_special_tokens',
    'summary_activation',
    'summary_first_dropout',
    'summary_proj_to_labels',
    'summary_type',
    'summary_use_proj',
  ],
}

/** GPT2LMHeadModel: LayerNorm, learned positions, plain MLP; matrices stored as [in, out] ("Conv1D"). */
export function planGpt2(fields: ConfigFields): ModelPlan {
  const config = readConfig(fields)
  // The library takes these for other names of n_embd, ...; only models that do not fit set them.
  fields.refuse({
    hidden_size: [config.dModel],
    num_hidden_layers: [config.layerCount],
    num_attention_heads: [config.heads],
    num_key_value_heads: [config.heads, null],
    head_dim: [config.dHead, null],
    intermediate_size: [config.dMlp, null],
    max_position_embeddings: [config.contextLength],
  })
  const tied = fields.flag('tie_word_embeddings', true)
  return {
    config,
    layout: (tensors) => takeWeights(tensors, config, tied),
    ignored: /(^|\.)attn\.(bias|masked_bias)$/,
  }
}

function readConfig(fields: ConfigFields): TransformerConfig {
  const dModel = fields.count('n_embd')
  const heads = fields.count('n_head')
  if (dModel % heads !== 0)
    throw configError(`n_embd ${dModel} cannot be divided among n_head ${heads} heads`)
  const dHead = dModel / heads
  const layer = plainLayer(fields.flag('scale_attn_weights', true) ? 1 / Math.sqrt(dHead) : 1)
  return {
    architecture: 'gpt2',
    layerCount: fields.count('n_layer'),
    layers: [layer],
    heads,
    kvHeads: heads,
    dModel,
    dHead,
    dMlp: fields.derivedCount('n_inner', 4 * dModel),
    vocabSize: fields.count('vocab_size'),
    contextLength: fields.count('n_positions'),
    embedding: plainEmbedding(true),
    norm: { kind: 'layer-norm', epsilon: fields.positive('layer_norm_epsilon', 1e-5) },
    mlp: { kind: 'plain', activation: fields.activation('activation_function', 'gelu_new') },
    parallel: false,
    causal: true,
    logits: plainLogits,
  }
}

function takeWeights(tensors: StoredTensors, config: TransformerConfig, tied: boolean): TransformerWeights {
  const { layerCount, dModel, vocabSize, contextLength } = config
  const prefix = storedPrefix(tensors, 'transformer.', 'wte.weight')
  return {
    ...takeEnds(tensors, `${prefix}wte.weight`, [vocabSize, dModel], tied),
    positions: tensors.take(`${prefix}wpe.weight`, [contextLength, dModel]),
    layers: Array.from({ length: layerCount }, (_, layer) =>
      takeLayer(tensors, config, `${prefix}h.${layer}.`),
    ),
    finalNorm: takeNorm(tensors, `${prefix}ln_f`, dModel),
  }
}

function takeLayer(tensors: StoredTensors, config: TransformerConfig, at: string): LayerWeights {
  const { heads, dHead, dModel } = config
  const dMlp = config.dMlp!
  const [q, k, v] = [0, 1, 2].map((part) => takeQkv(tensors, config, `${at}attn.c_attn`, part))
  return {
    attentionNorm: takeNorm(tensors, `${at}ln_1`, dModel),
    q,
    k,
    v,
    o: {
      weight: tensors.take(`${at}attn.c_proj.weight`, [dModel, dModel], { dims: [heads, dHead, dModel] }),
      bias: tensors.take(`${at}attn.c_proj.bias`, [dModel]),
    },
    mlpNorm: takeNorm(tensors, `${at}ln_2`, dModel),
    mlp: {
      gate: null,
      up: takeProjection(tensors, `${at}mlp.c_fc`, dModel, dMlp),
      down: takeProjection(tensors, `${at}mlp.c_proj`, dMlp, dModel),
    },
  }
}

/** q, k and v (part 0, 1, 2) are stored side by side in c_attn [dModel, 3 * heads * dHead], head by head. */
function takeQkv(tensors: StoredTensors, config: TransformerConfig, name: string, part: number): Projection {
  const { heads, dHead, dModel } = config
  const offset = part * dModel
  return {
    weight: tensors.take(`${name}.weight`, [dModel, 3 * dModel], {
      dims: [heads, dModel, dHead],
      strides: [dHead, 3 * dModel, 1],
      offset,
    }),
    bias: tensors.take(`${name}.bias`, [3 * dModel], { dims: [heads, dHead], strides: [dHead, 1], offset }),
  }
}

function takeProjection(tensors: StoredTensors, name: string, inputs: number, outputs: number): Projection {
  return {
    weight: tensors.take(`${name}.weight`, [inputs, outputs]),
    bias: tensors.take(`${name}.bias`, [outputs]),
  }
}

function takeNorm(tensors: StoredTensors, name: string, dModel: number): NormWeights {
  return { weight: tensors.take(`${name}.weight`, [dModel]), bias: tensors.take(`${name}.bias`, [dModel]) }
}
