import type { ConfigFields } from '../settings/config-fields'
import { takeLayerNorm, takePlainMlp } from '../weights/linear-weights'
import { readLlamaLike, withAttention } from './llama-like'
import { planLayers, takeSelfAttention } from './llama-like-layers'
import type { ArchitectureEntry, ModelPlan } from './model-plan'
import type { StoredTensors } from '../weights/stored-tensors'
import type { LayerWeights, TransformerConfig } from '../transformer'

export const STARCODER2: ArchitectureEntry = {
  modelTypes: ['starcoder2'],
  classNames: ['Starcoder2ForCausalLM', 'Starcoder2Model'],
  plan: planStarcoder2,
  settings: {
    refused: { mlp_type: ['default'], norm_type: ['layer_norm'], scale_attn_weights: [true] },
    // Of the first files, beside what counts.
    neutral: [
      'activation_function',
      'layer_norm_epsilon',
      'attention_softmax_in_fp32',
      'scale_attention_softmax_in_fp32',
    ],
  },
}

/** Starcoder2ForCausalLM: as Llama with LayerNorms, a plain MLP and biases; all layers attend to a window, where there is one. */
function planStarcoder2(fields: ConfigFields): ModelPlan {
  const config = readConfig(fields)
  const tied = fields.flag('tie_word_embeddings', true)
  const bias = fields.flag('use_bias', true)
  return planLayers(
    config,
    { tied },
    (tensors, at) => takeLayer(tensors, config, bias, at),
    (tensors, name) => takeLayerNorm(tensors, name, config.dModel),
  )
}

function readConfig(fields: ConfigFields): TransformerConfig {
  const config = readLlamaLike(fields, {
    architecture: 'starcoder2',
    contextLength: 4096,
    kvHeads: 2,
    activation: { name: 'hidden_act', fallback: 'gelu_pytorch_tanh' },
    norm: { kind: 'layer-norm', epsilon: fields.positive('norm_epsilon', 1e-5) },
  })
  const { activation } = config.mlp
  const window = fields.countOrNull('sliding_window', null)
  return { ...withAttention(config, [{ window }]), mlp: { kind: 'plain', activation } }
}

function takeLayer(
  tensors: StoredTensors,
  config: TransformerConfig,
  bias: boolean,
  at: string,
): LayerWeights {
  const { dModel } = config
  return {
    attentionNorm: takeLayerNorm(tensors, `${at}input_layernorm`, dModel),
    ...takeSelfAttention(tensors, at, config, { attentionBias: bias }),
    mlpNorm: takeLayerNorm(tensors, `${at}post_attention_layernorm`, dModel),
    mlp: takePlainMlp(tensors, [`${at}mlp.c_fc`, `${at}mlp.c_proj`], config, bias),
  }
}
