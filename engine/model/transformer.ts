import type { Architecture } from '../../contract'
import type { LentData } from '../onnx'

/**
 * What every supported architecture boils down to; nothing downstream asks for the architecture's name. What all layers
 * share is said here, what may differ between them in `layers`.
 */
export interface TransformerConfig {
  architecture: Architecture
  layerCount: number
  /** The specs of the layers, begun again from the first where there are more layers than specs: see layerSpec. */
  layers: readonly LayerSpec[]
  heads: number
  /** Equal to `heads` without grouped-query attention; query head h reads kv head floor(h / (heads / kvHeads)). */
  kvHeads: number
  dModel: number
  dHead: number
  /** null for attention-only models. */
  dMlp: number | null
  vocabSize: number
  contextLength: number
  embedding: EmbeddingSpec
  /** How every norm is computed; which of them a layer has is said in its spec. `none`: the model has no norm at all. */
  norm: { kind: 'layer-norm' | 'rms-norm'; epsilon: number } | { kind: 'none' }
  mlp:
    | { kind: 'none' }
    /** down(norm(activation(x @ up))), where there is a norm of the neurons (SoLU models) */
    | { kind: 'plain'; activation: Activation; normed?: boolean }
    /** down(activation(x @ gate) * (x @ up)) */
    | { kind: 'gated'; activation: Activation }
  /** Whether the MLP reads the stream before its own layer's attention (GPT-NeoX, GPT-J, Phi, Cohere, Falcon). */
  parallel: boolean
  causal: boolean
  logits: LogitsSpec
  /**
   * Whether what leaves the range of float32 inside a norm, a softmax or an activation function is passed on as NaN,
   * where those would make numbers of it again. Set for models whose weights do not rule it out (see canOverflow).
   */
  watched?: boolean
}

export interface EmbeddingSpec {
  /** Token embeddings are multiplied by this, before positions are added (Gemma: sqrt(dModel)). */
  scale: number
  /** Whether a learned embedding of its position is added to each token's. */
  learnedPositions: boolean
  /** Whether a norm follows (BLOOM). */
  norm: boolean
}

export interface LogitsSpec {
  /** Logits are multiplied by this (Cohere, Granite). */
  scale: number
  /** Then c * tanh(logits / c), where there is a cap c (Gemma 2). */
  softCap: number | null
}

/** One layer: x -> x + afterNorm(attention(norm(x))), then the same with the MLP, or both from one x. */
export interface LayerSpec {
  attention: AttentionSpec
  norms: LayerNorms
  /** What the heads (with b_O) and the MLP write is multiplied by this (Granite). */
  residualMultiplier: number
}

export interface AttentionSpec {
  /** Scores are multiplied by this; 1/sqrt(dHead) as a rule. */
  scale: number
  /** q, k and v are cut off at -clip and clip, before their norms, where there is such a limit (OLMo, MPT). */
  clip: number | null
  /** Scores s become c * tanh(s / c), before the mask, where there is a cap c (Gemma 2). */
  softCap: number | null
  /** How many positions a query sees at most, its own and those before it; null: all. */
  window: number | null
  rotary: Rotary | null
  /** Whether -slope * distance is added to scores, with a slope for each head (ALiBi: BLOOM, MPT). */
  alibi: boolean
  /**
   * The norm of q and k before rotation: over each head (Qwen3, Gemma 3), or over all heads of a position side by side
   * (OLMo-2).
   */
  qkNorm: 'none' | 'per-head' | 'all-heads'
}

/** Rotary positions over the first `dims` dimensions of each head, by the angle pos * theta^(-2i/dims) * factors[i]. */
export interface Rotary {
  dims: number
  theta: number
  /** Dimension i turns with i + dims/2 (`halves`, as in Llama), or with its neighbour (`neighbours`, as in GPT-J). */
  pairs: 'halves' | 'neighbours'
  /** [dims/2] of scaled positions (linear, llama3, yarn, longrope); null: all 1. */
  factors: readonly number[] | null
  /** What the rotated values are multiplied by (yarn, longrope); 1 as a rule. */
  magnitude: number
  /** The factors of prompts of more than `length` tokens, where those are others (longrope). */
  beyond: { length: number; factors: readonly number[] } | null
}

/** Which norms a layer has. */
export interface LayerNorms {
  beforeAttention: boolean
  /** Of the sum of all heads and b_O (Gemma 2, OLMo-2). */
  afterAttention: boolean
  beforeMlp: boolean
  afterMlp: boolean
  /** Whether the norm before the attention is also the one before the MLP (GPT-J, Phi, Cohere, some Falcons). */
  shared: boolean
}

