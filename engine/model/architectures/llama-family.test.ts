import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { FIXTURES, readJson } from '../../../testing/fixtures'
import { sentenceOf } from '../../../testing/refusals'
import { layerSpec, type TransformerConfig } from '../transformer'
import { planModel } from './index'

type Values = Record<string, unknown>

/** The settings of a tiny model, changed; `undefined` leaves one out. */
function configOf(name: string, changes: Values = {}): Values {
  const values: Values = {
    ...readJson(path.join(FIXTURES, 'architectures', name, 'config.json')),
    ...changes,
  }
  return JSON.parse(JSON.stringify(values)) as Values
}

const plan = (name: string, changes: Values = {}) => planModel(configOf(name, changes)).config
const layersOf = (config: TransformerConfig) =>
  Array.from({ length: config.layerCount }, (_, layer) => layerSpec(config, layer))
const windowsOf = (config: TransformerConfig) => layersOf(config).map(({ attention }) => attention.window)

function refusal(name: string, changes: Values): string | null {
  try {
    planModel(configOf(name, changes))
    return null
  } catch (error) {
    return sentenceOf(error)
  }
}

/** Fixtures whose rotary settings are all in one object. */
const ONE_OBJECT = [
  ...['llama', 'llama-rope-linear', 'llama-rope-llama3', 'llama-rope-yarn', 'mistral-window', 'qwen2-window'],
  ...['qwen3', 'smollm3', 'granite', 'gemma', 'gemma2', 'olmo', 'olmo2', 'phi3', 'phi3-longrope'],
]

describe('older and newer files', () => {
  it.each(ONE_OBJECT)('mean the same: %s', (name) => {
    const newer = configOf(name)
    const { rope_theta: theta, partial_rotary_factor: share, ...scaling } = newer.rope_parameters as Values
    const outside = { rope_parameters: undefined, rope_theta: theta, partial_rotary_factor: share }
    const { rope_type: type, ...others } = scaling
    const isScaled = type !== 'default'
    for (const rope_scaling of isScaled ? [scaling, { ...others, type }] : [undefined, null, {}, scaling]) {
      const older = planModel(configOf(name, { ...outside, rope_scaling, torch_dtype: 'float32' }))
      expect(older.config).toEqual(plan(name))
      expect(older.warnings).toEqual([])
    }
  })

  it.each(['mistral-full', 'qwen2', 'starcoder2'])('mean the same: %s, which is an older one', (name) => {
    const theta = configOf(name).rope_theta
    const newer = { rope_theta: undefined, rope_parameters: { rope_type: 'default', rope_theta: theta } }
    expect(plan(name, newer)).toEqual(plan(name))
  })

  it('mean the same: Gemma 3', () => {
    const types = {
      full_attention: { rope_type: 'linear', factor: 8, rope_theta: 5000 },
      sliding_attention: { rope_type: 'default', rope_theta: 70 },
    }
    const older = {
      rope_parameters: undefined,
      rope_theta: 5000,
      rope_local_base_freq: 70,
      rope_scaling: { rope_type: 'linear', factor: 8 },
    }
    const newer = plan('gemma3', { rope_parameters: types })
    expect(plan('gemma3', older)).toEqual(newer)
    expect(layersOf(newer).map(({ attention }) => attention.rotary?.theta)).toEqual([70, 70, 5000])
    expect(layersOf(newer).map(({ attention }) => attention.rotary?.factors?.[0] ?? 1)).toEqual([1, 1, 0.125])
  })
})

