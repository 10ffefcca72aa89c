import {
  activationOf,
  ASKED,
  epsilonOf,
  rotaryOfLayers,
  sizeRecord,
  without,
  type RecordMaker,
  type Values,
} from './common-records'
import type { GraphSettings } from './graph-settings'
import { rotaryShare } from './llama-records'
import { rounded } from './rotary-record'

/** config.json of the architectures that name their settings in other ways. */
export const OTHER_RECORDS: Readonly<Record<string, RecordMaker>> = {
  gpt2: (found) => ({ ...gptLike(found), ...scaledBy(found) }),
  gpt_bigcode: (found) => ({
    ...gptLike(found),
    ...scaledBy(found),
    multi_query: found.sizes?.kvHeads === 1,
  }),
  gpt_neo: (found) => {
    const { dModel, dMlp, layers, sizes } = found
    return {
      ...without(gptLike(found), 'n_embd', 'n_inner', 'n_layer', 'n_head', 'n_positions'),
      hidden_size: dModel,
      intermediate_size: dMlp,
      num_layers: layers.length,
      num_heads: sizes?.heads ?? ASKED,
      ...(found.contextLength === null ? {} : { max_position_embeddings: found.contextLength }),
      window_size: layers.find(({ window }) => window !== null)?.window ?? 256,
      attention_layers: layers.map(({ window }) => (window === null ? 'global' : 'local')),
    }
  },
  gptj: (found) => ({ ...gptLike(found), rotary_dim: found.layers[0].rotary?.dims }),
  codegen: (found) => ({ ...gptLike(found), rotary_dim: found.layers[0].rotary?.dims }),
  opt: (found) => ({
    ...without(sizeRecord(found), 'num_key_value_heads', 'head_dim', 'intermediate_size'),
    ffn_dim: found.dMlp,
    ...activationOf(found, 'activation_function'),
    enable_bias: found.layers[0].biases.q,
    layer_norm_elementwise_affine: found.norm?.hasBias ?? true,
    word_embed_proj_dim: found.embeddingWidth,
    tie_word_embeddings: found.isTied,
  }),
  gpt_neox: (found) => ({
    ...without(sizeRecord(found), 'num_key_value_heads', 'head_dim'),
    ...activationOf(found, 'hidden_act'),
    ...epsilonOf(found, 'layer_norm_eps'),
    ...rotaryOfLayers(found),
    rotary_pct: rotaryShare(found).partial_rotary_factor ?? 1,
    use_parallel_residual: found.layers[0].mlp?.isParallel ?? false,
    attention_bias: found.layers[0].biases.q,
    tie_word_embeddings: found.isTied,
  }),
  phi: (found) => ({ ...phiLike(found), qk_layernorm: found.layers[0].qkNorm !== 'none' }),
  stablelm: (found) => ({
    ...without(phiLike(found), 'head_dim'),
    use_qkv_bias: found.layers[0].biases.q,
    qk_layernorm: found.layers[0].qkNorm !== 'none',
    use_parallel_residual: found.layers[0].mlp?.isParallel ?? false,
  }),
  cohere: (found) => ({
    ...without(phiLike(found), 'partial_rotary_factor'),
    attention_bias: found.layers[0].biases.q,
    logit_scale: rounded(found.logits.scale),
    use_qk_norm: found.layers[0].qkNorm !== 'none',
  }),
  cohere2: (found) => ({
    ...without(phiLike(found), 'partial_rotary_factor'),
    attention_bias: found.layers[0].biases.q,
    logit_scale: rounded(found.logits.scale),
    sliding_window: found.layers.find(({ window }) => window !== null)?.window ?? 4096,
    layer_types: found.layers.map(({ window }) => (window === null ? 'full_attention' : 'sliding_attention')),
  }),
  falcon: (found) => ({ ...falconBase(found), ...falconBlocks(found) }),
  bloom: (found) => ({
    hidden_size: found.dModel,
    n_layer: found.layers.length,
    n_head: found.sizes?.heads ?? ASKED,
    vocab_size: found.vocabSize,
    ...epsilonOf(found, 'layer_norm_epsilon'),
    tie_word_embeddings: found.isTied,
  }),
  mpt: (found) => ({
    d_model: found.dModel,
    n_layers: found.layers.length,
    n_heads: found.sizes?.heads ?? ASKED,
    vocab_size: found.vocabSize,
    attn_config: { clip_qkv: found.layers[0].clips.q, softmax_scale: ownScale(found) },
    ...epsilonOf(found, 'layer_norm_epsilon'),
    tie_word_embeddings: found.isTied,
  }),
}

function gptLike(found: GraphSettings): Values {
  return {
    n_embd: found.dModel,
    n_layer: found.layers.length,
    n_head: found.sizes?.heads ?? ASKED,
    n_inner: found.dMlp,
    ...(found.contextLength === null ? {} : { n_positions: found.contextLength }),
    vocab_size: found.vocabSize,
    ...activationOf(found, 'activation_function'),
    ...epsilonOf(found, 'layer_norm_epsilon'),
    tie_word_embeddings: found.isTied,
  }
}

/** Scores may be scaled by the size of a head, and less in each layer than in the one before. */
function scaledBy({ layers, sizes }: GraphSettings): Values {
  const [first, second] = layers.map(({ scale }) => scale)
  if (first === null || sizes === null) return {}
  const isScaled = Math.abs(first * Math.sqrt(sizes.dHead) - 1) < 0.01
  const byDepth = typeof second === 'number' && Math.abs((2 * second) / first - 1) < 0.01
  return { scale_attn_weights: isScaled, ...(byDepth ? { scale_attn_by_inverse_layer_idx: true } : {}) }
}

/** Where scores are not scaled by the size of a head. */
function ownScale({ layers: [{ scale }], sizes }: GraphSettings): number | null {
  if (scale === null || sizes === null) return null
  return Math.abs(scale * Math.sqrt(sizes.dHead) - 1) < 0.01 ? null : rounded(scale)
}

function phiLike(found: GraphSettings): Values {
  return {
    ...sizeRecord(found),
    ...activationOf(found, 'hidden_act'),
    ...epsilonOf(found, 'layer_norm_eps'),
    ...rotaryOfLayers(found),
    ...{ partial_rotary_factor: 1, ...rotaryShare(found) },
    tie_word_embeddings: found.isTied,
  }
}

function falconBase(found: GraphSettings): Values {
  return {
    ...without(sizeRecord(found), 'num_key_value_heads', 'head_dim', 'intermediate_size'),
    ffn_hidden_size: found.dMlp,
    ...activationOf(found, 'activation'),
    ...epsilonOf(found, 'layer_norm_epsilon'),
    ...rotaryOfLayers(found),
    bias: found.layers[0].biases.q,
    alibi: false,
    tie_word_embeddings: found.isTied,
  }
}

function falconBlocks({ layers: [layer], sizes }: GraphSettings): Values {
  const isParallel = layer.mlp?.isParallel ?? false
  const kvHeads = sizes?.kvHeads ?? null
  if (!isParallel)
    return { parallel_attn: false, new_decoder_architecture: false, multi_query: kvHeads === 1 }
  const isOld = layer.norms.shared && (kvHeads === 1 || kvHeads === sizes?.heads)
  if (isOld) return { parallel_attn: true, new_decoder_architecture: false, multi_query: kvHeads === 1 }
  return {
    new_decoder_architecture: true,
    num_kv_heads: kvHeads,
    num_ln_in_parallel_attn: layer.norms.shared ? 1 : 2,
  }
}
