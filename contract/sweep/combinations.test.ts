import { describe, expect, it } from 'vitest'
import { runConfigSchema } from '../methods'
import {
  combinationCount,
  configurationOf,
  needsMaking,
  planSweep,
  resampledRows,
  sweepSpecSchema,
  valuesText,
} from '.'

const row = (clean: string) => ({ clean, corrupt: clean, answers: [' a'], wrongAnswers: [] })
const set = (name: string, ...texts: string[]) => ({ name, rows: texts.map(row) })
const common = { model: 'm', prompts: set('p', 'one', 'two', 'three'), metric: 'logit_diff' }
const acdc = { method: 'acdc', ...common, threshold: 5, ablation: 'mean' }
const eap = { method: 'eap', ...common, direction: 'noising' }

const specOf = (base: object, more: object) => sweepSpecSchema.parse({ base, ...more })
const planOf = (base: object, more: object) => planSweep(specOf(base, more))
const axis = (name: string, ...values: (number | string)[]) => ({ name, values })
const ofMember = (member: number) => ({ runId: `run of ${member}` })

describe('many axes', () => {
  it('are combined so that runs of one model and one set of prompts follow one another', () => {
    const { members, points } = planOf(acdc, {
      axes: [axis('threshold', 2, 1), axis('model', 'b', 'a'), axis('metric', 'kl', 'nll')],
      judge: false,
    })
    expect(points.map(({ values }) => valuesText(values))).toEqual([
      ...['b, kl, τ 2', 'b, kl, τ 1', 'b, nll, τ 2', 'b, nll, τ 1'],
      ...['a, kl, τ 2', 'a, kl, τ 1', 'a, nll, τ 2', 'a, nll, τ 1'],
    ])
    const configs = members.map(({ config }) => config(ofMember))
    expect(configs[3]).toEqual({ ...runConfigSchema.parse(acdc), model: 'b', metric: 'nll', threshold: 1 })
    for (const config of configs) expect(runConfigSchema.parse(config)).toEqual(config)
  })

  it('share one search between sizes, and the judging too', () => {
    const { members, points } = planOf(eap, { axes: [axis('edges', 9, 3), axis('resample', 0, 7)] })
    expect(members.map(({ step, values, judges }) => [step, values, judges])).toEqual([
      ['find', { resample: 0 }, null],
      ['judge', { resample: 0 }, 0],
      ['find', { resample: 7 }, null],
      ['judge', { resample: 7 }, 2],
    ])
    expect(points.map(({ values, find, judge }) => [values, find, judge])).toEqual([
      [{ resample: 0, edges: 3 }, 0, 1],
      [{ resample: 0, edges: 9 }, 0, 1],
      [{ resample: 7, edges: 3 }, 2, 3],
      [{ resample: 7, edges: 9 }, 2, 3],
    ])
    expect(members[3].config(ofMember)).toMatchObject({ top: [3, 9], circuit: { runId: 'run of 2' } })
    expect(
      planOf(eap, { axes: [axis('edges', 9, 3)], judge: false }).points.map(({ judge }) => judge),
    ).toEqual([...[null, null]])
  })

  it('take methods with options of their own, and what methods have in common from the base', () => {
    const spec = specOf(acdc, {
      axes: [axis('method', 'acdc', 'eap', 'workflow')],
      methods: { eap: { direction: 'denoising', igSteps: 5 } },
      judge: false,
    })
    const [first, second, third] = planSweep(spec).members.map(({ config }) => config(ofMember))
    expect(first).toEqual(spec.base)
    const { prompts } = spec.base
    expect(second).toEqual({
      ...{ method: 'eap', model: 'm', prompts, metric: 'logit_diff', ablation: 'mean' },
      ...{ direction: 'denoising', igSteps: 5 },
    })
    expect(third).toMatchObject({ method: 'workflow', direction: 'noising', top: 20, ablation: 'mean' })
  })

  it('take what is swept over for the option of a method that it lacks', () => {
    const axes = [axis('method', 'eap'), axis('direction', 'noising', 'denoising')]
    const { members } = planOf(acdc, { axes, judge: false })
    expect(members.map(({ config }) => config(ofMember))).toMatchObject([
      { method: 'eap', direction: 'noising' },
      { method: 'eap', direction: 'denoising' },
    ])
    const without = planOf(acdc, { axes: [axis('method', 'eap')], judge: false })
    expect(() => without.members[0].config(ofMember)).toThrow(
      'The options of eap in this sweep are wrong at "direction": Invalid option: expected one of "noising"|"denoising".',
    )
  })

  it('judge a given circuit on other prompts, or of other models', () => {
    const given = { method: 'evaluate', ...common, circuit: { runId: 'r' }, top: [4] }
    const { members, points } = planOf(given, { axes: [axis('model', 'm', 'n')] })
    expect(points.map(({ find, judge }) => [find, judge])).toEqual([
      [null, 0],
      [null, 1],
    ])
    expect(members[1].config(ofMember)).toMatchObject({ method: 'evaluate', model: 'n', top: [4] })
  })
})