describe('windows', () => {
  const qwen = (changes: Values) => windowsOf(plan('qwen3', { layer_types: undefined, ...changes }))

  it('of Qwen begin at a layer, where they are used', () => {
    const used = { use_sliding_window: true, sliding_window: 3 }
    expect(qwen({ ...used, max_window_layers: 1 })).toEqual([null, 3])
    expect(qwen({ ...used, max_window_layers: 0 })).toEqual([3, 3])
    expect(qwen({ ...used, max_window_layers: undefined })).toEqual([null, null])
    expect(qwen({ ...used, use_sliding_window: false, max_window_layers: 0 })).toEqual([null, null])
    expect(qwen({ ...used, sliding_window: null, max_window_layers: 0 })).toEqual([null, null])
    const types = ['sliding_attention', 'full_attention']
    expect(qwen({ ...used, max_window_layers: 1, layer_types: types })).toEqual([3, null])
  })

  it('of Mistral are those of all layers', () => {
    expect(windowsOf(plan('mistral-window'))).toEqual([4, 4])
    expect(windowsOf(plan('mistral-window', { sliding_window: null }))).toEqual([null, null])
    expect(windowsOf(plan('mistral-window', { sliding_window: undefined }))).toEqual([4096, 4096])
  })

  it('of Ministral are said by layer', () => {
    const ministral = { model_type: 'ministral', architectures: ['MinistralForCausalLM'] }
    const types = ['full_attention', 'sliding_attention']
    expect(windowsOf(plan('mistral-window', ministral))).toEqual([4, 4])
    expect(windowsOf(plan('mistral-window', { ...ministral, layer_types: types }))).toEqual([null, 4])
  })

  it('of SmolLM3 are those of layers without rotary positions', () => {
    const smollm = (changes: Values) => plan('smollm3', { layer_types: undefined, ...changes })
    const used = { use_sliding_window: true, sliding_window: 3, no_rope_layers: [0, 1, 0] }
    expect(windowsOf(smollm(used))).toEqual([3, null, 3])
    const everySecond = smollm({ no_rope_layers: null, no_rope_layer_interval: 2 })
    expect(layersOf(everySecond).map(({ attention }) => attention.rotary !== null)).toEqual([
      true,
      false,
      true,
    ])
  })

  it('of Gemma 2 and 3 follow a pattern', () => {
    expect(windowsOf(plan('gemma2', { layer_types: undefined }))).toEqual([4, null, 4])
    expect(windowsOf(plan('gemma3', { layer_types: undefined }))).toEqual([4, 4, 4])
    const everySecond = { layer_types: null, sliding_window_pattern: 2, _sliding_window_pattern: 6 }
    expect(windowsOf(plan('gemma3', everySecond))).toEqual([4, null, 4])
  })
})

it('the GELU of the first Gemma files is its tanh form', () => {
  const activation = (changes: Values) => plan('gemma', changes).mlp
  const tanh = { kind: 'gated', activation: 'gelu-new' }
  expect(activation({ hidden_act: 'gelu' })).toEqual(tanh)
  expect(activation({ hidden_act: 'gelu', hidden_activation: 'gelu_pytorch_tanh' })).toEqual(tanh)
  expect(activation({ hidden_act: 'gelu_python' })).toEqual({ kind: 'gated', activation: 'gelu' })
})

it.each(['su', 'yarn'])('%s is a name of longrope in the first Phi-3 files', (type) => {
  const { rope_type: _, ...others } = configOf('phi3-longrope').rope_parameters as Values
  expect(plan('phi3-longrope', { rope_parameters: { ...others, type } })).toEqual(plan('phi3-longrope'))
})

it('prompts of Ministral 3 end where its queries begin to grow', () => {
  const ministral3 = { model_type: 'ministral3', architectures: ['Ministral3ForCausalLM'] }
  const yarn = { rope_type: 'yarn', factor: 4, rope_theta: 1000, original_max_position_embeddings: 16 }
  const lengthOf = (beta: number) =>
    plan('mistral-window', { ...ministral3, rope_parameters: { ...yarn, llama_4_scaling_beta: beta } })
      .contextLength
  expect([lengthOf(0.1), lengthOf(0)]).toEqual([16, 64])
})

/** What their makers' files say besides, beside the settings that count. */
const BESIDES: [string, Values][] = [
  ['llama', { max_sequence_length: 2048, rope_interleaved: false, is_llama_config: true, pretraining_tp: 1 }],
  ['qwen2', { use_mrope: false, attention_bias: true, max_window_layers: 24 }],
  ['smollm3', { max_window_layers: 28, pretraining_tp: 2 }],
  ['gemma', { hidden_act: 'gelu', hidden_activation: 'gelu_pytorch_tanh', rope_scaling: null }],
  ['gemma2', { hidden_act: 'gelu_pytorch_tanh', cache_implementation: 'hybrid' }],
  [
    'gemma3',
    { attn_logit_softcapping: null, _sliding_window_pattern: 6, use_bidirectional_attention: false },
  ],
  [
    'phi3',
    { attention_bias: false, mlp_bias: false, lm_head_bias: false, full_attn_mod: 1, interpolate_factor: 1 },
  ],
  [
    'starcoder2',
    { activation_function: 'gelu', mlp_type: 'default', norm_type: 'layer_norm', scale_attn_weights: true },
  ],
]
it.each(BESIDES)('%s is read without a warning with %j', (name, besides) => {
  expect(planModel(configOf(name, besides)).warnings).toEqual([])
})

