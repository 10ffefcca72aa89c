import type { ConfigFields } from '../settings/config-fields'
import { ONE } from '../settings/config-settings'
import {
  takeHeadOutputs,
  takePartOfHeads,
  takePartOfOutputs,
  takeProjection,
  takeRmsNorm,
} from '../weights/linear-weights'
import { readLlamaLike, withAttention } from './llama-like'
import { planLayers } from './llama-like-layers'
import type { ArchitectureEntry, ModelPlan } from './model-plan'
import type { StoredTensors } from '../weights/stored-tensors'
import type { LayerWeights, TransformerConfig } from '../transformer'

export const PHI3: ArchitectureEntry = {
  modelTypes: ['phi3'],
  classNames: ['Phi3ForCausalLM', 'Phi3Model'],
  plan: planPhi3,
  settings: {
    refused: { full_attn_mod: ONE, interpolate_factor: ONE }, // of Phi-4's own code
  },
}

/** Phi3ForCausalLM (Phi-3, 3.5 and 4): as Llama without biases; q, k and v are one matrix, gate and up another. */
function planPhi3(fields: ConfigFields): ModelPlan {
  const config = readConfig(fields)
  const tied = fields.flag('tie_word_embeddings', false)
  return planLayers(config, { tied }, (tensors, at) => takeLayer(tensors, config, at))
}

function readConfig(fields: ConfigFields): TransformerConfig {
  const config = readLlamaLike(fields, {
    architecture: 'phi3',
    contextLength: 4096,
    epsilon: 1e-5,
    rotary: {
      share: { name: 'partial_rotary_factor', fallback: 1 },
      originalLength: 4096,
      // The first files call it su or yarn.
      ropeTypes: { default: 'default', longrope: 'longrope', su: 'longrope', yarn: 'longrope' },
    },
  })
  return withAttention(config, [{ window: fields.countOrNull('sliding_window', null) }])
}

function takeLayer(tensors: StoredTensors, config: TransformerConfig, at: string): LayerWeights {
  const { heads, kvHeads, dModel } = config
  const dMlp = config.dMlp!
  const qkv = (before: number, own: number) =>
    takePartOfHeads(
      tensors,
      `${at}self_attn.qkv_proj`,
      { before, own, all: heads + 2 * kvHeads },
      config,
      false,
    )
  const gateUp = (part: number) =>
    takePartOfOutputs(tensors, `${at}mlp.gate_up_proj`, dModel, { part, parts: 2, outputs: dMlp })
  return {
    attentionNorm: takeRmsNorm(tensors, `${at}input_layernorm`, dModel),
    q: qkv(0, heads),
    k: qkv(heads, kvHeads),
    v: qkv(heads + kvHeads, kvHeads),
    o: takeHeadOutputs(tensors, `${at}self_attn.o_proj`, config, false),
    mlpNorm: takeRmsNorm(tensors, `${at}post_attention_layernorm`, dModel),
    mlp: {
      gate: gateUp(0),
      up: gateUp(1),
      down: takeProjection(tensors, `${at}mlp.down_proj`, dMlp, dModel, false),
    },
  }
}
