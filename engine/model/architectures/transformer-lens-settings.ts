import { NONE, OFF, type KnownSettings } from '../settings/config-settings'

/** TransformerLens's names; -1 is its "not set". */
export const TRANSFORMER_LENS_SETTINGS: KnownSettings = {
  refused: {
    attention_dir: ['causal'],
    post_embedding_ln: OFF,
    use_normalization_before_and_after: OFF,
    use_NTK_by_parts_rope: OFF,
    rotary_base_local: NONE,
    rmsnorm_uses_offset: OFF,
    tie_word_embeddings: OFF,
    load_in_4bit: OFF,
    trust_remote_code: OFF,
    shortformer_pos: OFF,
  },
  neutral: [
    // of scaled rotary positions, experts and encoder-decoders, which these models do not have
    'NTK_by_parts_low_freq_factor',
    'NTK_by_parts_high_freq_factor',
    'NTK_by_parts_factor',
    'NTK_original_ctx_len',
    'experts_per_token',
    'relative_attention_max_distance',
    'relative_attention_num_buckets',
    // names, initial values, and what a program is to return
    'checkpoint_index',
    'checkpoint_label_type',
    'checkpoint_value',
    'default_prepend_bos',
    'device',
    'from_checkpoint',
    'init_mode',
    'init_weights',
    'model_name',
    'n_devices',
    'n_params',
    'original_architecture',
    'seed',
    'tokenizer_name',
    'tokenizer_prepends_bos',
    'ungroup_grouped_query_attention',
    'use_attn_in',
    'use_attn_result',
    'use_hook_mlp_in',
    'use_hook_tokens',
    'use_split_qkv_input',
  ],
}
