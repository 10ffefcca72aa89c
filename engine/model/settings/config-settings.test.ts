import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { FIXTURES, readJson } from '../../../testing/fixtures'
import { copyModel } from '../../../testing/model-folder'
import { plainLogits } from '../../../testing/plain/plain-model'
import { architectureNames } from '../../../testing/reference-tasks'
import { sentenceOf } from '../../../testing/refusals'
import { planModel } from '../architectures'
import { openModel } from '../open-model'
import { layerSpec } from '../transformer'
import { heldWeights } from '../../../testing/held-weights'

const NAMES = [
  ...['gpt2-tiny', 'neox-tiny', 'llama-tiny', 'attn-only-2l', 'tracr-reverse'],
  ...architectureNames().map((name) => `architectures/${name}`),
]
const TOKENS = [1, 4, 2, 0, 3]

async function opened(fixture: string, changes: Record<string, unknown> = {}) {
  const model = await openModel(copyModel(fixture, changes))
  const warnings = model.info.warnings.filter((warning) => warning.startsWith('config.json'))
  const { config } = model
  const logits = async () =>
    plainLogits({ config, weights: heldWeights(await model.loadWeights()), tokens: TOKENS })
  return { config, warnings, logits }
}

async function refusal(fixture: string, changes: Record<string, unknown>): Promise<string | null> {
  try {
    await (await openModel(copyModel(fixture, changes))).loadWeights()
    return null
  } catch (error) {
    return sentenceOf(error)
  }
}

/** What is said of config.json alone: the refusal, or the warnings. */
function judged(fixture: string, changes: Record<string, unknown>): string | readonly string[] {
  try {
    return planModel({ ...readJson(path.join(FIXTURES, fixture, 'config.json')), ...changes }).warnings
  } catch (error) {
    return sentenceOf(error)
  }
}

describe('rotary positions', () => {
  const rotary = async (fixture: string, changes: Record<string, unknown>) => {
    const { config, warnings } = await opened(fixture, changes)
    const { rotary } = layerSpec(config, 0).attention
    return rotary && { theta: rotary.theta, dims: rotary.dims, warnings }
  }
  const unused = (name: string, value: unknown, by: string, counts: unknown) =>
    `config.json: ${name} ${JSON.stringify(value)} is not used, because ${by} ${JSON.stringify(counts)} takes its place, as in the Hugging Face library.`
  /** The fixtures have theta 10000 under both keys; a test that needs another one removes it there. */
  const bare = { rope_theta: undefined, rope_parameters: undefined, rotary_emb_base: undefined }

  const llama: [Record<string, unknown>, number, string[]][] = [
    [bare, 10000, []],
    [{ ...bare, rope_theta: 500000 }, 500000, []],
    [{ ...bare, rope_scaling: { rope_type: 'default', rope_theta: 500000 } }, 500000, []],
    [{ ...bare, rope_scaling: { type: 'default', rope_theta: 500000 } }, 500000, []],
    [{ ...bare, rope_parameters: { rope_theta: 500000 } }, 500000, []],
    [{ ...bare, rope_scaling: {}, rope_parameters: { rope_theta: 500000 } }, 500000, []],
    [{ ...bare, rope_scaling: null, rope_parameters: null, rope_theta: 2000 }, 2000, []],
    [
      { ...bare, rope_theta: 2000, rope_scaling: { rope_theta: 500000 } },
      500000,
      [unused('rope_theta', 2000, 'rope_scaling.rope_theta', 500000)],
    ],
    [
      { ...bare, rope_theta: 2000, rope_parameters: { rope_theta: 500000 } },
      500000,
      [unused('rope_theta', 2000, 'rope_parameters.rope_theta', 500000)],
    ],
    [
      { ...bare, rope_scaling: { rope_type: 'default' }, rope_parameters: { rope_theta: 500000 } },
      10000,
      [unused('rope_parameters', { rope_theta: 500000 }, 'rope_scaling', { rope_type: 'default' })],
    ],
  ]
  it.each(llama)('of Llama %j', async (changes, theta, warnings) => {
    expect(await rotary('llama-tiny', changes)).toEqual({ theta, dims: 8, warnings })
  })

  const neox: [Record<string, unknown>, number, number, string[]][] = [
    [{ ...bare, rotary_emb_base: 500000 }, 500000, 4, []],
    [{ ...bare, rope_scaling: { rope_type: 'default', rope_theta: 500000 }, rotary_pct: 0.5 }, 500000, 8, []],
    [
      { ...bare, rope_scaling: { rope_theta: 500000, partial_rotary_factor: 0.5 }, rotary_pct: 0.5 },
      500000,
      8,
      [],
    ],
    [
      { ...bare, rope_parameters: { partial_rotary_factor: 0.5 }, rotary_emb_base: 3000 },
      3000,
      8,
      [unused('rotary_pct', 0.25, 'rope_parameters.partial_rotary_factor', 0.5)],
    ],
    [{ ...bare, rope_theta: 500000 }, 10000, 4, [unused('rope_theta', 500000, 'rotary_emb_base', 10000)]],
    [
      { ...bare, rope_theta: 500000, rotary_emb_base: 3000 },
      3000,
      4,
      [unused('rope_theta', 500000, 'rotary_emb_base', 3000)],
    ],
  ]
  it.each(neox)('of GPT-NeoX %j', async (changes, theta, dims, warnings) => {
    expect(await rotary('neox-tiny', changes)).toEqual({ theta, dims, warnings })
  })

  it.each([
    ['llama-tiny', { ...bare, rope_theta: 500000 }],
    ['neox-tiny', { ...bare, rotary_emb_base: 500000 }],
  ])(
    'of %s give the same logits wherever theta is written, and others than the default',
    async (name, outside) => {
      const logitsWith = async (changes: object) => (await opened(name, { ...bare, ...changes })).logits()
      const expected = await logitsWith(outside)
      const inside = { rope_type: 'default', rope_theta: 500000 }
      expect(await logitsWith({ rope_scaling: inside })).toEqual(expected)
      expect(await logitsWith({ rope_parameters: inside })).toEqual(expected)
      const usual = await logitsWith({})
      expect(Math.max(...expected.map((value, i) => Math.abs(value - usual[i])))).toBeGreaterThan(1e-4)
    },
  )
})

