import { describe, expect, it } from 'vitest'
import { runConfigSchema, type RunConfig } from '../methods'
import { changedConfig } from './changed-config'
import { configFields } from './config-fields'

const row = { clean: 'a', corrupt: 'b', answers: [], wrongAnswers: [] }
const prompts = { name: 'two', bos: 'yes', rows: [row] }
const common = { model: 'sample:trained', prompts, metric: 'kl' }
const parse = (config: object) => runConfigSchema.parse({ ...common, ...config })
const acdc = parse({ method: 'acdc', threshold: 0.01 })
const kinds = (config: RunConfig) =>
  Object.fromEntries(configFields(config).map(({ name, kind }) => [name, kind]))

describe('a configuration with changes', () => {
  it('has the other values, and all else as it was', () => {
    expect(changedConfig(acdc, { threshold: 0.05, order: 'eap' })).toEqual({
      ...acdc,
      threshold: 0.05,
      order: 'eap',
    })
  })

  it('refuses parts and values that its method does not have, in a sentence', () => {
    expect(() => changedConfig(acdc, { tau: 1 })).toThrow(
      'ACDC has no "tau": it has model, metric, threshold, ',
    )
    expect(() => changedConfig(acdc, { method: 'eap' })).toThrow('ACDC has no "method"')
    expect(() => changedConfig(acdc, { threshold: 'high' })).toThrow(
      /^threshold cannot be that: .*number.*\.$/,
    )
    expect(() => changedConfig(acdc, { order: 'up' })).toThrow(/^order cannot be that: /)
  })

  it('can be written part by part, each by what its schema says', () => {
    expect(kinds(acdc)).toMatchObject({
      ...{ metric: 'choice', threshold: 'number', order: 'choice', ablation: 'choice', absolute: 'switch' },
      startFrom: 'json',
    })
    const judged = parse({ method: 'evaluate', circuit: { runId: 'abc' }, top: [5] })
    expect(kinds(judged)).toMatchObject({ circuit: 'run', top: 'json', by: 'choice', scores: 'json' })
    const screened = parse({ method: 'attribution', direction: 'noising', sites: ['heads'] })
    expect(configFields(screened).find(({ name }) => name === 'sites')).toMatchObject({
      kind: 'choices',
      choices: expect.arrayContaining(['heads', 'mlp']) as string[],
    })
    const edges = Array.from({ length: 1000 }, (_, i) => `a0.h${i}->logits`)
    const traced = parse({ method: 'edges', direction: 'noising', select: { kind: 'list', edges } })
    expect(kinds(traced).select).toBe('fixed')
    expect(kinds(parse({ method: 'path', direction: 'noising', path: 'input->logits' })).path).toBe('text')
  })
})
