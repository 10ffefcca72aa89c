import {
  ofAllHeads,
  takeHeadOutputs,
  takeHeads,
  takeProjection,
  takeRmsNorm,
} from '../weights/linear-weights'
import { storedPrefix, takeEnds } from '../weights/output-head'
import type { StoredTensors } from '../weights/stored-tensors'
import type {
  LayerWeights,
  MlpWeights,
  NormWeights,
  TransformerConfig,
  TransformerWeights,
} from '../transformer'
import type { ModelPlan } from './model-plan'

/** What models share that name their tensors as Llama does. */

/** What is stored besides the matrices, which all have. */
export interface LlamaLikeStorage {
  tied: boolean
  /** Biases of q, k and v, and of the heads' outputs unless `outputBias` says otherwise. */
  attentionBias?: boolean
  outputBias?: boolean
  mlpBias?: boolean
  /** Added to the weights of norms (Gemma stores them less 1). */
  normPlus?: number
}

/** Layers of Llama's tensors: two norms, q, k and v, their norms where the layers have them, a gated MLP. */
export function planLlamaLike(config: TransformerConfig, storage: LlamaLikeStorage): ModelPlan {
  return planLayers(config, storage, (tensors, at) => {
    const norm = (name: string) => takeRmsNorm(tensors, at + name, config.dModel, storage.normPlus)
    return {
      attentionNorm: norm('input_layernorm'),
      ...takeSelfAttention(tensors, at, config, storage),
      mlpNorm: norm('post_attention_layernorm'),
      mlp: takeGatedMlp(tensors, at, config, storage.mlpBias ?? false),
    }
  })
}

/** The ends of the model, and each layer as `takeLayer` finds it. */
export function planLayers(
  config: TransformerConfig,
  { tied, normPlus }: Pick<LlamaLikeStorage, 'tied' | 'normPlus'>,
  takeLayer: (tensors: StoredTensors, at: string) => LayerWeights,
  takeFinalNorm: (tensors: StoredTensors, name: string) => NormWeights = (tensors, name) =>
    takeRmsNorm(tensors, name, config.dModel, normPlus),
): ModelPlan {
  const { layerCount, dModel, vocabSize } = config
  const layout = (tensors: StoredTensors): TransformerWeights => {
    const prefix = storedPrefix(tensors, 'model.', 'embed_tokens.weight')
    return {
      ...takeEnds(tensors, `${prefix}embed_tokens.weight`, [vocabSize, dModel], tied),
      positions: null,
      layers: Array.from({ length: layerCount }, (_, layer) =>
        takeLayer(tensors, `${prefix}layers.${layer}.`),
      ),
      finalNorm: takeFinalNorm(tensors, `${prefix}norm`),
    }
  }
  return { config, layout, ignored: /(^|\.)rotary_emb\.inv_freq$/ }
}

type AttentionStorage = Pick<LlamaLikeStorage, 'attentionBias' | 'outputBias'>

/** `self_attn.q_proj` and so on, with the norms of q and k over each head where the layers have them. */
export function takeSelfAttention(
  tensors: StoredTensors,
  at: string,
  config: TransformerConfig,
  storage: AttentionStorage & Pick<LlamaLikeStorage, 'normPlus'>,
): Pick<LayerWeights, 'q' | 'k' | 'v' | 'o' | 'qNorm' | 'kNorm'> {
  const isNormed = config.layers[0].attention.qkNorm === 'per-head'
  const norm = (name: string) =>
    isNormed
      ? ofAllHeads(takeRmsNorm(tensors, `${at}self_attn.${name}`, config.dHead, storage.normPlus))
      : null
  return {
    ...takeProjections(tensors, at, config, storage),
    qNorm: norm('q_norm'),
    kNorm: norm('k_norm'),
  }
}

/** The same without norms. */
export function takeProjections(
  tensors: StoredTensors,
  at: string,
  config: TransformerConfig,
  { attentionBias = false, outputBias = attentionBias }: AttentionStorage,
): Pick<LayerWeights, 'q' | 'k' | 'v' | 'o'> {
  const { heads, kvHeads } = config
  const name = (part: string) => `${at}self_attn.${part}`
  return {
    q: takeHeads(tensors, name('q_proj'), heads, config, attentionBias),
    k: takeHeads(tensors, name('k_proj'), kvHeads, config, attentionBias),
    v: takeHeads(tensors, name('v_proj'), kvHeads, config, attentionBias),
    o: takeHeadOutputs(tensors, name('o_proj'), config, outputBias),
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
