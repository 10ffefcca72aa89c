import type { ConfigFields } from '../settings/config-fields'
import {
  takeFusedQkv,
  takeHeadOutputs,
  takeLayerNorm,
  takePartOfHeads,
  takePlainMlp,
} from '../weights/linear-weights'
import type { StoredTensors } from '../weights/stored-tensors'
import { GPT_NEUTRAL, GPT_OTHER_NAMES, readGptLike, refuseOtherSizes, takeGptLike } from './gpt-like'
import type { ArchitectureEntry, ModelPlan } from './model-plan'
import { plainLayer, type LayerWeights, type TransformerConfig } from '../transformer'

export const GPT_BIGCODE: ArchitectureEntry = {
  modelTypes: ['gpt_bigcode'],
  classNames: ['GPTBigCodeForCausalLM', 'GPTBigCodeModel'],
  plan: planGptBigcode,
  settings: {
    otherNames: GPT_OTHER_NAMES,
    neutral: [
      ...GPT_NEUTRAL,
      // in which precision scores are computed, and how the server that the models were made for ran them
      'attention_softmax_in_fp32',
      'scale_attention_softmax_in_fp32',
      'inference_runner',
      'max_batch_size',
      'max_sequence_length',
      'pad_key_length',
      'pre_allocate_kv_cache',
      'runner_max_sequence_length',
      'validate_runner_input',
    ],
  },
}

/**
 * GPTBigCodeForCausalLM (SantaCoder, StarCoder): GPT-2 with one k and v for all heads as a rule; matrices stored as
 * [out, in], q, k and v in one.
 */
function planGptBigcode(fields: ConfigFields): ModelPlan {
  const isScaled = fields.flag('scale_attn_weights', true)
  const plain = readGptLike(fields, {
    architecture: 'gpt-bigcode',
    positions: 1024,
    activation: 'gelu_pytorch_tanh',
    layersOf: ({ dHead }) => [plainLayer(isScaled ? 1 / Math.sqrt(dHead) : 1)],
  })
  const isMultiQuery = fields.flag('multi_query', true)
  const config = { ...plain, kvHeads: isMultiQuery ? 1 : plain.heads }
  refuseOtherSizes(fields, config)
  const tied = fields.flag('tie_word_embeddings', true)
  const takeQkv = isMultiQuery ? takeSharedQkv : takeFusedQkv
  return {
    config,
    layout: (tensors) =>
      takeGptLike(tensors, config, { tied }, (at) => ({
        ...takeQkv(tensors, `${at}attn.c_attn`, config, true),
        ...takeRest(tensors, config, at),
      })),
    ignored: /^(transformer\.)?bias$|(^|\.)attn\.(bias|masked_bias)$/,
  }
}

/** [heads * dHead + 2 * dHead, dModel]: the q of every head, then the one k, then the one v. */
function takeSharedQkv(
  tensors: StoredTensors,
  name: string,
  config: TransformerConfig,
): Pick<LayerWeights, 'q' | 'k' | 'v'> {
  const { heads } = config
  const take = (before: number, own: number) =>
    takePartOfHeads(tensors, name, { before, own, all: heads + 2 }, config, true)
  return { q: take(0, heads), k: take(heads, 1), v: take(heads + 1, 1) }
}

function takeRest(
  tensors: StoredTensors,
  config: TransformerConfig,
  at: string,
): Omit<LayerWeights, 'q' | 'k' | 'v'> {
  const { dModel } = config
  return {
    attentionNorm: takeLayerNorm(tensors, `${at}ln_1`, dModel),
    o: takeHeadOutputs(tensors, `${at}attn.c_proj`, config, true),
    mlpNorm: takeLayerNorm(tensors, `${at}ln_2`, dModel),
    mlp: takePlainMlp(tensors, [`${at}mlp.c_fc`, `${at}mlp.c_proj`], config, true),
  }
}