describe('settings that would change the numbers', () => {
  const wrong = 'is not supported, and leaving it out would give wrong numbers.'
  it.each(NAMES)('are refused in every architecture, %s', (name) => {
    for (const [setting, value] of [
      ['is_causal', false],
      ['is_causal', null],
      ['compression_config', { bits: 4 }],
      ['per_layer_config', { 0: { head_dim: 2 } }],
    ] as const) {
      expect(judged(name, { [setting]: value })).toBe(
        `config.json: ${setting} ${JSON.stringify(value)} ${wrong}`,
      )
    }
  })

  const cases: [string, Record<string, unknown>, string][] = [
    ['neox-tiny', { head_dim: 8 }, `head_dim 8 ${wrong}`],
    ['neox-tiny', { partial_rotary_factor: 1 }, `partial_rotary_factor 1 ${wrong}`],
    ['neox-tiny', { num_key_value_heads: 2 }, `num_key_value_heads 2 ${wrong}`],
    ['neox-tiny', { attention_bias: null }, 'attention_bias must be true or false, not null.'],
    ['neox-tiny', { use_parallel_residual: null }, 'use_parallel_residual must be true or false, not null.'],
    ['gpt2-tiny', { layer_norm_epsilon: null }, 'layer_norm_epsilon must be a number above 0, not null.'],
    ['gpt2-tiny', { scale_attn_weights: null }, 'scale_attn_weights must be true or false, not null.'],
    [
      'gpt2-tiny',
      { num_attention_heads: 8 },
      'n_head 4 and num_attention_heads 8 are two names of one setting and differ; delete the one that is wrong.',
    ],
    [
      'gpt2-tiny',
      { hidden_size: 64 },
      'n_embd 32 and hidden_size 64 are two names of one setting and differ; delete the one that is wrong.',
    ],
    ['gpt2-tiny', { pruned_heads: { 0: [1] } }, `pruned_heads {"0":[1]} ${wrong}`],
    ['gpt2-tiny', { n_special: 1 }, `n_special 1 ${wrong}`],
    ['tracr-reverse', { attn_scale: 2 }, `attn_scale 2 ${wrong}`],
    ['llama-tiny', { use_parallel_residual: true }, `use_parallel_residual true ${wrong}`],
    ['llama-tiny', { attn_logit_softcapping: 50 }, `attn_logit_softcapping 50 ${wrong}`],
    [
      'llama-tiny',
      { layer_types: ['full_attention', 'sliding_attention'] },
      `layer_types ["full_attention","sliding_attention"] ${wrong}`,
    ],
    ['llama-tiny', { rope_scaling: { factor: 8 } }, `rope_scaling.factor 8 ${wrong}`],
    [
      'llama-tiny',
      { rope_parameters: { full_attention: { rope_theta: 1 } } },
      `rope_parameters.full_attention {"rope_theta":1} ${wrong}`,
    ],
    [
      'llama-tiny',
      { rope_scaling: { rope_theta: '500000' } },
      'rope_scaling.rope_theta must be a number above 0, not "500000".',
    ],
    ['llama-tiny', { rope_scaling: [1] }, 'rope_scaling must be an object.'],
    [
      'llama-tiny',
      { rope_scaling: { rope_type: 'default', type: 'linear' } },
      'rope_scaling has rope_type "default" and type "linear", which contradict each other.',
    ],
    [
      'architectures/falcon-7b',
      { alibi: true },
      'alibi true is not supported: the Hugging Face library itself computes two different models of it, as its eager attention adds the bias twice.',
    ],
    [
      'architectures/falcon-new',
      { parallel_attn: false },
      'parallel_attn false and new_decoder_architecture true exclude each other; the Hugging Face library cannot compute it either.',
    ],
    ['architectures/falcon-new', { num_ln_in_parallel_attn: 3 }, `num_ln_in_parallel_attn 3 ${wrong}`],
    ['architectures/falcon-sequential', { num_kv_heads: 2 }, `num_kv_heads 2 ${wrong}`],
    [
      'architectures/falcon-new',
      { num_kv_heads: 3 },
      'num_attention_heads 4 cannot be divided among num_kv_heads 3.',
    ],
    ['architectures/mpt', { attn_config: { alibi: false } }, `attn_config.alibi false ${wrong}`],
    ['architectures/mpt', { attn_config: { alibi_bias_max: 16 } }, `attn_config.alibi_bias_max 16 ${wrong}`],
    ['architectures/mpt', { attn_config: { qk_ln: true } }, `attn_config.qk_ln true ${wrong}`],
    ['architectures/mpt', { attn_config: { prefix_lm: true } }, `attn_config.prefix_lm true ${wrong}`],
    ['architectures/mpt', { logit_scale: 'inv_sqrt_d_model' }, `logit_scale "inv_sqrt_d_model" ${wrong}`],
    ['architectures/mpt', { no_bias: false }, `no_bias false ${wrong}`],
    ['architectures/mpt', { expansion_ratio: 2 }, `expansion_ratio 2 ${wrong}`],
    ['architectures/mpt', { norm_type: 'rmsnorm' }, `norm_type "rmsnorm" ${wrong}`],
    ['architectures/stablelm', { head_dim: 8 }, `head_dim 8 ${wrong}`],
    ['architectures/cohere', { logit_scale: null }, 'logit_scale must be a number above 0, not null.'],
    ['architectures/cohere', { head_dim: 7 }, 'head size 7 must be even for rotary positions.'],
    [
      'attn-only-2l',
      { positional_embedding_type: 'rotary', rotary_dim: 18 },
      'rotary_dim 18 must be even, and at most d_head 16.',
    ],
    [
      'attn-only-2l',
      { use_local_attn: true, window_size: 2, attn_types: ['local'] },
      'attn_types must name each of the 2 layers global or local.',
    ],
    [
      'attn-only-2l',
      { attn_only: false, act_fn: 'solu_ln', gated_mlp: true },
      'act_fn "solu_ln" with gated_mlp is not supported.',
    ],
    ['attn-only-2l', { normalization_type: 'LN', final_rms: true }, `final_rms true ${wrong}`],
    ['attn-only-2l', { shortformer_pos: true }, `shortformer_pos true ${wrong}`],
    ['attn-only-2l', { n_key_value_heads: 3 }, 'n_heads 4 cannot be divided among n_key_value_heads 3.'],
    [
      'attn-only-2l',
      { use_normalization_before_and_after: true },
      `use_normalization_before_and_after true ${wrong}`,
    ],
    ['attn-only-2l', { d_vocab_out: 2 }, `d_vocab_out 2 ${wrong}`],
    [
      'attn-only-2l',
      { attn_only: false, act_fn: 'solu_ln' },
      'act_fn "solu_ln" is a LayerNorm, which needs normalization_type "LN" or "LNPre".',
    ],
  ]
  it.each(cases)('%s %j', async (name, changes, message) => {
    expect(await refusal(name, changes)).toBe(`config.json: ${message}`)
  })
})

