import { shown } from '../../../contract'
import { alibiSlopes } from '../settings/alibi'
import { configError, type ConfigFields } from '../settings/config-fields'
import { dividedHeadSize } from '../settings/head-size'
import { takeFusedQkv, takeHeadOutputs, takeLayerNorm, takePlainMlp } from '../weights/linear-weights'
import { storedPrefix, takeEnds } from '../weights/output-head'
import type { StoredTensors } from '../weights/stored-tensors'
import type { ArchitectureEntry, ModelPlan } from './model-plan'
import {
  plainEmbedding,
  plainLayer,
  plainLogits,
  type LayerWeights,
  type TransformerConfig,
  type TransformerWeights,
  type WeightTensor,
} from '../transformer'

export const BLOOM: ArchitectureEntry = {
  modelTypes: ['bloom'],
  classNames: ['BloomForCausalLM', 'BloomModel'],
  plan: planBloom,
  settings: {
    otherNames: { num_hidden_layers: 'n_layer', num_attention_heads: 'n_head' },
    neutral: [
      // of the program that trained the model
      'attention_softmax_in_fp32',
      'bias_dropout_fusion',
      'masked_softmax_fusion',
      'offset_alibi',
      'skip_bias_add',
      'skip_bias_add_qkv',
    ],
  },
}

/**
 * BloomForCausalLM: a norm of the embedding, LayerNorm, ALiBi in place of positions, tanh-GELU; matrices stored as [out, in],
 * q, k and v fused head by head.
 */
function planBloom(fields: ConfigFields): ModelPlan {
  refuseVariants(fields)
  const config = readConfig(fields)
  const tied = fields.flag('tie_word_embeddings', true)
  return {
    config,
    layout: (tensors) => takeWeights(tensors, config, tied),
    ignored: /$^/,
  }
}

function refuseVariants(fields: ConfigFields): void {
  if (fields.flag('apply_residual_connection_post_layernorm', false)) {
    throw configError(
      'apply_residual_connection_post_layernorm true is not supported: norms then replace the residual stream itself, so it is not a sum of what the nodes write',
    )
  }
  const processors = fields.value('pretraining_tp') ?? 1
  if (fields.flag('slow_but_exact', false) && processors !== 1) {
    throw configError(
      `slow_but_exact true with pretraining_tp ${shown(processors)} is not supported: the library then leaves out biases of the model`,
    )
  }
}

function readConfig(fields: ConfigFields): TransformerConfig {
  const dModel = readWidth(fields)
  const heads = fields.count('n_head')
  const dHead = dividedHeadSize(['hidden_size', dModel], ['n_head', heads])
  const plain = plainLayer(1 / Math.sqrt(dHead))
  fields.refuse({ n_inner: [4 * dModel, null] })
  return {
    architecture: 'bloom',
    layerCount: fields.count('n_layer'),
    layers: [{ ...plain, attention: { ...plain.attention, alibi: true } }],
    heads,
    kvHeads: heads,
    dModel,
    dHead,
    dMlp: 4 * dModel,
    vocabSize: fields.count('vocab_size'),
    // Of the prompts that it was trained on; ALiBi sets no limit.
    contextLength: fields.derivedCount('seq_length', 2048),
    embedding: { ...plainEmbedding(false), norm: true },
    norm: { kind: 'layer-norm', epsilon: fields.positive('layer_norm_epsilon', 1e-5) },
    mlp: { kind: 'plain', activation: 'gelu-new' },
    parallel: false,
    causal: true,
    logits: plainLogits,
  }
}

/** `n_embed`, where a file has it, counts before `hidden_size`. */
function readWidth(fields: ConfigFields): number {
  const older = fields.value('n_embed') ?? null
  if (older === null) return fields.count('hidden_size')
  fields.overruled('hidden_size', 'n_embed', older)
  return fields.count('n_embed')
}

function takeWeights(tensors: StoredTensors, config: TransformerConfig, tied: boolean): TransformerWeights {
  const { layerCount, heads, dModel, vocabSize } = config
  const prefix = storedPrefix(tensors, 'transformer.', 'word_embeddings.weight')
  const slopes = alibiSlopes(heads)
  return {
    ...takeEnds(tensors, `${prefix}word_embeddings.weight`, [vocabSize, dModel], tied),
    positions: null,
    embeddingNorm: takeLayerNorm(tensors, `${prefix}word_embeddings_layernorm`, dModel),
    layers: Array.from({ length: layerCount }, (_, layer) =>
      takeLayer(tensors, config, slopes, `${prefix}h.${layer}.`),
    ),
    finalNorm: takeLayerNorm(tensors, `${prefix}ln_f`, dModel),
  }
}

function takeLayer(
  tensors: StoredTensors,
  config: TransformerConfig,
  alibi: WeightTensor,
  at: string,
): LayerWeights {
  const { dModel } = config
  return {
    attentionNorm: takeLayerNorm(tensors, `${at}input_layernorm`, dModel),
    alibi,
    ...takeFusedQkv(tensors, `${at}self_attention.query_key_value`, config, true),
    o: takeHeadOutputs(tensors, `${at}self_attention.dense`, config, true),
    mlpNorm: takeLayerNorm(tensors, `${at}post_attention_layernorm`, dModel),
    mlp: takePlainMlp(tensors, [`${at}mlp.dense_h_to_4h`, `${at}mlp.dense_4h_to_h`], config, true),
  }
}
