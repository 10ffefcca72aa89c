import { describe, expect, it } from 'vitest'
import { PatchbayError } from '../../../contract'
import { ConfigFields } from './config-fields'
import { readRotary } from './rotary'

type Values = Record<string, unknown>

const SHAPE = { dHead: 12, contextLength: 64 }
const read = (values: Values) => readRotary(new ConfigFields(values), SHAPE)

const llama3 = { rope_type: 'llama3', factor: 8, low_freq_factor: 1, high_freq_factor: 4, rope_theta: 500 }
const yarn = { rope_type: 'yarn', factor: 4, original_max_position_embeddings: 128, rope_theta: 1000 }
const shortYarn = { ...yarn, original_max_position_embeddings: 16 }
const longrope = {
  rope_type: 'longrope',
  short_factor: [1, 1.5, 2, 2.5, 3, 4],
  long_factor: [2, 4, 5, 8, 10, 16],
  original_max_position_embeddings: 16,
}
const STRETCHED = [1, 0.25, 0.25, 0.25, 0.25, 0.25]

/** The frequencies that transformers 5.18 computes, as multiples of those without scaling, and its attention scaling. */
const LIBRARY: [Values, factors: number[], magnitude: number][] = [
  [{ rope_type: 'linear', factor: 4 }, [0.25, 0.25, 0.25, 0.25, 0.25, 0.25], 1],
  [{ ...llama3, original_max_position_embeddings: 16 }, [0.5760564, 0.125, 0.125, 0.125, 0.125, 0.125], 1],
  [llama3, [1, 0.8878624, 0.2076423, 0.125, 0.125, 0.125], 1],
  [yarn, [1, 0.75, 0.5, 0.25, 0.25, 0.25], 1.138629436],
  [{ ...yarn, truncate: false }, [1, 0.7135284, 0.4270566, 0.25, 0.25, 0.25], 1.138629436],
  [{ ...yarn, truncate: null }, [1, 0.7135284, 0.4270566, 0.25, 0.25, 0.25], 1.138629436],
  [{ ...yarn, beta_fast: 8, beta_slow: 0.5 }, [1, 0.8125, 0.625, 0.4375, 0.25, 0.25], 1.138629436],
  [{ ...yarn, beta_fast: null, beta_slow: null }, [1, 0.75, 0.5, 0.25, 0.25, 0.25], 1.138629436],
  [{ ...shortYarn, factor: null }, STRETCHED, 1.138629436],
  [{ ...shortYarn, mscale: 2, mscale_all_dim: 0.5 }, STRETCHED, 1.194464876],
  [{ ...shortYarn, mscale: 2 }, STRETCHED, 1.138629436],
  [{ ...shortYarn, attention_factor: 0.75, mscale: 2, mscale_all_dim: 0.5 }, STRETCHED, 0.75],
  [{ ...shortYarn, attention_factor: null }, STRETCHED, 1.138629436],
  [longrope, [1, 2 / 3, 0.5, 0.4, 1 / 3, 0.25], 1.224744871],
  [{ ...longrope, factor: 2 }, [1, 2 / 3, 0.5, 0.4, 1 / 3, 0.25], 1.118033989],
  [{ ...longrope, factor: 0.5 }, [1, 2 / 3, 0.5, 0.4, 1 / 3, 0.25], 1],
  [{ ...longrope, attention_factor: 1.19 }, [1, 2 / 3, 0.5, 0.4, 1 / 3, 0.25], 1.19],
]

