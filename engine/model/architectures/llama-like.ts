import { configError, type ConfigFields } from '../settings/config-fields'
import {
  takeHeadOutputs,
  takeHeads,
  takeHeadNorm,
  takeProjection,
  takeRmsNorm,
} from '../weights/linear-weights'
import { storedPrefix, takeEnds } from '../weights/output-head'
import { readRotary, type RotaryRules } from '../settings/rotary'
import type { StoredTensors } from '../weights/stored-tensors'
import {
  plainEmbedding,
  plainLayer,
  plainLogits,
  type AttentionSpec,
  type LayerWeights,
  type MlpWeights,
  type NormWeights,
  type TransformerConfig,
  type TransformerWeights,
} from '../transformer'
import type { ModelPlan } from './model-plan'

/** What models share that name their settings and tensors as Llama does. */

/** Of the architectures whose config.json has Llama's settings: what each is where the file does not have it. */
export interface LlamaLikeDefaults extends Pick<TransformerConfig, 'architecture'> {
  contextLength: number
  /** rms_norm_eps, 1e-6 as a rule. */
  epsilon?: number
  /** Where it is not that RMSNorm. */
  norm?: TransformerConfig['norm']
  /** num_key_value_heads, where it is not as many as heads. */
  kvHeads?: number
  /** head_dim, where it does not follow from the size of the stream. */
  dHead?: number
  /** hidden_act, silu as a rule. */
  activation?: { name: string; fallback: string }
  /** null where layers differ in it, and the architecture reads it. */
  rotary?: Omit<RotaryRules, 'dHead' | 'contextLength'> | null
}

/** A model whose MLPs have an activation function. */
export interface LlamaLikeConfig extends TransformerConfig {
  mlp: Exclude<TransformerConfig['mlp'], { kind: 'none' }>
}

/** All layers as Llama has them: see withAttention. @throws PatchbayError (bad-input) as the fields do, and as readHeads. */
export function readLlamaLike(fields: ConfigFields, defaults: LlamaLikeDefaults): LlamaLikeConfig {
  const shape = readHeads(fields, defaults)
  const contextLength = fields.count('max_position_embeddings', defaults.contextLength)
  const { activation = { name: 'hidden_act', fallback: 'silu' } } = defaults
  const rotary =
    defaults.rotary === null
      ? null
      : readRotary(fields, { ...defaults.rotary, dHead: shape.dHead, contextLength })
  return {
    architecture: defaults.architecture,
    ...shape,
    layerCount: fields.count('num_hidden_layers'),
    layers: [plainLayer(1 / Math.sqrt(shape.dHead), rotary)],
    dMlp: fields.count('intermediate_size'),
    vocabSize: fields.count('vocab_size'),
    contextLength,
    embedding: plainEmbedding(false),
    norm: defaults.norm ?? {
      kind: 'rms-norm',
      epsilon: fields.positive('rms_norm_eps', defaults.epsilon ?? 1e-6),
    },
    mlp: { kind: 'gated', activation: fields.activation(activation.name, activation.fallback) },
    parallel: false,
    causal: true,
    logits: plainLogits,
  }
}

/**
 * Heads that share keys and values, and may have another size than their part of the stream.
 * @throws PatchbayError (bad-input) as checkHeads does.
 */
export function readHeads(
  fields: ConfigFields,
  defaults: { kvHeads?: number; dHead?: number },
): Pick<TransformerConfig, 'dModel' | 'heads' | 'kvHeads' | 'dHead'> {
  const dModel = fields.count('hidden_size')
  const heads = fields.count('num_attention_heads')
  const isLeftOut = fields.value('num_key_value_heads') === undefined
  const kvHeads = fields.derivedCount('num_key_value_heads', (isLeftOut && defaults.kvHeads) || heads)
  const dHead =
    defaults.dHead === undefined
      ? fields.derivedCount('head_dim', Math.floor(dModel / heads))
      : fields.count('head_dim', defaults.dHead)
  checkHeads({ heads, kvHeads, dHead })
  return { dModel, heads, kvHeads, dHead }
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

/** The model with the attention of its layers changed; the changes begin again where there are fewer than layers. */
export function withAttention(
  config: TransformerConfig,
  changes: readonly Partial<AttentionSpec>[],
): TransformerConfig {
  const [plain] = config.layers
  const layers = changes.map((change) => ({ ...plain, attention: { ...plain.attention, ...change } }))
  return { ...config, layers }
}

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
    isNormed ? takeHeadNorm(tensors, `${at}self_attn.${name}`, config.dHead, storage.normPlus) : null
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
