import path from 'node:path'
import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import { sweepSpecSchema, type ArgsOf, type SweepDetail } from '../../../contract'
import type { TestHost } from '../../../testing/host-from-source'
import { hostsOnStores, swept } from '../../../testing/hosts-on-stores'
import { slowPrompts } from '../../../testing/slow-prompts'

const { hostOn } = hostsOnStores('patchbay-sweep-exports')
const model = path.join(import.meta.dirname, '../../../fixtures/gpt2-tiny')

type Spec = ArgsOf<'sweeps.start'>['spec']

async function exported(host: TestHost, { summary }: SweepDetail) {
  const [json, csv] = await Promise.all(
    (['json', 'csv'] as const).map((format) => host.call('sweeps.export', { id: summary.id, format })),
  )
  const table = Papa.parse<Record<string, string>>(csv.text, { header: true, skipEmptyLines: true })
  expect(table.errors).toEqual([])
  return { file: JSON.parse(json.text), rows: table.data, csv: csv.text, fileName: csv.fileName }
}

const HARMFUL = '=HYPERLINK("http://x.example";"Ünïcode, 漢字")'
const prompts = { name: HARMFUL, rows: slowPrompts(3) }
const eap = { method: 'eap', model, prompts, metric: 'logit_diff', direction: 'denoising' } as const
const acdc = { method: 'acdc', model, prompts, metric: 'kl', threshold: 0.02 } as const
const other = { name: 'second set', bos: 'no', rows: slowPrompts(4).slice(1) } as const

/** Sweeps of every kind of combination and prompts. */
const SPECS: Record<string, Spec> = {
  'a random sample of sets and resamples': {
    base: acdc,
    axes: [
      { name: 'prompts', values: [HARMFUL, 'second set'] },
      { name: 'resample', values: [0, 1] },
    ],
    sets: [other],
    take: { kind: 'random', count: 2, seed: 9 },
    judge: false,
  },
  'listed points of methods with options of their own': {
    base: eap,
    points: [
      { method: 'eap', edges: 4, metric: 'kl' },
      { method: 'edges', edges: 3, metric: 'logit_diff' },
    ],
    methods: { edges: { select: { kind: 'all' } } },
    by: 'signed',
  },
  'prompts that are drawn by seeds': {
    base: { ...acdc, model: 'sample:trained', prompts: { name: 'none', rows: [] } },
    axes: [{ name: 'seed', values: [3, 4] }],
    generator: { task: 'ioi', count: 2 },
    judge: false,
  },
}

describe('an exported sweep', () => {
  it.each(Object.keys(SPECS))('has all that it takes to compute the same again: %s', async (kind) => {
    const host = hostOn('first')
    const whole = await swept(host, { spec: SPECS[kind] })
    const { file } = await exported(host, whole)
    expect(file).toMatchObject({ format: 'patchbay sweep 2', sweep: { state: 'done' } })
    const spec = sweepSpecSchema.parse(file.spec)
    const runs = whole.members.length
    expect(await host.call('sweeps.plan', { spec })).toMatchObject({ runs, reused: runs })
    const elsewhere = hostOn(kind)
    const again = await swept(elsewhere, { spec })
    expect(again.summary.runs).toMatchObject({ reused: 0, done: runs })
    expect(again.members.map(({ configurationId }) => configurationId)).toEqual(
      whole.members.map(({ configurationId }) => configurationId),
    )
    expect(again.points).toEqual(whole.points)
  })

  it('says how its combinations were taken, and of each run its configuration and what it was given', async () => {
    const host = hostOn('first')
    const [random, listed] = Object.values(SPECS)
    const sample = (await exported(host, await swept(host, { spec: random }))).file
    expect(sample.spec.take).toEqual({ kind: 'random', count: 2, seed: 9 })
    expect(sample.members[0]).toMatchObject({
      config: { method: 'acdc', model, metric: 'kl', threshold: 0.02 },
      run: {
        number: expect.any(Number),
        certificate: 'checked',
        model_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        data_hash: expect.stringMatching(/^tokens:/),
      },
    })
    const list = (await exported(host, await swept(host, { spec: listed }))).file
    expect([list.spec.take, list.spec.points]).toEqual([undefined, listed.points])
    expect(list.members.map(({ config }: { config: object }) => config)).toMatchObject([
      { method: 'eap', metric: 'kl', prompts: HARMFUL },
      { method: 'evaluate', top: [4], by: 'signed', circuit: { run_id: list.members[0].run.id } },
      { method: 'edges', metric: 'logit_diff', select: { kind: 'all' } },
      { method: 'evaluate', top: [3] },
    ])
    const grid = { base: acdc, axes: [{ name: 'threshold' as const, values: [0.02] }] }
    const whole = (await exported(host, await swept(host, { spec: grid }))).file
    expect(whole.spec.take).toEqual({ kind: 'grid' })
  })

  it('has a row for each circuit with its values on all axes, and no cell that a spreadsheet computes', async () => {
    const host = hostOn('first')
    const whole = await swept(host, { spec: Object.values(SPECS)[0], name: `${'ä'.repeat(150)}/..` })
    const { rows, csv, fileName } = await exported(host, whole)
    expect(fileName).toBe(`${'ä'.repeat(50)}.csv`)
    expect(rows.map(({ prompts: set, resample }) => [set, Number(resample)])).toEqual(
      whole.points.map(({ values }) => [
        values.prompts === HARMFUL ? `'${HARMFUL}` : values.prompts,
        values.resample,
      ]),
    )
    expect(rows[0]).toMatchObject({
      ...{ model, method: 'acdc', metric: 'kl', ablation: 'resample', order: 'reference', threshold: '0.02' },
      ...{
        certificate: 'checked',
        patchbay: expect.stringMatching(/^(development|\d+\.\d+\.\d+)$/),
        circuit_stability: 'not measured',
      },
    })
    expect(csv).not.toMatch(/(^|,)"?=/m)
    const listed = await exported(host, await swept(host, { spec: Object.values(SPECS)[1] }))
    expect(listed.rows.map((row) => [row.method, row.metric, row.edges_asked, row.edges])).toEqual([
      ['eap', 'kl', '4', '4'],
      ['edges', 'logit_diff', '3', '3'],
    ])
    for (const row of listed.rows) expect(Number(row.metric_value)).not.toBeNaN()
  })
})
