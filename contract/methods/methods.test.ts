import { describe, expect, it } from 'vitest'
import { withPlaceNames } from '../vocabulary'
import { definitionOf, METHOD_NAMES, METHODS, runConfigSchema } from '.'

const common = { model: 'm', prompts: { name: 'p', rows: [] }, metric: 'kl' }

describe('a configuration', () => {
  it('may say places, as before sites were called so', () => {
    const old = { method: 'activation', ...common, direction: 'noising', places: ['heads', 'mlp'] }
    const only = [{ place: 'heads-by-position', layer: 1, head: 0, pos: 2 }]
    const read = runConfigSchema.parse({ ...old, only } as never)
    expect(read).toMatchObject({
      sites: ['heads', 'mlp'],
      only: [{ site: 'heads', layer: 1, head: 0, pos: 2 }],
    })
    expect(withPlaceNames(read)).toMatchObject({
      places: ['heads', 'mlp'],
      only: [{ place: 'heads-by-position' }],
    })
    expect(runConfigSchema.parse({ ...old, sites: ['q'] } as never)).toMatchObject({ sites: ['q'] })
  })

  it('gives its direction, and what its scores are', () => {
    const config = METHODS.attribution.config.parse({
      method: 'attribution',
      ...common,
      direction: 'denoising',
      sites: ['heads'],
      variant: 'atp-star',
    })
    expect(definitionOf(config.method).direction(config)).toBe('denoising')
    expect(definitionOf(config.method).scores(config)).toEqual({
      kind: 'magnitude',
      method: 'attribution',
      ablation: 'resample',
    })
  })
})

describe('a method on the command line', () => {
  it.each(METHOD_NAMES)('%s: every option has its own flag', (name) => {
    const flags = Object.values(definitionOf(name).command.options).map(({ flag }) => flag)
    expect(new Set(flags).size).toBe(flags.length)
  })

  it('reads what was typed', () => {
    const typed = { metric: 'kl', direction: 'noising', ablation: 'zero', sites: 'q,neurons:0.12+1.7' }
    expect(METHODS.activation.command.config(typed)).toEqual({
      method: 'activation',
      metric: 'kl',
      direction: 'noising',
      ablation: 'zero',
      sites: ['q', 'neurons'],
      neurons: [
        { layer: 0, neuron: 12 },
        { layer: 1, neuron: 7 },
      ],
    })
    const more = { order: 'reference', ablation: 'mean', metric: 'kl', threshold: '0.05' }
    expect(METHODS.acdc.command.config(more)).toMatchObject({ threshold: 0.05, absolute: false })
    expect(() => METHODS.acdc.command.config({ ...more, orderMetric: 'nll' })).toThrow(
      '--order-metric says how --order eap is made, not --order reference.',
    )
  })

  it('of tests takes shares and counts that can be', () => {
    const { options, config } = METHODS.tests.command
    const usual = Object.fromEntries(
      Object.entries(options).map(([key, option]) => [key, 'default' in option ? option.default : undefined]),
    )
    expect(config(usual)).toMatchObject({ draws: 100, alpha: 0.05, quantile: 0.9, epsilon: 0.1, seed: 1 })
    const refused = (typed: Record<string, string>) => () => config({ ...usual, ...typed })
    expect(refused({ alpha: '0' })).toThrow('--alpha must be a number between 0 and 1, not "0".')
    expect(refused({ quantile: 'most' })).toThrow('--quantile must be a number between 0 and 1, not "most".')
    expect(refused({ epsilon: '0.5' })).toThrow('--epsilon must be a number from 0 to below 0.5, not "0.5".')
    expect(refused({ draws: '0' })).toThrow('--draws must be a whole number from 1 to 10000, not "0".')
    expect(refused({ randomFrom: 'here' })).toThrow(
      '--random-from must be one of outside, anywhere, not "here".',
    )
  })
})