describe('Python code that comes with the model', () => {
  it('is named, as it is not run', async () => {
    const auto_map = { AutoModelForCausalLM: 'modeling_x.X' }
    expect((await opened('llama-tiny', { auto_map })).warnings).toEqual([
      'config.json: auto_map {"AutoModelForCausalLM":"modeling_x.X"} names Python code that comes with the model. It is not run: this is Llama as in the Hugging Face library, and if that code computes something else, every number here is of another model.',
    ])
    for (const auto_map of [null, {}]) {
      expect((await opened('llama-tiny', { auto_map })).warnings).toEqual([])
    }
  })
})

/** Settings that published files have and that the library does not read, or no longer. */
it.each([
  ['gpt2-medium', 'gpt2-tiny', { n_special: 0, predict_special_tokens: true }],
  ['gpt2-xl', 'gpt2-tiny', { output_past: true }],
  ['gemma-2-9b', 'architectures/gemma2', { sliding_window_size: 4096, cache_implementation: 'hybrid' }],
  ['SmolLM2', 'llama-tiny', { is_llama_config: true, rope_interleaved: false, 'transformers.js_config': {} }],
  ['galactica', 'architectures/opt', { learned_embeddings: true, scale_embeddings: false }],
  ['Phi-4-mini', 'architectures/phi3', { full_attn_mod: 1, interpolate_factor: 1, lm_head_bias: false }],
])('what %s says besides is known', (_, name, settings) => {
  expect(judged(name, settings)).toEqual([])
})

