import type { ConfigFields } from '../settings/config-fields'
import type { KnownSettings } from '../settings/config-settings'
import type { ModelPlan } from './model-plan'
import { takeRmsNorm } from '../weights/linear-weights'
import { readLlamaLike, takeGatedMlp, takeLlamaLike, takeSelfAttention } from './llama-like'
import type { StoredTensors } from '../weights/stored-tensors'
import type { LayerWeights, TransformerConfig } from '../transformer'

export const LLAMA_SETTINGS: KnownSettings = {
  neutral: ['max_sequence_length'], // of the first converted models, beside max_position_embeddings
}

interface Stored {
  tied: boolean
  attentionBias: boolean
  mlpBias: boolean
}

/** LlamaForCausalLM: RMSNorm, rotary positions, gated MLP, grouped-query attention; matrices stored as [out, in]. */
export function planLlama(fields: ConfigFields): ModelPlan {
  const config = readLlamaLike(fields, { architecture: 'llama', epsilon: 1e-6 })
  const stored = {
    tied: fields.flag('tie_word_embeddings', false),
    attentionBias: fields.flag('attention_bias', false),
    mlpBias: fields.flag('mlp_bias', false),
  }
  return {
    config,
    layout: (tensors) =>
      takeLlamaLike(tensors, config, stored.tied, (at) => takeLayer(tensors, config, stored, at)),
    ignored: /(^|\.)rotary_emb\.inv_freq$/,
  }
}

function takeLayer(
  tensors: StoredTensors,
  config: TransformerConfig,
  { attentionBias, mlpBias }: Stored,
  at: string,
): LayerWeights {
  const { dModel } = config
  return {
    attentionNorm: takeRmsNorm(tensors, `${at}input_layernorm`, dModel),
    ...takeSelfAttention(tensors, at, config, attentionBias),
    mlpNorm: takeRmsNorm(tensors, `${at}post_attention_layernorm`, dModel),
    mlp: takeGatedMlp(tensors, at, config, mlpBias),
  }
}
