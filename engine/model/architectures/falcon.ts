import { configError, type ConfigFields } from '../settings/config-fields'
import { OFF } from '../settings/config-settings'
import { checkSharing, dividedHeadSize } from '../settings/head-size'
import { readRotary } from '../settings/rotary'
import { takeHeadOutputs, takeLayerNorm, takePlainMlp } from '../weights/linear-weights'
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
import type { ArchitectureEntry, ModelPlan } from './model-plan'

/** What the norms before attention and MLP are called: one for both, or two, in a parallel block or a sequential one. */
const NORM_NAMES = {
  shared: ['input_layernorm'],
  two: ['ln_attn', 'ln_mlp'],
  sequential: ['input_layernorm', 'post_attention_layernorm'],
} as const
type Norms = keyof typeof NORM_NAMES

interface Stored {
  tied: boolean
  bias: boolean
  norms: Norms
}

export const FALCON: ArchitectureEntry = {
  modelTypes: ['falcon'],
  classNames: ['FalconForCausalLM', 'FalconModel'],
  plan: planFalcon,
  settings: {
    // Not read by the library
    refused: { apply_residual_connection_post_layernorm: OFF, ff_factor: [4, null] },
  },
}

/**
 * FalconForCausalLM: LayerNorms, rotary positions, q, k and v in one matrix. Blocks are parallel with one norm or two, or
 * sequential; queries share one kv head (7B), have groups (40B) or a kv head each.
 */
function planFalcon(fields: ConfigFields): ModelPlan {
  if (fields.flag('alibi', false, false)) {
    throw configError(
      'alibi true is not supported: the Hugging Face library itself computes two different models of it, as its eager attention adds the bias twice',
    )
  }
  const norms = readNorms(fields)
  const config = readConfig(fields, norms)
  const stored = {
    tied: fields.flag('tie_word_embeddings', true),
    bias: fields.flag('bias', false, false),
    norms,
  }
  return {
    config,
    layout: (tensors) => takeWeights(tensors, config, stored),
    ignored: /(^|\.)(rotary_emb|rotary|maybe_rotary)\.inv_freq$/,
  }
}

function readNorms(fields: ConfigFields): Norms {
  const isNew = fields.flag('new_decoder_architecture', false, false)
  const isParallel = fields.flag('parallel_attn', true)
  if (!isNew && !isParallel) {
    fields.unused('num_ln_in_parallel_attn')
    return 'sequential'
  }
  if (!isParallel) {
    throw configError(
      'parallel_attn false and new_decoder_architecture true exclude each other; the Hugging Face library cannot compute it either',
    )
  }
  if (isNew && (fields.value('num_ln_in_parallel_attn') ?? 2) === 2) return 'two'
  fields.refuse({ num_ln_in_parallel_attn: [1, null] })
  return 'shared'
}

function readConfig(fields: ConfigFields, norms: Norms): TransformerConfig {
  const width = (fields.value('n_embed') ?? null) === null ? 'hidden_size' : 'n_embed'
  const dModel = fields.count(width, 4544)
  if (width === 'n_embed') fields.overruled('hidden_size', width, dModel)
  const heads = fields.count('num_attention_heads', 71)
  const dHead = dividedHeadSize([width, dModel], ['num_attention_heads', heads])
  fields.refuse({ head_dim: [dHead] })
  const kvHeads = readKvHeads(fields, heads)
  checkSharing(['num_attention_heads', heads], ['num_kv_heads', kvHeads])
  const contextLength = fields.count('max_position_embeddings', 2048)
  const plain = plainLayer(1 / Math.sqrt(dHead), readRotary(fields, { dHead, contextLength }))
  return {
    architecture: 'falcon',
    layerCount: fields.count('num_hidden_layers', 32),
    layers: [{ ...plain, norms: { ...plain.norms, shared: norms === 'shared' } }],
    heads,
    kvHeads,
    dModel,
    dHead,
    dMlp: fields.derivedCount('ffn_hidden_size', 4 * dModel),
    vocabSize: fields.count('vocab_size', 65024),
    contextLength,
    embedding: plainEmbedding(false),
    norm: { kind: 'layer-norm', epsilon: fields.positive('layer_norm_epsilon', 1e-5) },
    mlp: { kind: 'plain', activation: fields.activation('activation', 'gelu') },
    parallel: norms !== 'sequential',
    causal: true,
    logits: plainLogits,
  }
}

function readKvHeads(fields: ConfigFields, heads: number): number {
  if (fields.flag('new_decoder_architecture', false, false)) {
    fields.unused('multi_query')
    return fields.derivedCount('num_kv_heads', heads)
  }
  if (fields.flag('multi_query', true)) {
    fields.unused('num_kv_heads')
    return 1
  }
  fields.refuse({ num_kv_heads: [heads, null] })
  return heads
}

function takeWeights(tensors: StoredTensors, config: TransformerConfig, stored: Stored): TransformerWeights {
  const { layerCount, dModel, vocabSize } = config
  const prefix = storedPrefix(tensors, 'transformer.', 'word_embeddings.weight')
  return {
    ...takeEnds(tensors, `${prefix}word_embeddings.weight`, [vocabSize, dModel], stored.tied),
    positions: null,
    layers: Array.from({ length: layerCount }, (_, layer) =>
      takeLayer(tensors, config, stored, `${prefix}h.${layer}.`),
    ),
    finalNorm: takeLayerNorm(tensors, `${prefix}ln_f`, dModel),
  }
}

function takeLayer(
  tensors: StoredTensors,
  config: TransformerConfig,
  { bias, norms }: Stored,
  at: string,
): LayerWeights {
  const { heads, kvHeads, dModel } = config
  const group = heads / kvHeads
  const [attentionNorm, mlpNorm = null]: (NormWeights | null)[] = NORM_NAMES[norms].map((name) =>
    takeLayerNorm(tensors, at + name, dModel),
  )
  const part = (first: number, count: number) =>
    takePart(tensors, `${at}self_attention.query_key_value`, config, { first, count, bias })
  return {
    attentionNorm,
    q: part(0, group),
    k: part(group, 1),
    v: part(group + 1, 1),
    o: takeHeadOutputs(tensors, `${at}self_attention.dense`, config, bias),
    mlpNorm,
    mlp: takePlainMlp(tensors, [`${at}mlp.dense_h_to_4h`, `${at}mlp.dense_4h_to_h`], config, bias),
  }
}

interface Part {
  first: number
  count: number
  bias: boolean
}

/**
 * `count` heads of each group of the fused matrix from its `first` on: a group holds the queries that share a kv head, then
 * its key and its value, so the matrix is [kvHeads, queries + 2, dHead, dModel].
 */
function takePart(
  tensors: StoredTensors,
  name: string,
  { heads, kvHeads, dHead, dModel }: TransformerConfig,
  { first, count, bias }: Part,
): Projection {
  const inGroup = heads / kvHeads + 2
  const rows = kvHeads * inGroup * dHead
  const size = dHead * dModel
  const weight = tensors.take(`${name}.weight`, [rows, dModel], {
    dims: [kvHeads, count, dModel, dHead],
    strides: [inGroup * size, size, 1, dModel],
    offset: first * size,
  })
  const taken = [kvHeads * count, dModel, dHead]
  if (!bias) return { weight: { ...weight, dims: taken }, bias: null }
  const own = tensors.take(`${name}.bias`, [rows], {
    dims: [kvHeads, count, dHead],
    strides: [inGroup * dHead, dHead, 1],
    offset: first * dHead,
  })
  return { weight: { ...weight, dims: taken }, bias: { ...own, dims: [kvHeads * count, dHead] } }
}
