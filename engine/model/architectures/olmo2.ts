import type { ConfigFields } from '../settings/config-fields'
import { takeRmsNorm, takeWholeNorm } from '../weights/linear-weights'
import { readLlamaLike, withAttention } from './llama-like'
import { planLayers, takeGatedMlp, takeSelfAttention } from './llama-like-layers'
import type { ArchitectureEntry, ModelPlan } from './model-plan'
import type { StoredTensors } from '../weights/stored-tensors'
import type { LayerNorms, LayerWeights, TransformerConfig } from '../transformer'

export const OLMO2: ArchitectureEntry = {
  modelTypes: ['olmo2'],
  classNames: ['Olmo2ForCausalLM', 'Olmo2Model'],
  plan: planOlmo2,
}

/**
 * Olmo2ForCausalLM: RMSNorms after attention and MLP and none before them, a norm of q and k over all heads, rotary
 * positions, gated MLP; matrices stored as [out, in].
 */
function planOlmo2(fields: ConfigFields): ModelPlan {
  const plain = readLlamaLike(fields, { architecture: 'olmo2', contextLength: 2048, epsilon: 1e-5 })
  const { layers, ...others } = withAttention(plain, [{ qkNorm: 'all-heads' }])
  const config = { ...others, layers: layers.map((layer) => ({ ...layer, norms: NORMS })) }
  const tied = fields.flag('tie_word_embeddings', false)
  const attentionBias = fields.flag('attention_bias', false)
  return planLayers(config, { tied }, (tensors, at) => takeLayer(tensors, config, attentionBias, at))
}

const NORMS: LayerNorms = {
  beforeAttention: false,
  afterAttention: true,
  beforeMlp: false,
  afterMlp: true,
  shared: false,
}

function takeLayer(
  tensors: StoredTensors,
  config: TransformerConfig,
  attentionBias: boolean,
  at: string,
): LayerWeights {
  const { heads, kvHeads, dHead, dModel } = config
  return {
    attentionNorm: null,
    attentionPostNorm: takeRmsNorm(tensors, `${at}post_attention_layernorm`, dModel),
    ...takeSelfAttention(tensors, at, config, { attentionBias }),
    qNorm: takeWholeNorm(tensors, `${at}self_attn.q_norm`, heads, dHead),
    kNorm: takeWholeNorm(tensors, `${at}self_attn.k_norm`, kvHeads, dHead),
    mlpNorm: null,
    mlpPostNorm: takeRmsNorm(tensors, `${at}post_feedforward_layernorm`, dModel),
    mlp: takeGatedMlp(tensors, at, config, false),
  }
}