describe('settings that are refused', () => {
  const wrong = 'is not supported, and leaving it out would give wrong numbers.'
  const sliding = ['sliding_attention', 'sliding_attention']
  const cases: [string, Values, string][] = [
    [
      'qwen2',
      { layer_types: sliding, use_sliding_window: false },
      'layer_types names sliding_attention, but no sliding_window counts (it is not set, or use_sliding_window is false).',
    ],
    ['qwen2', { max_window_layers: -1 }, 'max_window_layers must be a whole number from 0 up, not -1.'],
    [
      'mistral-window',
      { layer_types: ['full_attention', 'full_attention'] },
      `layer_types ["full_attention","full_attention"] ${wrong}`,
    ],
    [
      'mistral-full',
      { layer_types: sliding },
      `layer_types ["sliding_attention","sliding_attention"] ${wrong}`,
    ],
    [
      'smollm3',
      { no_rope_layers: [1, 0] },
      'no_rope_layers must be a list of 0 or 1 for each of 3 layers, not [1,0].',
    ],
    [
      'smollm3',
      { no_rope_layers: [1, 0, 2] },
      'no_rope_layers must be a list of 0 or 1 for each of 3 layers, not [1,0,2].',
    ],
    ['gemma3', { sliding_window: null }, 'sliding_window must be a whole number above 0, not null.'],
    [
      'gemma3',
      { sliding_window_pattern: 0, layer_types: null },
      'sliding_window_pattern must be a whole number above 0, not 0.',
    ],
    ['gemma3', { use_bidirectional_attention: true }, `use_bidirectional_attention true ${wrong}`],
    [
      'gemma3',
      { rope_scaling: { rope_type: 'linear', factor: 2 } },
      'rope_scaling and rope_parameters.full_attention are both given; leave one out.',
    ],
    [
      'gemma3',
      { rope_parameters: undefined, rope_scaling: { type: 'linear', factor: 2 } },
      'rope_scaling names its type as type, which the Hugging Face library does not read in this architecture; rename it to rope_type.',
    ],
    [
      'gemma3',
      { rope_parameters: { full_attention: { rope_type: 'linear' } } },
      'rope_parameters.full_attention.factor must be a number above 0, not nothing.',
    ],
    [
      'gemma',
      { hidden_act: 'gelu', hidden_activation: 'relu' },
      'hidden_act "gelu" and hidden_activation "relu" differ, and versions of the library differ in which counts; delete the one that is wrong.',
    ],
    [
      'llama-rope-linear',
      { head_dim: 2 ** 30 },
      'heads with 1073741824 rotary dimensions are too large: at most 65536 can be scaled.',
    ],
    ['granite', { residual_multiplier: 0 }, 'residual_multiplier must be a number above 0, not 0.'],
    ['olmo', { clip_qkv: -1 }, 'clip_qkv must be a number above 0, not -1.'],
    [
      'phi3',
      { rope_parameters: { rope_type: 'linear', factor: 2 } },
      'rope_parameters.rope_type "linear" is not supported; supported are default, longrope, su, yarn.',
    ],
    [
      'phi3',
      { rope_parameters: { partial_rotary_factor: 0.4 } },
      'partial_rotary_factor 0.4 of head size 8 gives 3 rotary dimensions; they must be pairs.',
    ],
    ['phi3', { full_attn_mod: 2 }, `full_attn_mod 2 ${wrong}`],
    ['mistral-full', { attention_bias: true }, `attention_bias true ${wrong}`],
    ['starcoder2', { norm_type: 'rms' }, `norm_type "rms" ${wrong}`],
    ['qwen3', { head_dim: null }, 'head_dim must be a whole number above 0, not null.'],
    [
      'mistral-window',
      { model_type: 'ministral3', architectures: ['Ministral3ForCausalLM'] },
      'rope_parameters.llama_4_scaling_beta must be a number above 0, not nothing.',
    ],
  ]
  it.each(cases)('%s %j', (name, changes, message) => {
    expect(refusal(name, changes)).toBe(`config.json: ${message}`)
  })
})