describe('prompts of a sweep', () => {
  it('are found by their names, those of the base too', () => {
    const spec = specOf(acdc, { axes: [axis('prompts', 'q', 'p')], sets: [set('q', 'four')], judge: false })
    expect(planSweep(spec).members.map(({ config }) => config(ofMember).prompts.rows[0].clean)).toEqual([
      ...['four', 'one'],
    ])
    const other = { ...spec, axes: [axis('prompts', 'r')] } as typeof spec
    expect(() => configurationOf(other, { prompts: 'r' })).toThrow(
      'The sweep has no set of prompts called "r": it has "p", "q".',
    )
    const twice = specOf(acdc, { axes: [axis('prompts', 'p')], sets: [set('p', 'four')] })
    expect(() => configurationOf(twice, { prompts: 'p' })).toThrow(
      'Two sets of prompts are called "p": name them apart.',
    )
  })

  it('are drawn by a generator for each seed and model', () => {
    const axes = [axis('model', 'm', 'n'), axis('seed', 1, 2)]
    const spec = specOf(acdc, { axes, generator: { task: 'ioi', count: 3 } })
    const combinations = planSweep(spec).points.map(({ values }) => values)
    expect(needsMaking(spec, combinations)).toEqual([
      { model: 'm', seed: 1 },
      { model: 'm', seed: 2 },
      { model: 'n', seed: 1 },
      { model: 'n', seed: 2 },
    ])
    const made = specOf(acdc, { ...spec, made: [{ model: 'n', seed: 2, set: set('drawn', 'five') }] })
    expect(configurationOf(made, { model: 'n', seed: 2 }).prompts.name).toBe('drawn')
    expect(() => needsMaking({ ...spec, generator: undefined }, combinations)).toThrow(
      'A sweep over "seed" needs a generator: say what draws the prompts.',
    )
  })

  it('are drawn again with replacement, the held-out rows as they are', () => {
    const texts = Array.from({ length: 20 }, (_, i) => `prompt ${i}`)
    const split = { seed: 1, heldOut: 0.25, by: 'row' }
    const base = { ...acdc, prompts: { ...set('p', ...texts), split } }
    const spec = specOf(base, { axes: [axis('resample', 0, 1, 2)], judge: false })
    const [whole, one, two] = planSweep(spec).members.map(({ config }) => config(ofMember).prompts)
    expect(whole).toBe(spec.base.prompts)
    expect(one).toMatchObject({
      name: 'p, resample 1',
      notes: [expect.stringMatching(/^15 rows drawn with/)],
    })
    expect(two.rows).not.toEqual(one.rows)
    const held = one.split!.heldOutRows!
    expect(held).toHaveLength(5)
    for (const at of held) expect(one.rows[at]).toBe(whole.rows[at])
    const train = one.rows.filter((_, at) => !held.includes(at))
    const trained = new Set(train.map(({ clean }) => clean))
    for (const at of held) expect(trained).not.toContain(whole.rows[at].clean)
    expect(trained.size).toBeLessThan(15)
    // By an independent program of the same definition.
    expect(resampledRows({ rows: set('q', 'a', 'b', 'c', 'd', 'e').rows }, 3)).toEqual(RESAMPLE_3_OF_5)
  })
})

const RESAMPLE_3_OF_5 = [4, 0, 1, 1, 2]

