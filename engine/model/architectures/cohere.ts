import type { ConfigFields } from '../settings/config-fields'
import { checkSharing } from '../settings/head-size'
import { readRotary } from '../settings/rotary'
import { takeLayerNorm } from '../weights/linear-weights'
import type { StoredTensors } from '../weights/stored-tensors'
import {
  plainEmbedding,
  plainLayer,
  type LayerSpec,
  type LayerWeights,
  type NormWeights,
  type TransformerConfig,
} from '../transformer'
import { planLayers, takeGatedMlp, takeProjections } from './llama-like-layers'
import type { ArchitectureEntry, ModelPlan } from './model-plan'

export const COHERE: ArchitectureEntry = {
  modelTypes: ['cohere'],
  classNames: ['CohereForCausalLM', 'CohereModel'],
  plan: planCohere,
}

/**
 * CohereForCausalLM: attention and gated MLP side by side after one LayerNorm without bias, rotary positions whose pairs are
 * neighbours, a norm of q and k with weights of its own for each head in some, scaled logits; named as in Llama.
 */
function planCohere(fields: ConfigFields): ModelPlan {
  const hasQkNorm = fields.flag('use_qk_norm', false, false)
  return planCohereLike(fields, {
    architecture: 'cohere',
    theta: 500000,
    layersOf: ({ plain }) => [
      { ...plain, attention: { ...plain.attention, qkNorm: hasQkNorm ? 'per-head' : 'none' } },
    ],
  })
}

interface CohereLike extends Pick<TransformerConfig, 'architecture'> {
  /** rope_theta where config.json has none. */
  theta: number
  /** The layers, from one as most of them are. */
  layersOf: (given: { plain: LayerSpec; layerCount: number }) => LayerSpec[]
}

/** What Cohere's architectures share. @throws PatchbayError (bad-input) as the fields and checkSharing do. */
export function planCohereLike(fields: ConfigFields, cohereLike: CohereLike): ModelPlan {
  const config = readConfig(fields, cohereLike)
  const tied = fields.flag('tie_word_embeddings', true)
  const bias = fields.flag('attention_bias', false)
  return planLayers(
    config,
    { tied },
    (tensors, at) => takeLayer(tensors, config, bias, at),
    (tensors, name) => takeLayerNorm(tensors, name, config.dModel, false),
  )
}

function readConfig(fields: ConfigFields, { architecture, theta, layersOf }: CohereLike): TransformerConfig {
  const dModel = fields.count('hidden_size', 8192)
  const heads = fields.count('num_attention_heads', 64)
  const kvHeads = fields.derivedCount('num_key_value_heads', heads)
  const dHead = fields.count('head_dim', Math.floor(dModel / heads))
  checkSharing(['num_attention_heads', heads], ['num_key_value_heads', kvHeads])
  const contextLength = fields.count('max_position_embeddings', 8192)
  const rotary = readRotary(fields, {
    dHead,
    contextLength,
    theta: { name: 'rope_theta', fallback: theta },
  })
  const layerCount = fields.count('num_hidden_layers', 40)
  const own = plainLayer(1 / Math.sqrt(dHead), { ...rotary, pairs: 'neighbours' })
  return {
    architecture,
    layerCount,
    layers: layersOf({ plain: { ...own, norms: { ...own.norms, shared: true } }, layerCount }),
    heads,
    kvHeads,
    dModel,
    dHead,
    dMlp: fields.count('intermediate_size', 22528),
    vocabSize: fields.count('vocab_size', 256000),
    contextLength,
    embedding: plainEmbedding(false),
    norm: { kind: 'layer-norm', epsilon: fields.positive('layer_norm_eps', 1e-5) },
    mlp: { kind: 'gated', activation: fields.activation('hidden_act', 'silu') },
    parallel: true,
    causal: true,
    logits: { scale: fields.positive('logit_scale', 0.0625), softCap: null },
  }
}

function takeLayer(
  tensors: StoredTensors,
  config: TransformerConfig,
  bias: boolean,
  at: string,
): LayerWeights {
  const { heads, kvHeads, dHead, dModel, layers } = config
  const qkNorm = (name: string, count: number): NormWeights | null =>
    layers[0].attention.qkNorm === 'none'
      ? null
      : { weight: tensors.take(`${at}self_attn.${name}.weight`, [count, dHead]), bias: null }
  return {
    attentionNorm: takeLayerNorm(tensors, `${at}input_layernorm`, dModel, false),
    ...takeProjections(tensors, at, config, { attentionBias: bias }),
    qNorm: qkNorm('q_norm', heads),
    kNorm: qkNorm('k_norm', kvHeads),
    mlpNorm: null,
    mlp: takeGatedMlp(tensors, at, config, false),
  }
}
