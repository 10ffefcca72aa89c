import type { Architecture } from '../../contract'

/** What every supported architecture boils down to; nothing downstream asks for the architecture's name. */
export interface TransformerConfig {
  architecture: Architecture
  layers: number
  heads: number
  /** Equal to `heads` without grouped-query attention; query head h reads kv head floor(h / (heads / kvHeads)). */
  kvHeads: number
  dModel: number
  dHead: number
  /** null for attention-only models. */
  dMlp: number | null
  vocabSize: number
  contextLength: number
  norm: { kind: 'layer-norm' | 'rms-norm'; epsilon: number } | { kind: 'none' }
  /** `rotary`: half-split pairs (Hugging Face convention) over the first `dims` of each head. */
  positions: { kind: 'learned' } | { kind: 'rotary'; dims: number; theta: number }
  mlp:
    | { kind: 'none' }
    | { kind: 'plain'; activation: Activation }
    /** down(activation(x @ gate) * (x @ up)) */
    | { kind: 'gated'; activation: Activation }
  /** GPT-NeoX style blocks. */
  parallel: boolean
  causal: boolean
  /** Scores are multiplied by this; 1/sqrt(dHead) as a rule. */
  attentionScale: number
  /**
   * Whether what leaves the range of float32 inside a norm, a softmax or an activation function is passed on as NaN,
   * where those would make numbers of it again. Set for models whose weights do not rule it out (see canOverflow).
   */
  watched?: boolean
}

/** `gelu`: exact erf form; `gelu-new`: tanh form. */
export type Activation = 'gelu' | 'gelu-new' | 'relu' | 'silu'

export interface WeightTensor {
  dims: number[]
  data: Float32Array
}

/** Matrices are laid out for `x @ W`. Biases are null where the model has none. */
export interface TransformerWeights {
  /** [vocabSize, dModel] */
  embed: WeightTensor
  /** [contextLength, dModel], null with rotary positions */
  positions: WeightTensor | null
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

export interface Projection {
  weight: WeightTensor
  bias: WeightTensor | null
}

export interface LayerWeights {
  attentionNorm: NormWeights | null
  /** weight [heads, dModel, dHead], bias [heads, dHead] */
  q: Projection
  /** weight [kvHeads, dModel, dHead], bias [kvHeads, dHead] */
  k: Projection
  v: Projection
  /** weight [heads, dHead, dModel], bias [dModel] (a constant of the residual stream, no sender's) */
  o: Projection
  mlpNorm: NormWeights | null
  mlp: MlpWeights | null
}

export interface MlpWeights {
  /** [dModel, dMlp]; null unless gated */
  gate: Projection | null
  /** weight [dModel, dMlp], bias [dMlp] */
  up: Projection
  /** weight [dMlp, dModel], bias [dModel] */
  down: Projection
}