export function layerSpec({ layers }: Pick<TransformerConfig, 'layers'>, layer: number): LayerSpec {
  return layers[layer % layers.length]
}

/** No graph has as many layers: see MAX_EDGES. */
const MOST_LAYERS = 10_000

/**
 * A spec, or what one is made of, for each layer. Of more layers than any graph has, only the first get one: config.json
 * is refused once their number is compared with the weights.
 */
export function eachLayer<T>(layerCount: number, specOf: (layer: number) => T): T[] {
  return Array.from({ length: Math.min(layerCount, MOST_LAYERS) }, (_, layer) => specOf(layer))
}

/** Pre-norm layers with full attention: what most architectures have, to be changed where one differs. */
export function plainLayer(scale: number, rotary: Rotary | null = null): LayerSpec {
  return {
    attention: { scale, clip: null, softCap: null, window: null, rotary, alibi: false, qkNorm: 'none' },
    norms: {
      beforeAttention: true,
      afterAttention: false,
      beforeMlp: true,
      afterMlp: false,
      shared: false,
    },
    residualMultiplier: 1,
  }
}

/** The same where a model has no norms. */
export function layerWithoutNorms(scale: number): LayerSpec {
  const layer = plainLayer(scale)
  return { ...layer, norms: { ...layer.norms, beforeAttention: false, beforeMlp: false } }
}

/** Unscaled rotary positions in half-split pairs. */
export const plainRotary = (dims: number, theta: number): Rotary => ({
  dims,
  theta,
  pairs: 'halves',
  factors: null,
  magnitude: 1,
  beyond: null,
})

/** Token embeddings as they are. */
export const plainEmbedding = (learnedPositions: boolean): EmbeddingSpec => ({
  scale: 1,
  learnedPositions,
  norm: false,
})

export const plainLogits: LogitsSpec = { scale: 1, softCap: null }

/** `gelu`: exact erf form; `gelu-new`: tanh form; `solu`: x * softmax(x) over all neurons. */
export type Activation = 'gelu' | 'gelu-new' | 'relu' | 'silu' | 'solu'

export interface WeightTensor {
  dims: number[]
  /** In memory (vectors always are), or lent from the file that holds them. */
  data: Float32Array | LentData
}

/** Matrices are laid out for `x @ W`. Biases are null where the model has none. */
export interface TransformerWeights {
  /** [vocabSize, dModel] */
  embed: WeightTensor
  /** [contextLength, dModel], null without learned positions */
  positions: WeightTensor | null
  /** Of the embedding; null without. */
  embeddingNorm?: NormWeights | null
  layers: LayerWeights[]
  finalNorm: NormWeights | null
  /** [vocabSize, dModel], as most files store it; the same tensor as `embed` where the head is tied. */
  unembed: WeightTensor
  /** [vocabSize] */
  unembedBias: WeightTensor | null
}

export interface NormWeights {
  /** [dModel] */
  weight: WeightTensor
  /** [dModel], null for RMSNorm */
  bias: WeightTensor | null
}

/** Of q or k: [1 or heads, dHead], one for all heads or one for each. */
export type QkNormWeights = NormWeights

export interface Projection {
  weight: WeightTensor
  bias: WeightTensor | null
}

/** Norms that the layer's spec does not have are null, or left out. */
export interface LayerWeights {
  attentionNorm: NormWeights | null
  attentionPostNorm?: NormWeights | null
  qNorm?: QkNormWeights | null
  kNorm?: QkNormWeights | null
  /** [heads] the slopes of ALiBi, which follow from the number of heads */
  alibi?: WeightTensor | null
  /** weight [heads, dModel, dHead], bias [heads, dHead] */
  q: Projection
  /** weight [kvHeads, dModel, dHead], bias [kvHeads, dHead] */
  k: Projection
  v: Projection
  /** weight [heads, dHead, dModel], bias [dModel] (a constant of the residual stream, no sender's) */
  o: Projection
  /** null where the attention's norm is shared as well. */
  mlpNorm: NormWeights | null
  mlpPostNorm?: NormWeights | null
  mlp: MlpWeights | null
}

export interface MlpWeights {
  /** [dModel, dMlp]; null unless gated */
  gate: Projection | null
  /** weight [dModel, dMlp], bias [dMlp] */
  up: Projection
  /** Of the neurons, over dMlp; null or left out without. */
  norm?: NormWeights | null
  /** weight [dMlp, dModel], bias [dModel] */
  down: Projection
}
