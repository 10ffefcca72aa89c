import type { Architecture } from '../../../contract'
import type { ConfigFields } from '../settings/config-fields'
import { dividedHeadSize } from '../settings/head-size'
import { takeLayerNorm } from '../weights/linear-weights'
import { storedPrefix, takeEnds } from '../weights/output-head'
import type { StoredTensors } from '../weights/stored-tensors'
import {
  plainEmbedding,
  plainLogits,
  type LayerSpec,
  type LayerWeights,
  type TransformerConfig,
  type TransformerWeights,
} from '../transformer'

/** What models share that name their settings and tensors as GPT-2 does. */

/** What the library calls the sizes besides. */
export const GPT_OTHER_NAMES = {
  hidden_size: 'n_embd',
  num_hidden_layers: 'n_layer',
  num_attention_heads: 'n_head',
  max_position_embeddings: 'n_positions',
}

/** Settings that change nothing. */
export const GPT_NEUTRAL = [
  'n_ctx', // the older name of n_positions, beside it
  // of models with other heads than the one of a language model
  'predict_special_tokens',
  'summary_activation',
  'summary_first_dropout',
  'summary_proj_to_labels',
  'summary_type',
  'summary_use_proj',
]

const GPT2_NAMES = {
  width: 'n_embd',
  layers: 'n_layer',
  heads: 'n_head',
  positions: 'n_positions',
  inner: 'n_inner',
}

interface GptLike {
  architecture: Architecture
  /** Of the sizes; GPT-2's as a rule. */
  names?: typeof GPT2_NAMES
  /** The number of positions where config.json has none. */
  positions: number
  /** activation_function where config.json has none. */
  activation: string
  layersOf: (sizes: { dHead: number; layerCount: number }) => LayerSpec[]
}

/** @throws PatchbayError (bad-input) as the fields do, and for heads that cannot divide the stream's width. */
export function readGptLike(
  fields: ConfigFields,
  { architecture, names = GPT2_NAMES, positions, activation, layersOf }: GptLike,
): TransformerConfig {
  const dModel = fields.count(names.width)
  const heads = fields.count(names.heads)
  const dHead = dividedHeadSize([names.width, dModel], [names.heads, heads])
  const layerCount = fields.count(names.layers)
  return {
    architecture,
    layerCount,
    layers: layersOf({ dHead, layerCount }),
    heads,
    kvHeads: heads,
    dModel,
    dHead,
    dMlp: fields.derivedCount(names.inner, 4 * dModel),
    vocabSize: fields.count('vocab_size'),
    contextLength: fields.count(names.positions, positions),
    embedding: plainEmbedding(true),
    norm: { kind: 'layer-norm', epsilon: fields.positive('layer_norm_epsilon', 1e-5) },
    mlp: { kind: 'plain', activation: fields.activation('activation_function', activation) },
    parallel: false,
    causal: true,
    logits: plainLogits,
  }
}

/** Refuses sizes under the names of other architectures: these models do not have them. */
export function refuseOtherSizes(fields: ConfigFields, { kvHeads, dHead, dMlp }: TransformerConfig): void {
  fields.refuse({
    num_key_value_heads: [kvHeads, null],
    head_dim: [dHead, null],
    intermediate_size: [dMlp, null],
  })
}

interface Ends {
  tied: boolean
  /** Whether the output head has a bias. */
  headBias?: boolean | 'where stored'
}

/** The ends of the model, and each layer as `takeLayer` finds it. */
export function takeGptLike(
  tensors: StoredTensors,
  config: TransformerConfig,
  { tied, headBias = false }: Ends,
  takeLayer: (at: string) => LayerWeights,
): TransformerWeights {
  const { layerCount, dModel, vocabSize, contextLength, embedding } = config
  const prefix = storedPrefix(tensors, 'transformer.', 'wte.weight')
  return {
    ...takeEnds(tensors, `${prefix}wte.weight`, [vocabSize, dModel], tied, { bias: headBias }),
    positions: embedding.learnedPositions
      ? tensors.take(`${prefix}wpe.weight`, [contextLength, dModel])
      : null,
    layers: Array.from({ length: layerCount }, (_, layer) => takeLayer(`${prefix}h.${layer}.`)),
    finalNorm: takeLayerNorm(tensors, `${prefix}ln_f`, dModel),
  }
}
