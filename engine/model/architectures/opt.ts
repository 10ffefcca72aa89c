import { configError, type ConfigFields } from '../settings/config-fields'
import { dividedHeadSize } from '../settings/head-size'
import { takeHeadOutputs, takeHeads, takeLayerNorm, takePlainMlp, unitNorm } from '../weights/linear-weights'
import { storedPrefix, takeEnds } from '../weights/output-head'
import { product } from '../weights/product'
import { transposed, type StoredTensors } from '../weights/stored-tensors'
import type { ArchitectureEntry, ModelPlan } from './model-plan'
import {
  plainEmbedding,
  plainLayer,
  plainLogits,
  type LayerWeights,
  type NormWeights,
  type TransformerConfig,
  type TransformerWeights,
} from '../transformer'

interface Stored {
  tied: boolean
  biases: boolean
  normWeights: boolean
  /** The width of the stored embedding and head, where a matrix leads from it to the stream and back. */
  embedWidth: number
}

export const OPT: ArchitectureEntry = {
  modelTypes: ['opt'],
  classNames: ['OPTForCausalLM', 'OPTModel'],
  plan: planOpt,
  settings: {
    // Of Galactica's files; the library does not read them.
    refused: { learned_embeddings: [true, null], scale_embeddings: [false, null] },
    neutral: ['activation_dropout', 'dropout', 'init_std', 'layerdrop'],
  },
}

/** OPTForCausalLM: LayerNorm, learned positions from the third row on, plain MLP; matrices stored as [out, in]. */
function planOpt(fields: ConfigFields): ModelPlan {
  refuseVariants(fields)
  const config = readConfig(fields)
  const stored: Stored = {
    tied: fields.flag('tie_word_embeddings', true),
    biases: fields.flag('enable_bias', true),
    normWeights: fields.flag('layer_norm_elementwise_affine', true),
    embedWidth: fields.derivedCount('word_embed_proj_dim', config.dModel),
  }
  return {
    config,
    layout: (tensors) => takeWeights(tensors, config, stored),
    ignored: /(^|\.)decoder\.version$/,
  }
}

function refuseVariants(fields: ConfigFields): void {
  if (!fields.flag('do_layer_norm_before', true)) {
    throw configError(
      'do_layer_norm_before false is not supported: norms then replace the residual stream itself, so it is not a sum of what the nodes write',
    )
  }
  if (fields.flag('_remove_final_layer_norm', false)) {
    throw configError(
      '_remove_final_layer_norm true is not supported: the logits are then read from a stream without a norm, which is not computed',
    )
  }
}

function readConfig(fields: ConfigFields): TransformerConfig {
  const dModel = fields.count('hidden_size')
  const heads = fields.count('num_attention_heads')
  const dHead = dividedHeadSize(['hidden_size', dModel], ['num_attention_heads', heads])
  return {
    architecture: 'opt',
    layerCount: fields.count('num_hidden_layers'),
    layers: [plainLayer(1 / Math.sqrt(dHead))],
    heads,
    kvHeads: heads,
    dModel,
    dHead,
    dMlp: fields.count('ffn_dim', 3072),
    vocabSize: fields.count('vocab_size'),
    contextLength: fields.count('max_position_embeddings', 2048),
    embedding: plainEmbedding(true),
    norm: { kind: 'layer-norm', epsilon: 1e-5 },
    mlp: { kind: 'plain', activation: fields.activation('activation_function', 'relu') },
    parallel: false,
    causal: true,
    logits: plainLogits,
  }
}

/** The first rows of the positions are of padding. */
const UNUSED_ROWS = 2

function takeWeights(tensors: StoredTensors, config: TransformerConfig, stored: Stored): TransformerWeights {
  const { layerCount, dModel, contextLength } = config
  const prefix = storedPrefix(tensors, 'model.', 'decoder.embed_tokens.weight') + 'decoder.'
  return {
    ...takeProjectedEnds(tensors, prefix, config, stored),
    positions: tensors.take(`${prefix}embed_positions.weight`, [contextLength + UNUSED_ROWS, dModel], {
      dims: [contextLength, dModel],
      strides: [dModel, 1],
      offset: UNUSED_ROWS * dModel,
    }),
    layers: Array.from({ length: layerCount }, (_, layer) =>
      takeLayer(tensors, config, stored, `${prefix}layers.${layer}.`),
    ),
    finalNorm: takeNorm(tensors, `${prefix}final_layer_norm`, config, stored),
  }
}

/** Embedding and head as the stream has them: where they are stored with another width, times the matrices between. */
function takeProjectedEnds(
  tensors: StoredTensors,
  prefix: string,
  { dModel, vocabSize }: TransformerConfig,
  { tied, embedWidth }: Stored,
) {
  const ends = takeEnds(tensors, `${prefix}embed_tokens.weight`, [vocabSize, embedWidth], tied)
  if (embedWidth === dModel) return ends
  const into = tensors.take(
    `${prefix}project_in.weight`,
    [dModel, embedWidth],
    transposed(dModel, embedWidth),
  )
  const outOf = tensors.take(`${prefix}project_out.weight`, [embedWidth, dModel])
  return { ...ends, embed: product(ends.embed, into), unembed: product(ends.unembed, outOf) }
}

function takeLayer(
  tensors: StoredTensors,
  config: TransformerConfig,
  stored: Stored,
  at: string,
): LayerWeights {
  const { heads } = config
  const { biases } = stored
  const [q, k, v] = ['q', 'k', 'v'].map((name) =>
    takeHeads(tensors, `${at}self_attn.${name}_proj`, heads, config, biases),
  )
  return {
    attentionNorm: takeNorm(tensors, `${at}self_attn_layer_norm`, config, stored),
    q,
    k,
    v,
    o: takeHeadOutputs(tensors, `${at}self_attn.out_proj`, config, biases),
    mlpNorm: takeNorm(tensors, `${at}final_layer_norm`, config, stored),
    mlp: takePlainMlp(tensors, [`${at}fc1`, `${at}fc2`], config, biases),
  }
}

function takeNorm(
  tensors: StoredTensors,
  name: string,
  { dModel }: TransformerConfig,
  { normWeights }: Stored,
): NormWeights {
  return normWeights ? takeLayerNorm(tensors, name, dModel) : unitNorm(dModel)
}
