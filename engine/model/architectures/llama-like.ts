import { configError, type ConfigFields } from '../settings/config-fields'
import { takeHeadOutputs, takeHeads, takeProjection, takeRmsNorm } from '../weights/linear-weights'
import { storedPrefix, takeEnds } from '../weights/output-head'
import { readRotary } from '../settings/rotary'
import type { StoredTensors } from '../weights/stored-tensors'
import {
  plainEmbedding,
  plainLayer,
  plainLogits,
  type LayerSpec,
  type LayerWeights,
  type MlpWeights,
  type TransformerConfig,
  type TransformerWeights,
} from '../transformer'

/** What models share that name their settings and tensors as Llama does. */

/** Of the architectures whose config.json has Llama's settings: what differs. */
interface LlamaLikeDefaults extends Pick<TransformerConfig, 'architecture'> {
  /** rms_norm_eps where config.json has none. */
  epsilon: number
  /** Every layer, from the one that Llama would have. */
  layerOf?: (plain: LayerSpec) => LayerSpec
}

/** @throws PatchbayError (bad-input) as the fields do, and as checkHeads. */
export function readLlamaLike(
  fields: ConfigFields,
  { architecture, epsilon, layerOf = (plain) => plain }: LlamaLikeDefaults,
): TransformerConfig {
  const dModel = fields.count('hidden_size')
  const heads = fields.count('num_attention_heads')
  const kvHeads = fields.derivedCount('num_key_value_heads', heads)
  const dHead = fields.derivedCount('head_dim', dModel / heads)
  checkHeads({ heads, kvHeads, dHead })
  const contextLength = fields.count('max_position_embeddings', 2048)
  const rotary = readRotary(fields, { dHead, contextLength })
  return {
    architecture,
    layerCount: fields.count('num_hidden_layers'),
    layers: [layerOf(plainLayer(1 / Math.sqrt(dHead), rotary))],
    heads,
    kvHeads,
    dModel,
    dHead,
    dMlp: fields.count('intermediate_size'),
    vocabSize: fields.count('vocab_size'),
    contextLength,
    embedding: plainEmbedding(false),
    norm: { kind: 'rms-norm', epsilon: fields.positive('rms_norm_eps', epsilon) },
    mlp: { kind: 'gated', activation: fields.activation('hidden_act', 'silu') },
    parallel: false,
    causal: true,
    logits: plainLogits,
  }
}

/** @throws PatchbayError (bad-input) for heads that cannot be shared or rotated. */
export function checkHeads({
  heads,
  kvHeads,
  dHead,
}: Pick<TransformerConfig, 'heads' | 'kvHeads' | 'dHead'>): void {
  if (heads % kvHeads !== 0) {
    throw configError(`num_attention_heads ${heads} cannot be divided among num_key_value_heads ${kvHeads}`)
  }
  if (dHead % 2 !== 0) throw configError(`head_dim ${dHead} must be even for rotary positions`)
}

/** The ends of the model, and each layer as `takeLayer` finds it; `plus` is added to the final norm's weight. */
export function takeLlamaLike(
  tensors: StoredTensors,
  config: TransformerConfig,
  tied: boolean,
  takeLayer: (at: string) => LayerWeights,
  plus = 0,
): TransformerWeights {
  const { layerCount, dModel, vocabSize } = config
  const prefix = storedPrefix(tensors, 'model.', 'embed_tokens.weight')
  return {
    ...takeEnds(tensors, `${prefix}embed_tokens.weight`, [vocabSize, dModel], tied),
    positions: null,
    layers: Array.from({ length: layerCount }, (_, layer) => takeLayer(`${prefix}layers.${layer}.`)),
    finalNorm: takeRmsNorm(tensors, `${prefix}norm`, dModel, plus),
  }
}

/** `self_attn.q_proj` and so on. */
export function takeSelfAttention(
  tensors: StoredTensors,
  at: string,
  config: TransformerConfig,
  bias: boolean,
): Pick<LayerWeights, 'q' | 'k' | 'v' | 'o'> {
  const { heads, kvHeads } = config
  return {
    q: takeHeads(tensors, `${at}self_attn.q_proj`, heads, config, bias),
    k: takeHeads(tensors, `${at}self_attn.k_proj`, kvHeads, config, bias),
    v: takeHeads(tensors, `${at}self_attn.v_proj`, kvHeads, config, bias),
    o: takeHeadOutputs(tensors, `${at}self_attn.o_proj`, config, bias),
  }
}

/** `mlp.gate_proj` and so on. */
export function takeGatedMlp(
  tensors: StoredTensors,
  at: string,
  { dModel, dMlp }: TransformerConfig,
  bias: boolean,
): MlpWeights {
  return {
    gate: takeProjection(tensors, `${at}mlp.gate_proj`, dModel, dMlp!, bias),
    up: takeProjection(tensors, `${at}mlp.up_proj`, dModel, dMlp!, bias),
    down: takeProjection(tensors, `${at}mlp.down_proj`, dMlp!, dModel, bias),
  }
}
