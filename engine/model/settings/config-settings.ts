import type { Settings } from './neutral-values'
import type { OtherNames } from './own-names'

/**
 * What is known of an architecture's settings besides those that its plan reads: a setting is read, refused where it
 * has another value than the neutral ones, neutral whatever its value, or named in a warning.
 */
export interface KnownSettings {
  refused?: Settings
  neutral?: readonly string[]
  /** What it may be called besides. */
  otherNames?: OtherNames
}

export const OFF = [false, null]
export const NONE = [null]
export const ONE = [1, null]
const NO_EXPERTS = [0, 1, null]
const ONLY_FULL_ATTENTION = (value: unknown) =>
  value === null || (Array.isArray(value) && value.every((type) => type === 'full_attention'))

/**
 * Settings of many architectures. An architecture that has one reads it; for all others it is refused wherever it is
 * switched on. null is neutral where Python takes it for "not set" or for False.
 */
export const FOREIGN_SETTINGS: Settings = {
  // attention
  is_causal: [true],
  use_bidirectional_attention: OFF,
  add_cross_attention: OFF,
  cross_attention_layers: NONE,
  cross_attention_hidden_size: NONE,
  is_encoder_decoder: OFF,
  sliding_window: NONE,
  use_sliding_window: OFF,
  sliding_window_pattern: NONE,
  attention_chunk_size: NONE,
  layer_types: ONLY_FULL_ATTENTION,
  attn_logit_softcapping: NONE,
  query_pre_attn_scalar: NONE,
  attention_multiplier: NONE,
  scale_attn_by_inverse_layer_idx: OFF,
  clip_qkv: NONE,
  use_qk_norm: OFF,
  qk_layernorm: OFF,
  // biases
  attention_bias: OFF,
  mlp_bias: OFF,
  lm_head_bias: OFF,
  // positions
  alibi: OFF,
  partial_rotary_factor: ONE,
  rope_interleave: OFF,
  rope_interleaved: OFF,
  rope_local_base_freq: NONE,
  no_rope_layers: (value) => value === null || (Array.isArray(value) && value.every((uses) => uses === 1)),
  no_rope_layer_interval: NONE,
  // residual stream and logits
  use_parallel_residual: OFF,
  embedding_multiplier: ONE,
  scale_emb: ONE,
  residual_multiplier: ONE,
  logit_scale: ONE,
  logits_scaling: ONE,
  final_logit_softcapping: NONE,
  // experts
  num_experts: NO_EXPERTS,
  num_local_experts: NO_EXPERTS,
  n_routed_experts: NO_EXPERTS,
  // weights that are stored or cut in another way, layers that differ from each other
  quantization_config: NONE,
  compression_config: NONE,
  sparsity_config: NONE,
  pruned_heads: [{}, null],
  per_layer_config: [{}, null],
}

/** Settings that change no number of any model, whatever their value, by the reason. */
export const NEUTRAL_BY_REASON: Record<string, readonly string[]> = {
  'names, versions and what a program is to return': [
    '_name_or_path',
    'name_or_path',
    '_commit_hash',
    'transformers_version',
    'architectures',
    'model_type',
    'tokenizer_class',
    'finetuning_task',
    'id2label',
    'label2id',
    'num_labels',
    '_num_labels',
    'problem_type',
    'output_attentions',
    'output_hidden_states',
    'return_dict',
    'use_return_dict',
    'torchscript',
    'tf_legacy_loss',
    'keys_to_ignore_at_inference',
    'transformers.js_config',
    'unsloth_version',
    'unsloth_fixed',
    'custom_pipelines',
    'is_llama_config',
    'model_max_length',
  ],
  'how it is computed in Python, in which precision and in which pieces; here it is float32, in one piece': [
    'dtype',
    'torch_dtype',
    'use_bfloat16',
    'attn_implementation',
    '_attn_implementation',
    '_attn_implementation_autoset',
    '_flash_attn_2_enabled',
    'chunk_size_feed_forward',
    'pretraining_tp',
    'base_model_tp_plan',
    'base_model_pp_plan',
    'base_model_ep_plan',
    'base_model_fsdp_plan',
  ],
  'training: dropout is off, initial values were replaced by the stored ones': [
    'activation_dropout',
    'attention_dropout',
    'attention_probs_dropout_prob',
    'attn_pdrop',
    'classifier_dropout',
    'dropout',
    'emb_pdrop',
    'embd_pdrop',
    'embed_dropout',
    'embedding_dropout',
    'hidden_dropout',
    'hidden_dropout_prob',
    'layerdrop',
    'resid_dropout',
    'resid_pdrop',
    'residual_dropout',
    'init_std',
    'initializer_range',
    'gradient_checkpointing',
    'tie_encoder_decoder',
    'is_decoder',
  ],
  'how text is generated and which tokens are special to it': [
    'bos_token_id',
    'eos_token_id',
    'pad_token_id',
    'sep_token_id',
    'unk_token_id',
    'decoder_start_token_id',
    'forced_bos_token_id',
    'forced_eos_token_id',
    'task_specific_params',
    'prefix',
    'use_cache',
    'output_past', // its older name
    'cache_implementation',
    'max_length',
    'min_length',
    'max_new_tokens',
    'min_new_tokens',
    'do_sample',
    'early_stopping',
    'num_beams',
    'num_beam_groups',
    'num_return_sequences',
    'diversity_penalty',
    'temperature',
    'top_k',
    'top_p',
    'min_p',
    'typical_p',
    'repetition_penalty',
    'encoder_repetition_penalty',
    'length_penalty',
    'no_repeat_ngram_size',
    'encoder_no_repeat_ngram_size',
    'bad_words_ids',
    'suppress_tokens',
    'begin_suppress_tokens',
    'exponential_decay_length_penalty',
    'remove_invalid_values',
    'return_dict_in_generate',
    'output_scores',
  ],
  'of scaled rotary positions and attention windows, where the architecture or the model has none': [
    'original_max_position_embeddings',
    'max_window_layers',
    'rope_scaling.finetuned',
    'rope_parameters.finetuned',
  ],
}

export const NEUTRAL_SETTINGS: readonly string[] = Object.values(NEUTRAL_BY_REASON).flat()
