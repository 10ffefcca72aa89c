import type { ConfigFields } from '../settings/config-fields'
import { unitNorm } from '../weights/linear-weights'
import { readLlamaLike, withAttention } from './llama-like'
import { planLayers, takeGatedMlp, takeSelfAttention } from './llama-like-layers'
import type { ArchitectureEntry, ModelPlan } from './model-plan'
import type { TransformerConfig } from '../transformer'

export const OLMO: ArchitectureEntry = {
  modelTypes: ['olmo'],
  classNames: ['OlmoForCausalLM', 'OlmoModel'],
  plan: planOlmo,
  settings: {
    neutral: ['rms_norm_eps'], // of other models; here epsilon is a constant
  },
}

/** OlmoForCausalLM: as Llama, with LayerNorms that have no weights, and q, k and v cut off at a limit. */
function planOlmo(fields: ConfigFields): ModelPlan {
  const config = readConfig(fields)
  const tied = fields.flag('tie_word_embeddings', false)
  const attentionBias = fields.flag('attention_bias', false)
  return planLayers(
    config,
    { tied },
    (tensors, at) => ({
      attentionNorm: unitNorm(config.dModel),
      ...takeSelfAttention(tensors, at, config, { attentionBias }),
      mlpNorm: unitNorm(config.dModel),
      mlp: takeGatedMlp(tensors, at, config, false),
    }),
    () => unitNorm(config.dModel),
  )
}

function readConfig(fields: ConfigFields): TransformerConfig {
  const config = readLlamaLike(fields, { architecture: 'olmo', contextLength: 2048, norm: NORM })
  return withAttention(config, [{ clip: fields.positiveOrNull('clip_qkv', null) }])
}

const NORM = { kind: 'layer-norm', epsilon: 1e-5 } as const
