import { configError, ConfigFields, FOREIGN_SETTINGS } from './config-fields'
import type { ModelPlan } from './model-plan'
import { storedPrefix, takeEnds } from './output-head'
import { isObject } from './read-file'
import { transposed, type StoredTensors } from './stored-tensors'
import type {
  LayerWeights,
  NormWeights,
  Projection,
  TransformerConfig,
  TransformerWeights,
} from './transformer'

/**
 * GPTNeoXForCausalLM (Pythia): LayerNorm, rotary positions over a part of each head, parallel residual;
 * matrices stored as [out, in], q, k and v fused head by head.
 */
export function planGptNeox(fields: ConfigFields): ModelPlan {
  fields.refuse({ ...FOREIGN_SETTINGS, attention_bias: [true] })
  const config = readConfig(fields)
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
  return {
    architecture: 'gpt-neox',
    layers: fields.count('num_hidden_layers'),
    heads,
    kvHeads: heads,
    dModel,
    dHead,
    dMlp: fields.count('intermediate_size', 4 * dModel),
    vocabSize: fields.count('vocab_size'),
    contextLength: fields.count('max_position_embeddings', 2048),
    norm: { kind: 'layer-norm', epsilon: fields.positive('layer_norm_eps', 1e-5) },
    positions: readRotary(fields, dHead),
    mlp: { kind: 'plain', activation: fields.activation('hidden_act', 'gelu') },
    parallel: fields.flag('use_parallel_residual', true),
    causal: true,
    attentionScale: 1 / Math.sqrt(dHead),
  }
}

/** `rope_parameters` is the newer place of `rotary_pct`, `rotary_emb_base` and `rope_scaling`. */
function readRotary(fields: ConfigFields, dHead: number): TransformerConfig['positions'] {
  for (const name of ['rope_scaling', 'rope_parameters']) {
    const settings = fields.values[name] ?? {}
    if (!isObject(settings)) throw configError(`${name} must be an object`)
    const type = settings.rope_type ?? settings.type ?? 'default'
    if (type !== 'default') {
      const refused = `${name} of type ${JSON.stringify(type)} is not supported`
      throw configError(`${refused}; only unscaled rotary positions are`)
    }
  }
  const parameters = new ConfigFields((fields.values.rope_parameters ?? {}) as Record<string, unknown>)
  const share = parameters.positive('partial_rotary_factor', fields.positive('rotary_pct', 0.25))
  const base = fields.positive('rope_theta', fields.positive('rotary_emb_base', 10000))
  const dims = Math.floor(dHead * share)
  if (dims % 2 !== 0 || dims < 2 || dims > dHead) {
    throw configError(
      `rotary_pct ${share} of head size ${dHead} gives ${dims} rotary dimensions; they must be pairs`,
    )
  }
  return { kind: 'rotary', dims, theta: parameters.positive('rope_theta', base) }
}

function takeWeights(tensors: StoredTensors, config: TransformerConfig, tied: boolean): TransformerWeights {
  const { layers, dModel, vocabSize } = config
  const prefix = storedPrefix(tensors, 'gpt_neox.', 'embed_in.weight')
  return {
    ...takeEnds(tensors, `${prefix}embed_in.weight`, [vocabSize, dModel], tied, 'embed_out'),
    positions: null,
    layers: Array.from({ length: layers }, (_, layer) =>
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

/** The fused matrix is [heads, 3, dHead, dModel]: each head's q, k and v (part 0, 1, 2) lie together. */
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