describe('settings that nobody knows', () => {
  const one = (name: string) =>
    `config.json: "${name}" is a setting that Patchbay does not know; if it changes the model, every number here is of another model.`

  it.each(NAMES)('%s: one warning names them', (name) => {
    expect(judged(name, {})).toEqual([])
    expect(judged(name, { attention_temperature: 2 })).toEqual([one('attention_temperature')])
    expect(judged(name, { a: null, b: false })).toEqual([
      'config.json: "a", "b" are settings that Patchbay does not know; if one of them changes the model, every number here is of another model.',
    ])
  })

  it('in an object that is read, they are named with it', async () => {
    const { warnings } = await opened('llama-tiny', { rope_scaling: { rope_theta: 10000, beta_fast: 32 } })
    expect(warnings.at(-1)).toBe(one('rope_scaling.beta_fast'))
  })

  it('of many the first are named and the others counted', async () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`x${i}`, i]))
    const [warning] = (await opened('gpt2-tiny', many)).warnings
    expect(warning).toMatch(
      /^config\.json: "x0", .*"x19" and 10 more are settings that Patchbay does not know;/,
    )
  })
})

it('the scale that TransformerLens saves is read', async () => {
  const { config } = await opened('attn-only-2l', { attn_scale: 8 })
  expect(layerSpec(config, 0).attention.scale).toBe(1 / 8)
  expect(layerSpec((await opened('attn-only-2l', { attn_scale: -1 })).config, 0).attention.scale).toBe(1 / 4)
})
