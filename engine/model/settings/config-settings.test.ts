import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { PatchbayError } from '../../../contract'
import { copyModel } from '../../../testing/model-folder'
import { plainLogits } from '../../../testing/plain/plain-model'
import { planModel } from '../architectures'
import { TRANSFORMER_LENS_SETTINGS } from '../architectures/transformer-lens'
import { FOREIGN_SETTINGS, NEUTRAL_SETTINGS, type KnownSettings } from './config-settings'
import { GEMMA2_SETTINGS } from '../architectures/gemma2'
import { BLOOM_SETTINGS } from '../architectures/bloom'
import { GPT_BIGCODE_SETTINGS } from '../architectures/gpt-bigcode'
import { GPT_NEO_SETTINGS } from '../architectures/gpt-neo'
import { GPTJ_SETTINGS } from '../architectures/gptj'
import { OPT_SETTINGS } from '../architectures/opt'
import { GPT2_SETTINGS } from '../architectures/gpt2'
import { GPT_NEOX_SETTINGS } from '../architectures/gpt-neox'
import { LLAMA_SETTINGS } from '../architectures/llama'
import { OLMO2_SETTINGS } from '../architectures/olmo2'
import { openModel } from '../open-model'
import { layerSpec } from '../transformer'

const FIXTURES: Record<string, KnownSettings> = {
  'gpt2-tiny': GPT2_SETTINGS,
  'neox-tiny': GPT_NEOX_SETTINGS,
  'llama-tiny': LLAMA_SETTINGS,
  'architectures/gemma2': GEMMA2_SETTINGS,
  'architectures/olmo2': OLMO2_SETTINGS,
  'architectures/gpt_neo': GPT_NEO_SETTINGS,
  'architectures/gptj': GPTJ_SETTINGS,
  'architectures/opt': OPT_SETTINGS,
  'architectures/bloom': BLOOM_SETTINGS,
  'architectures/gpt_bigcode': GPT_BIGCODE_SETTINGS,
  'attn-only-2l': TRANSFORMER_LENS_SETTINGS,
  'tracr-reverse': {},
}
const NAMES = Object.keys(FIXTURES)
const TOKENS = [1, 4, 2, 0, 3]

async function opened(fixture: string, changes: Record<string, unknown> = {}) {
  const model = await openModel(copyModel(fixture, changes))
  const warnings = model.info.warnings.filter((warning) => warning.startsWith('config.json'))
  const { config } = model
  const logits = async () => plainLogits({ config, weights: await model.loadWeights(), tokens: TOKENS })
  return { config, warnings, logits }
}

async function refusal(fixture: string, changes: Record<string, unknown>): Promise<string | null> {
  try {
    await (await openModel(copyModel(fixture, changes))).loadWeights()
    return null
  } catch (error) {
    if (error instanceof PatchbayError && error.code === 'bad-input') return error.message
    throw error
  }
}

function configOf(fixture: string): Record<string, unknown> {
  const file = path.join(import.meta.dirname, '../../../fixtures', fixture, 'config.json')
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
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
  it.each(NAMES)('are refused in every architecture, %s', async (name) => {
    expect(await refusal(name, { is_causal: false })).toBe(`config.json: is_causal false ${wrong}`)
    expect(await refusal(name, { is_causal: null })).toBe(`config.json: is_causal null ${wrong}`)
    expect(await refusal(name, { quantization_config: { bits: 4 } })).toBe(
      `config.json: quantization_config {"bits":4} ${wrong}`,
    )
    expect(await refusal(name, { per_layer_config: { 0: { head_dim: 2 } } })).toBe(
      `config.json: per_layer_config {"0":{"head_dim":2}} ${wrong}`,
    )
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
    ['attn-only-2l', { n_key_value_heads: 2 }, `n_key_value_heads 2 ${wrong}`],
    ['attn-only-2l', { use_attn_scale: false }, `use_attn_scale false ${wrong}`],
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

describe('settings that nobody knows', () => {
  const one = (name: string) =>
    `config.json: "${name}" is a setting that Patchbay does not know; if it changes the model, every number here is of another model.`

  it.each(NAMES)('%s: one warning names them', async (name) => {
    expect((await opened(name)).warnings).toEqual([])
    expect((await opened(name, { attention_temperature: 2 })).warnings).toEqual([
      one('attention_temperature'),
    ])
    expect((await opened(name, { a: null, b: false })).warnings).toEqual([
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

/** Whatever a setting is changed to: it counts, it is refused, it is named, or it is in a list of neutral ones. */
describe.each(NAMES)('no setting of %s is ignored', (name) => {
  const known = FIXTURES[name]
  const neutral = new Set([...NEUTRAL_SETTINGS, ...(known.neutral ?? [])])
  const refused = { ...FOREIGN_SETTINGS, ...known.refused }
  const original = configOf(name)
  /** They bound the length of a prompt, or name the outputs: no logit of a prompt that fits depends on them. */
  const bounds = [
    'max_position_embeddings',
    'n_positions',
    'output_labels',
    'residual_labels',
    'vocab_tokens',
  ]
  /** null and {} leave these to follow from the others, which gives the very values of the fixtures. */
  const derived = [
    ...['d_head', 'head_dim', 'n_inner', 'rope_parameters'],
    ...(['architectures/olmo2', 'architectures/gpt_bigcode'].includes(name) ? ['num_key_value_heads'] : []),
    ...['attention_layers', 'attention_types', 'word_embed_proj_dim'],
  ]
  /**
   * Of a compiled program only what comes before the last position depends on `causal`; the other changes models that
   * were trained on more than one processor.
   */
  const seenElsewhere = ['causal', 'slow_but_exact']

  const others = (value: unknown): unknown[] => {
    const simple = [null, true, false, 0, 1, 2, 0.5, -1, 37, 'relu', 'other', [], ['x'], {}, { x: 1 }]
    return typeof value === 'number' ? [...simple, value * 2, value + 1] : simple
  }
  const isListed = (key: string, value: unknown) => {
    const values = refused[key] ?? []
    return typeof values === 'function'
      ? values(value)
      : values.some((one) => JSON.stringify(one) === JSON.stringify(value))
  }
  const keys = [
    ...new Set([...Object.keys(original), ...Object.keys(refused), 'hidden_activation', 'rope_theta']),
  ]

  it.each(keys.filter((key) => !neutral.has(key) && ![...bounds, ...seenElsewhere].includes(key)))(
    '%s',
    async (key) => {
      for (const value of others(original[key])) {
        const isSame =
          JSON.stringify(value) === JSON.stringify(original[key]) ||
          (derived.includes(key) && ['null', '{}'].includes(JSON.stringify(value)))
        if (isSame || isListed(key, value) || isNoticedByPlan({ ...original, [key]: value })) continue
        if ((await refusal(name, { [key]: value })) !== null) continue // the tensors do not fit
        const [usual, changed] = [await logitsWith({}), await logitsWith({ [key]: value })]
        expect({ value, counts: changed.some((logit, i) => logit !== usual[i]) }).toEqual({
          value,
          counts: true,
        })
      }
    },
  )

  const logitsWith = async (changes: Record<string, unknown>) => (await opened(name, changes)).logits()
})

/** Refused or warned of by what reads config.json alone. */
function isNoticedByPlan(values: Record<string, unknown>): boolean {
  try {
    return planModel(values).warnings.length > 0
  } catch (error) {
    if (error instanceof PatchbayError && error.code === 'bad-input') return true
    throw error
  }
}
