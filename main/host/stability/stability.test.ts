import path from 'node:path'
import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import { conditionsText, stabilityText } from '../../../contract'
import { keptClass } from '../../../engine/host'
import type { TestHost } from '../../../testing/host-from-source'
import { hostsOnStores, sweepOnce } from '../../../testing/hosts-on-stores'
import { spoil } from '../../../testing/raw-store'
import { slowPrompts } from '../../../testing/slow-prompts'

const { folder, hostOn } = hostsOnStores('patchbay-stability')
const model = path.join(import.meta.dirname, '../../../fixtures/gpt2-tiny')
const prompts = { name: 'many', rows: slowPrompts(6) }
const acdc = { method: 'acdc', model, prompts, metric: 'logit_diff', threshold: 0.02 } as const
const eap = { method: 'eap', model, prompts, metric: 'logit_diff', direction: 'noising' } as const

const measured = (host: TestHost) => host.next(({ type }) => type === 'stability-changed', true)

describe('the stability of a circuit', () => {
  it('is measured over samples and thresholds once they are found, and known of the run and of each of them', async () => {
    const host = hostOn('acdc')
    const { run } = await host.found('circuit', acdc)
    expect(await host.call('stability.get', { id: run.summary.id })).toEqual([])
    const sweep = await host.call('stability.start', {
      ...{ id: run.summary.id, resamples: 5, thresholds: [0.05] },
    })
    expect(sweep.name).toMatch(/^Stability of /)
    await measured(host)
    const [one, ...more] = await host.call('stability.get', { id: run.summary.id })
    expect(more).toEqual([])
    expect(one).toMatchObject({ circuits: 10, missing: 0, method: 'acdc', fixed: {}, promptsName: 'many' })
    expect(one.axes).toEqual([
      { name: 'resample', values: [1, 2, 3, 4, 5] },
      { name: 'threshold', values: [0.02, 0.05] },
    ])
    expect(conditionsText(one)).toBe('5 resamples x 2 thresholds')
    expect(one.byAxis.map(({ axis, pairs }) => [axis, pairs])).toEqual([
      ['resample', 20],
      ['threshold', 5],
    ])

    // Read from the circuits of the sweep, one by one.
    const { points, members } = await host.call('sweeps.get', { id: sweep.id })
    const counts = new Map<number, number>()
    const sampled = points.filter(({ values }) => values.resample !== 0)
    for (const { find } of sampled) {
      const { summary, decisions } = await host.call('runs.get', { id: members[find!].run!.id })
      const cut = new Set([...decisions.edge].filter((_, at) => !decisions.kept[at]))
      for (let edge = 0; edge < summary.edgesTotal; edge++)
        if (!cut.has(edge)) counts.set(edge, (counts.get(edge) ?? 0) + 1)
    }
    expect(one.kept.edges.map((edge, at) => [edge, one.kept.edgeCounts[at]])).toEqual(
      [...counts].sort(([a], [b]) => a - b),
    )
    expect(one.edges.core + one.edges.contingent + one.edges.noise).toBe(counts.size)
    expect(one.all!.pairs).toBe(45)
    expect(one.all!.edges.interval!.low).toBeLessThanOrEqual(one.all!.edges.mean)
    expect(one.all!.edges.interval!.high).toBeGreaterThanOrEqual(one.all!.edges.mean)

    const list = await host.call('stability.list', {})
    const { kept: _kept, ...badge } = one
    expect(list.find(({ runId }) => runId === run.summary.id)?.stabilities).toEqual([badge])
    expect(list).toHaveLength(12)
    expect(members.find(({ values }) => values.resample === 0 && values.threshold === 0.02)).toMatchObject({
      ...{ source: 'reused', run: { id: run.summary.id } },
    })
    // Where lists, details and files say it.
    const { id } = run.summary
    const listed = (await host.call('runs.list', {})).find((each) => each.id === id)
    expect(listed!.stability).toBe(stabilityText([one]))
    const { text: json } = await host.call('runs.export', { id, format: 'json' })
    expect(JSON.parse(json).patchbay.stability).toMatchObject([{ circuits: 10, jaccard: one.all }])
    const { text: svg } = await host.call('runs.export', { id, format: 'svg' })
    expect(svg).toContain(stabilityText([one]))
    const summed = one.edges.core + one.edges.contingent + one.edges.noise
    expect(Object.keys(JSON.parse(json).patchbay.stability[0].kept_in.edges)).toHaveLength(summed)
    expect(svg).toContain('core, in at least 90 % of circuits')
    const [edge, count] = [one.kept.edges[0], one.kept.edgeCounts[0]]
    const { text: csv } = await host.call('runs.export', { id, format: 'csv' })
    const [row] = Papa.parse<Record<string, string>>(csv, { header: true }).data.slice(edge)
    expect(row).toMatchObject({ kept_in: String(count), kept_of: '10', stability: keptClass(count, 10) })
    expect(row.circuit_stability).toBe(stabilityText([one]).replace('stability ', ''))
    const { text: graphml } = await host.call('runs.export', { id, format: 'graphml' })
    expect(graphml.match(/<data key="node-kept_in">10<\/data>/g)?.length).toBeGreaterThan(0)
    // Of the sweep as a whole.
    expect(await host.call('stability.ofSweep', { id: sweep.id })).toEqual([one])
    // Measured again: the same, but for the time.
    const again = await host.call('stability.measure', { id: sweep.id })
    expect(again).toEqual([{ ...one, measuredAt: again[0].measuredAt }])
  })

  it('of scores is that of their best edges, at each size', async () => {
    const host = hostOn('eap')
    const { id } = await host.call('runs.start', { config: eap })
    await host.untilState(id, 'done')
    const sweep = await host.call('stability.start', { id, resamples: 3, sizes: [50, 9] })
    await sweepOnce(host, sweep.id, 'done')
    await measured(host)
    const found = await host.call('stability.get', { id })
    expect(found.map(({ fixed, circuits, sizes }) => [fixed.edges, circuits, sizes.mean])).toEqual([
      [9, 3, 9],
      [50, 3, 50],
    ])
    expect(stabilityText(found)).toMatch(
      /^stability \d\.\d\d at 9 edges, \d\.\d\d at 50 edges over 3 resamples$/,
    )
    expect(stabilityText([])).toBe('stability not measured')

    const before = await host.call('stability.ofSweep', { id: sweep.id })
    // A sweep that ended after it was measured, by the clock of another machine, is not measured again.
    spoil(path.join(folder, 'eap.db'), 'UPDATE sweeps SET finished_at = 9000000000000')
    await host.call('sweeps.rename', { id: sweep.id, name: 'Renamed' })
    await host.call('stability.start', { id, resamples: 2, sizes: [9] })
    await measured(host)
    expect(await host.call('stability.ofSweep', { id: sweep.id })).toEqual(before)
  })

  it('is refused in a sentence where there is nothing to repeat', async () => {
    const host = hostOn('refused')
    const { run } = await host.found('circuit', acdc)
    const start = (more: object) => host.call('stability.start', { id: run.summary.id, ...more })
    await expect(start({ sizes: [9] })).rejects.toThrow(
      'chose its circuit itself: a number of best edges is for methods that score edges.',
    )
    const single = { ...acdc, prompts: { name: 'one', rows: slowPrompts(1) } }
    const { run: alone } = await host.found('circuit', single)
    await expect(host.call('stability.start', { id: alone.summary.id })).rejects.toThrow(
      'was found on a single pair of prompts, of which there are no other samples: stability needs at least 2.',
    )
    const sweep = await host.call('sweeps.start', {
      spec: { base: acdc, axes: [{ name: 'metric', values: ['kl'] }], judge: false },
    })
    await expect(host.call('stability.measure', { id: sweep.id })).rejects.toThrow(
      'Sweep 1 asks nothing twice: stability needs a sweep over at least two resamples, seeds, prompt sets, thresholds or orders.',
    )
  })
})
