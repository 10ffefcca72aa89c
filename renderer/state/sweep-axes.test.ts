import { describe, expect, it } from 'vitest'
import { runConfigSchema, sweepSpecSchema, type RunConfig } from '../../contract'
import { chosenAxes, firstValues, offeredAxes } from './sweep-axes'
import { axesOfForm, gridText, sweepForm, sweepSpec, type SweepBase } from './sweep-form'

const prompts = { name: 'two', rows: [{ clean: 'a', corrupt: 'b', answers: [' a'], wrongAnswers: [] }] }
const common = { model: 'm', prompts, metric: 'logit_diff' }
const config = (more: object): RunConfig => runConfigSchema.parse({ ...common, ...more })
const acdc: SweepBase = { config: config({ method: 'acdc', threshold: 1 }), axis: 'threshold', edgeCount: 80 }
const eap: SweepBase = {
  config: config({ method: 'eap', direction: 'noising' }),
  axis: 'edges',
  edgeCount: 80,
}
const form = (change: object) => ({ ...sweepForm.get(), typed: '1, 2', ...change })

describe('further axes of a sweep', () => {
  it('are offered where the method has them, and once; prompts or seeds of prompts', () => {
    expect(offeredAxes(acdc.config, {})).toContain('order')
    expect(offeredAxes(eap.config, {})).not.toContain('order')
    expect(offeredAxes(eap.config, { seed: '1' })).not.toContain('prompts')
    expect(offeredAxes(eap.config, { prompts: 'two', metric: 'kl' })).toEqual([
      ...['resample', 'ablation', 'direction', 'method', 'model'],
    ])
    expect(firstValues('metric', acdc.config)).toBe('logit_diff')
    expect(firstValues('prompts', acdc.config)).toBe('two')
  })

  it('are read as they are typed, or said to be wrong', () => {
    expect(chosenAxes({ resample: '0 1, 2', model: 'a b\nc' })).toEqual([
      { name: 'resample', values: [0, 1, 2] },
      { name: 'model', values: ['a b', 'c'] },
    ])
    expect(chosenAxes({ metric: '' })).toBe('Choose at least one of the metrics.')
    expect(chosenAxes({ seed: '1.5' })).toBe('“1.5” cannot be swept over: a seed is a whole number from 0.')
    expect(axesOfForm(acdc, form({ sweepsOwn: false }))).toBe(
      'Add what differs between the circuits: one axis at least.',
    )
  })

  it('make a specification that a host takes', () => {
    const chosen = form({
      further: { seed: '0, 1', method: 'acdc\neap' },
      ...{ sweepsOwn: false, judge: false, take: 'random', takeCount: 3, takeSeed: 4 },
    })
    const spec = sweepSpec(acdc, chosen)!
    expect(sweepSpecSchema.parse(spec)).toMatchObject({
      axes: [
        { name: 'seed', values: [0, 1] },
        { name: 'method', values: ['acdc', 'eap'] },
      ],
      judge: false,
      take: { kind: 'random', count: 3, seed: 4 },
      generator: { task: 'ioi', count: 100 },
      methods: { eap: { direction: 'noising', igSteps: 0, ablation: 'resample' } },
    })
    expect(gridText(spec.axes, chosen)).toBe('2 seeds × 2 methods: 4 circuits, 3 of them at random')
    const sized = sweepSpec(eap, form({ typed: '3', judge: false }))!
    expect(sized.judge).toBe(true)
  })

  it('are counted without being made', () => {
    const many = Array.from({ length: 1_000 }, (_, at) => at)
    const axes = (['threshold', 'resample', 'seed'] as const).map((name) => ({ name, values: many }))
    expect(gridText(axes, form({}))).toBe(
      '1,000 thresholds × 1,000 resamples × 1,000 seeds: 1,000,000,000 circuits',
    )
  })
})
