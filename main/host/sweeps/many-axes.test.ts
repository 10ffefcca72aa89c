import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { valuesText, type ArgsOf } from '../../../contract'
import { hostsOnStores, swept } from '../../../testing/hosts-on-stores'
import { slowPrompts } from '../../../testing/slow-prompts'

const { hostOn } = hostsOnStores('patchbay-axes')
const fixture = (name: string) => path.join(import.meta.dirname, '../../../fixtures', name)

type Spec = ArgsOf<'sweeps.start'>['spec']

const prompts = { name: 'many', rows: slowPrompts(6) }
const acdc = {
  method: 'acdc',
  model: fixture('gpt2-tiny'),
  prompts,
  metric: 'logit_diff',
  threshold: 0.02,
} as const
const eap = { ...acdc, method: 'eap', direction: 'noising' } as const
const axis = (name: NonNullable<Spec['axes']>[number]['name'], ...values: (number | string)[]) => ({
  name,
  values,
})

describe('a sweep over many axes', () => {
  it('finds what runs started by hand do, on every model, sample and metric', async () => {
    const host = hostOn('grid')
    const models = [fixture('gpt2-tiny'), fixture('neox-tiny')]
    const axes = [axis('metric', 'kl', 'logit_diff'), axis('resample', 0, 5), axis('model', ...models)]
    const whole = await swept(host, { spec: { base: acdc, axes, judge: false } })
    expect(whole.summary).toMatchObject({ state: 'done', runs: { total: 8, done: 8, failed: 0 } })
    expect(whole.points.map(({ values }) => valuesText(values))).toEqual([
      ...['gpt2-tiny, not resampled, kl', 'gpt2-tiny, not resampled, logit_diff'],
      ...['gpt2-tiny, resample 5, kl', 'gpt2-tiny, resample 5, logit_diff'],
      ...['neox-tiny, not resampled, kl', 'neox-tiny, not resampled, logit_diff'],
      ...['neox-tiny, resample 5, kl', 'neox-tiny, resample 5, logit_diff'],
    ])
    const last = await host.call('runs.get', { id: whole.members[7].run!.id })
    const { rows } = last.config!.prompts
    expect(rows).not.toEqual(prompts.rows)
    const byHand = { ...acdc, model: models[1], prompts: { name: 'other', rows } }
    const { run } = await host.found('circuit', byHand)
    expect(run.summary.edgesKept).toBe(whole.points[7].edges)
    const plan = { spec: { base: acdc, axes, judge: false } }
    expect(await host.call('sweeps.plan', plan)).toMatchObject({
      points: 8,
      runs: 8,
      reused: 8,
      remainingMs: 0,
    })
    // One of another method, to be computed.
    const more = { spec: { base: eap, axes: [axis('resample', 0)], judge: false } }
    expect(await host.call('sweeps.plan', more)).toMatchObject({ runs: 1, reused: 0, remainingMs: null })
  })

  it('judges sizes of the scores of each sample in one run, with the methods side by side', async () => {
    const host = hostOn('scores')
    const axes = [axis('method', 'eap', 'edges'), axis('edges', 9, 3)]
    const spec = { base: eap, axes, methods: { edges: { select: { kind: 'all' } } } }
    const whole = await swept(host, { spec })
    expect(whole.summary.runs).toMatchObject({ total: 4, done: 4, reused: 0, failed: 0 })
    expect(whole.points.map(({ edges, measured }) => [edges, measured !== null])).toEqual([
      ...[
        [3, true],
        [9, true],
        [3, true],
        [9, true],
      ],
    ])
    const { text } = await host.call('sweeps.export', { id: whole.summary.id, format: 'csv' })
    expect(
      text
        .split('\n')
        .slice(0, 2)
        .map((line) => line.split(',').slice(0, 3)),
    ).toEqual([
      ['method', 'edges_asked', 'edges'],
      ['eap', '3', '3'],
    ])
  })

  it('draws prompts for each seed, the same for the same seed', async () => {
    const host = hostOn('seeds')
    const base = { ...eap, model: 'sample:trained', prompts: { name: 'none', rows: [] } }
    const generator = { task: 'ioi', count: 4 } as const
    const whole = await swept(host, { spec: { base, axes: [axis('seed', 3, 4)], generator, judge: false } })
    expect(whole.summary.runs).toMatchObject({ done: 2, failed: 0 })
    const configs = await Promise.all(
      whole.members.map(async ({ run }) => (await host.call('runs.get', { id: run!.id })).config!),
    )
    const { set } = await host.call('prompts.make', { ...generator, seed: 4, model: 'sample:trained' })
    expect(configs[1].prompts.rows).toEqual(set.rows)
    expect(configs[0].prompts.rows).not.toEqual(set.rows)
  })

  it.each([
    [
      { base: acdc, axes: [axis('ablation')], judge: false },
      '"ablation" has no value: give at least one of its ablations.',
    ],
    [
      { base: acdc, axes: [axis('seed', 1)], judge: false },
      'A sweep over "seed" needs a generator: say what draws the prompts.',
    ],
    [
      {
        ...{ base: acdc, axes: [axis('seed', ...Array.from({ length: 500 }, (_, i) => i))], judge: false },
        generator: { task: 'ioi', count: 1_000 },
      },
      'The seeds of this sweep would draw 500,000 prompts, and at most 100,000 are: take fewer seeds, or fewer prompts for each.',
    ],
  ] as [Spec, string][])('refuses %# before anything is computed', async (spec, message) => {
    const host = hostOn('refused')
    await expect(host.call('sweeps.plan', { spec })).rejects.toThrow(message)
    await expect(host.call('sweeps.start', { spec })).rejects.toThrow(message)
    expect(await host.call('sweeps.list', {})).toEqual([])
  })
})