describe('a part of the grid', () => {
  const axes = [
    axis('threshold', ...Array.from({ length: 1_000 }, (_, i) => i)),
    axis('resample', 0, 1, 2, 3),
  ]

  it.each([5, 3_990])('is a random one of %d, each once, the same for the same seed', (count) => {
    const textsOf = (seed: number) =>
      planOf(acdc, { axes, take: { kind: 'random', count, seed }, judge: false }).points.map(({ values }) =>
        valuesText(values),
      )
    expect(new Set(textsOf(1)).size).toBe(count)
    expect(textsOf(1)).toEqual(textsOf(1))
    expect(textsOf(1)).not.toEqual(textsOf(2))
  })

  it('is taken of grids that are too large to compute', () => {
    const many = ['threshold', 'resample'].map((name) =>
      axis(name, ...Array.from({ length: 50_000 }, (_, i) => i)),
    )
    const taken = planOf(acdc, { axes: many, take: { kind: 'random', count: 20, seed: 1 }, judge: false })
    expect(taken.points).toHaveLength(20)
    expect(combinationCount(specOf(acdc, { axes: many }))).toBe(2_500_000_000)
  })

  it('is a list of points', () => {
    const points = [
      { threshold: 1, resample: 2 },
      { threshold: 0, resample: 0 },
      { threshold: 1, resample: 2 },
    ]
    const plan = planOf(acdc, { points, judge: false })
    expect(plan.points.map(({ values }) => valuesText(values))).toEqual([
      'resample 2, τ 1',
      'not resampled, τ 0',
    ])
  })
})

describe('what cannot be swept', () => {
  const thousand = Array.from({ length: 1_000 }, (_, i) => i)
  it.each([
    [acdc, {}, 'A sweep needs an axis: say what differs between its circuits.'],
    [acdc, { axes: [axis('metric')] }, '"metric" has no value: give at least one of its metrics.'],
    [acdc, { points: [] }, 'The list of points is empty: give at least one.'],
    [
      acdc,
      { points: [{ threshold: 1, metric: 'kl' }, { threshold: 2 }] },
      'Point 2 has no "metric", which other points have: give every point a value for the same axes.',
    ],
    [
      acdc,
      { axes: [axis('metric', 'kl'), axis('metric', 'nll')] },
      'The axis "metric" is given twice: put its values together.',
    ],
    [
      acdc,
      { axes: ['threshold', 'resample', 'seed'].map((name) => axis(name, ...thousand)) },
      'This sweep has 1,000,000,000 configurations, and at most 10,000 are computed: give fewer values, or take some of them at random.',
    ],
    [
      acdc,
      { axes: [axis('method', 'acdc', 'eap'), axis('threshold', 1)] },
      'A sweep over "threshold" does not apply to eap: only ACDC has a threshold: sweep "edges" of a method that scores edges.',
    ],
    [
      acdc,
      { axes: [axis('direction', 'noising')] },
      'A sweep over "direction" does not apply to acdc: it has one direction only.',
    ],
    [
      acdc,
      { axes: [axis('method', 'evaluate')] },
      'A sweep over "method" does not apply to evaluate: take it as the configuration, not as one of the methods.',
    ],
    [
      acdc,
      { axes: [axis('metric', 'loss')] },
      '"loss" cannot be swept over "metric": a metric is one of kl, logit_diff, log_prob, nll, prob_diff.',
    ],
    [
      acdc,
      { axes: [axis('resample', -1)] },
      '-1 cannot be swept over "resample": a resample is a whole number: 0 is the set as it is, any other the seed of a bootstrap sample.',
    ],
    [
      acdc,
      { axes: [axis('seed', 1), axis('prompts', 'p')] },
      'The axes "prompts" and "seed" both choose the prompts: sweep over one of them.',
    ],
    [
      eap,
      { axes: [axis('metric', 'kl')] },
      'eap scores edges and chooses none: sweep over "edges" too, or leave out the judging.',
    ],
    [
      { method: 'check', ...common },
      { axes: [axis('model', 'm')] },
      'check finds no circuit that could be judged: leave out the judging.',
    ],
  ])('refuses %#', (base: object, more: object, message: string) => {
    expect(() => planOf(base, more)).toThrow(message)
  })
})
