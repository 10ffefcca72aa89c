import path from 'node:path'
import { expect, it } from 'vitest'
import { FIXTURES, readJson } from '../../../testing/fixtures'
import { planModel } from '../architectures'

type Values = Record<string, unknown>

const rotaryOf = ({ rope_parameters }: Values) => rope_parameters as Values

/** Objects as version 5 of the library writes them, of settings at the top level. */
const newer = ({ rope_theta, torch_dtype: dtype, ...others }: Values): Values => ({
  ...others,
  dtype,
  rope_parameters: { rope_type: 'default', rope_theta },
})

/** The type of a scaling by its older name, and its base outside. */
function older({ rope_parameters, ...others }: Values): Values {
  const { rope_theta, rope_type: type, ...scaling } = rope_parameters as Values
  return { ...others, rope_theta, rope_scaling: { type, ...scaling } }
}

const without = (values: Values, ...names: string[]): Values =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)))

/** The same model in the words of another version of the library. */
const REWRITTEN: [model: string, how: string, rewritten: (values: Values) => Values][] = [
  ['mistral-full', 'rope_parameters', newer],
  ['qwen2', 'rope_parameters', newer],
  ['starcoder2', 'rope_parameters', newer],
  ['llama-rope-linear', 'rope_scaling with a type', older],
  ['llama-rope-llama3', 'rope_scaling with a type', older],
  ['llama-rope-yarn', 'rope_scaling with a type', older],
  ['phi3-longrope', 'rope_scaling with a type', older],
  [
    'phi3-longrope',
    'the first name of longrope',
    (values) => older({ ...values, rope_parameters: { ...rotaryOf(values), rope_type: 'su' } }),
  ],
  [
    'gpt_neox-parallel',
    'rotary_pct and rotary_emb_base',
    (values) => ({
      ...without(values, 'rope_parameters'),
      rotary_pct: rotaryOf(values).partial_rotary_factor,
      rotary_emb_base: rotaryOf(values).rope_theta,
    }),
  ],
  [
    'phi',
    'partial_rotary_factor outside',
    (values) => ({
      ...without(values, 'rope_parameters'),
      partial_rotary_factor: rotaryOf(values).partial_rotary_factor,
      rope_theta: rotaryOf(values).rope_theta,
    }),
  ],
  [
    'gemma3',
    'two bases and the pattern of windows',
    (values) => ({
      ...without(values, 'rope_parameters', 'layer_types', '_sliding_window_pattern'),
      rope_theta: 1000000,
      rope_local_base_freq: 100,
      sliding_window_pattern: 3,
    }),
  ],
  ['gemma2', 'its own order of windows', (values) => without(values, 'layer_types')],
  [
    'cohere2',
    'the pattern of windows',
    (values) => ({ ...without(values, 'layer_types'), sliding_window_pattern: 2 }),
  ],
  ['qwen2-window', 'the first layer with a window', (values) => without(values, 'layer_types')],
  [
    'qwen2',
    'no layers with windows',
    (values) => ({ ...values, layer_types: ['full_attention', 'full_attention'] }),
  ],
  ['smollm3', 'an interval of layers without positions', (values) => without(values, 'no_rope_layers')],
  ['gpt_neo', 'only the list that repeats', (values) => without(values, 'attention_layers')],
]

it.each(REWRITTEN)('%s is the same model with %s', (model, _, rewritten) => {
  const values = readJson(path.join(FIXTURES, 'architectures', model, 'config.json')) as Values
  const [plan, other] = [planModel(values), planModel(rewritten(values))]
  expect(other.config).toEqual(plan.config)
  expect(other.warnings).toEqual(plan.warnings)
})