describe('scaled rotary positions', () => {
  it.each(LIBRARY)('turn as in the library: %j', (values, factors, magnitude) => {
    for (const parent of ['rope_parameters', 'rope_scaling']) {
      const rotary = read({ [parent]: values })
      expect(rotary.magnitude).toBeCloseTo(magnitude, 8)
      rotary.factors!.forEach((factor, pair) => expect(factor).toBeCloseTo(factors[pair], 6))
      expect(rotary.factors).toHaveLength(6)
    }
  })

  it('of long prompts have their own factors in longrope', () => {
    const beyond = { length: 16, factors: [0.5, 0.25, 0.2, 0.125, 0.1, 0.0625] }
    expect(read({ rope_scaling: longrope }).beyond).toEqual(beyond)
    expect(read({ rope_scaling: yarn }).beyond).toBeNull()
  })

  it('of dynamic scaling are plain as far as prompts go', () => {
    const plain = read({ rope_theta: 300 })
    expect(read({ rope_theta: 300, rope_scaling: { type: 'dynamic', factor: 4 } })).toEqual(plain)
    expect(plain).toMatchObject({ factors: null, magnitude: 1, beyond: null })
  })

  it('are those of the model, where the original length is beside the object', () => {
    const { original_max_position_embeddings: length, ...others } = longrope
    const outside = read({ rope_scaling: others, original_max_position_embeddings: length })
    expect(outside).toEqual(read({ rope_scaling: longrope }))
    const fields = new ConfigFields({ rope_scaling: longrope, original_max_position_embeddings: 8 })
    expect(readRotary(fields, SHAPE).beyond!.length).toBe(8)
    expect(fields.warnings).toEqual([
      'config.json: rope_scaling.original_max_position_embeddings 16 is not used, because original_max_position_embeddings 8 takes its place, as in the Hugging Face library.',
    ])
  })
})

describe('scaled rotary positions that are refused', () => {
  const positive = (name: string, found: string) => `${name} must be a number above 0, not ${found}`
  const six = (name: string, found: string) => `${name} must be a list of 6 numbers above 0, not ${found}`
  const cases: [Values, string][] = [
    [
      { rope_type: 'ntk' },
      'rope_scaling.rope_type "ntk" is not supported; supported are default, linear, dynamic, llama3, yarn, longrope',
    ],
    [
      { type: null },
      'rope_scaling.type null is not supported; supported are default, linear, dynamic, llama3, yarn, longrope',
    ],
    [
      { rope_type: 'yarn', type: 'linear', factor: 2 },
      'rope_scaling has rope_type "yarn" and type "linear", which contradict each other',
    ],
    [{ factor: 4 }, 'rope_scaling.factor 4 is not supported, and leaving it out would give wrong numbers'],
    [{ rope_type: 'linear' }, positive('rope_scaling.factor', 'nothing')],
    [{ rope_type: 'linear', factor: 0 }, positive('rope_scaling.factor', '0')],
    [{ rope_type: 'linear', factor: null }, positive('rope_scaling.factor', 'null')],
    [{ rope_type: 'dynamic', factor: '2' }, positive('rope_scaling.factor', '"2"')],
    [{ ...llama3, low_freq_factor: null }, positive('rope_scaling.low_freq_factor', 'null')],
    [{ ...llama3, high_freq_factor: undefined }, positive('rope_scaling.high_freq_factor', 'nothing')],
    [{ ...yarn, factor: undefined }, positive('rope_scaling.factor', 'nothing')],
    [{ ...yarn, beta_fast: -1 }, positive('rope_scaling.beta_fast', '-1')],
    [{ ...yarn, attention_factor: 0 }, positive('rope_scaling.attention_factor', '0')],
    [{ ...yarn, mscale: 'x' }, positive('rope_scaling.mscale', '"x"')],
    [{ ...yarn, truncate: 1 }, 'rope_scaling.truncate must be true or false, not 1'],
    [
      { ...yarn, original_max_position_embeddings: 0.5 },
      'rope_scaling.original_max_position_embeddings must be a whole number above 0, not 0.5',
    ],
    [
      { ...yarn, rope_theta: 1 },
      'rope_scaling of type "yarn" with rope_theta 1 gives angles that are not finite numbers',
    ],
    [{ ...longrope, short_factor: [1, 2] }, six('rope_scaling.short_factor', '[1,2]')],
    [{ ...longrope, long_factor: null }, six('rope_scaling.long_factor', 'null')],
    [{ ...longrope, long_factor: [1, 2, 3, 4, 5, 0] }, six('rope_scaling.long_factor', '[1,2,3,4,5,0]')],
    [
      { ...longrope, original_max_position_embeddings: 1 },
      'rope_scaling of type "longrope" with rope_theta 10000 gives angles that are not finite numbers',
    ],
  ]
  it.each(cases)('%j', (scaling, message) => {
    const error = caught(() => read({ rope_scaling: scaling }))
    expect(error).toBeInstanceOf(PatchbayError)
    expect((error as PatchbayError).message).toBe(`config.json: ${message}.`)
  })
})

function caught(run: () => unknown): unknown {
  try {
    run()
    return null
  } catch (error) {
    return error
  }
}
