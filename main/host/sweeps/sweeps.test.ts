import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ArgsOf, SweepDetail } from '../../../contract'
import { hostsOnStores, swept, sweepOnce } from '../../../testing/hosts-on-stores'
import { slowPrompts } from '../../../testing/slow-prompts'

const { hostOn } = hostsOnStores('patchbay-sweeps')
const model = path.join(import.meta.dirname, '../../../fixtures/gpt2-tiny')

type Spec = ArgsOf<'sweeps.start'>['spec']

function acdcSpec(values: number[], { count = 12, ...more }: { count?: number } & Partial<Spec> = {}): Spec {
  const prompts = { name: 'many', rows: slowPrompts(count) }
  const base = { method: 'acdc', model, prompts, metric: 'logit_diff', threshold: 1 } as const
  return { base, axes: [{ name: 'threshold', values }], ...more }
}

/** All that a sweep found, without what differs from time to time. */
const foundBy = ({ points, baselines }: SweepDetail) => ({ points, baselines })

describe('a sweep over thresholds', () => {
  it('finds and judges what runs started by hand do, and computes nothing twice in a store', async () => {
    const host = hostOn('whole')
    const byHand = { ...acdcSpec([0.004]).base, threshold: 0.004 } as ArgsOf<'runs.start'>['config']
    const { run: alone } = await host.found('circuit', byHand)
    expect(await host.call('sweeps.plan', { spec: acdcSpec([0.1, 0.004, 0.1, 9]) })).toMatchObject({
      ...{ points: 3, runs: 6, reused: 1 },
      // No run is known yet that judges a circuit.
      remainingMs: null,
      memory: { promptCount: 12, refusal: null },
    })

    const whole = await swept(host, { spec: acdcSpec([0.1, 0.004, 0.1, 9]) })
    expect(whole.summary).toMatchObject({ name: 'Sweep 1', state: 'done', message: null })
    expect(whole.summary.runs).toMatchObject({ total: 6, done: 6, reused: 1, failed: 0 })
    expect(whole.members.map(({ state, source }) => `${state} ${source}`)).toEqual([
      ...['done computed', 'done computed', 'done reused', 'done computed'],
      ...['done computed', 'unneeded null'],
    ])
    const [, found, judged] = whole.members
    expect(found.run).toMatchObject({ tags: ['sweep 1'], threshold: null })
    expect(judged.run!.id).toBe(alone.summary.id)

    const [, point, nothing] = whole.points
    expect(point.values).toEqual({ threshold: 0.004 })
    expect(point.edges).toBe(alone.summary.edgesKept)
    const { measurements } = alone
    expect(point.measured!.faithfulness).toBeCloseTo(measurements!.faithfulness!, 5)
    expect(point.measured!.kl).toBeCloseTo(measurements!.circuit!.mean.kl, 6)
    expect(point.measured!.worst!.clean).toEqual(expect.anything())
    expect(point.random!.faithfulness).toHaveLength(5)
    expect(point.random!.kl).toHaveLength(5)
    expect(nothing).toMatchObject({ edges: 0, state: 'done', random: null })
    expect(nothing.measured!.faithfulness).toBeCloseTo(0, 6)
    expect(nothing.measured!.kl).toBeCloseTo(whole.baselines!.empty.kl, 6)
    expect(whole.baselines!.full.kl).toBeCloseTo(0, 6)

    const before = await host.call('runs.list', {})
    const again = await swept(host, { spec: acdcSpec([0.004, 9, 0.1]) })
    expect(again.summary.runs).toMatchObject({ total: 6, done: 6, reused: 5, failed: 0 })
    expect(await host.call('runs.list', {})).toEqual(before)
    expect(again.points.map(({ edges }) => edges)).toEqual([1, 2, 0].map((at) => whole.points[at].edges))
  })

  it('goes on after a stop and after kill -9, to the identical result', async () => {
    const spec = acdcSpec([0.02, 0.004, 0.01], { count: 250 })
    const other = hostOn('undisturbed')
    const expected = await swept(other, { spec })

    const host = hostOn('disturbed')
    const { id } = await host.call('sweeps.start', { spec })
    await host.next(({ type }) => type === 'run-decisions', true)
    expect(await host.call('sweeps.stop', { id })).toMatchObject({
      state: 'stopped',
      message: 'Stopped by hand; the sweep can be resumed.',
    })
    const stopped = await host.call('sweeps.get', { id })
    expect(stopped.members.filter(({ state }) => state === 'running')).toEqual([])

    const resumed = await host.call('sweeps.resume', { id })
    expect(resumed.state).toBe('running')
    await expect(host.call('sweeps.resume', { id })).rejects.toThrow('Sweep 1 is being computed already.')
    await host.next(({ type }) => type === 'run-decisions')
    const back = host.next((event) => event.type === 'host-status' && event.status === 'ready')
    host.kill()
    await back
    const left = await host.call('sweeps.get', { id })
    expect(left.summary).toMatchObject({
      state: 'interrupted',
      message: 'The program ended while this sweep was going on; it can be resumed.',
    })
    await host.call('sweeps.resume', { id })
    const whole = await sweepOnce(host, id)
    expect(whole.members.map(({ message }) => message)).toEqual(Array(6).fill(null))
    expect(whole.summary).toMatchObject({ state: 'done', runs: { total: 6, done: 6, failed: 0 } })
    expect(foundBy(whole)).toEqual(foundBy(expected))
    expect(await host.call('runs.list', {})).toHaveLength(6)
  })

  it('of two Patchbays that compute the same at once on one store, each run is computed by one of them', async () => {
    const spec = acdcSpec([0.02, 0.004, 0.01], { count: 40 })
    const both = [hostOn('shared'), hostOn('shared')]
    const started = await Promise.all(both.map((host) => host.call('sweeps.start', { spec })))
    expect(started[0].id).not.toBe(started[1].id)
    const ended = await Promise.all(both.map((host, at) => sweepOnce(host, started[at].id)))
    for (const { summary } of ended)
      expect(summary).toMatchObject({ state: 'done', message: null, runs: { total: 6, done: 6, failed: 0 } })
    expect(foundBy(ended[0])).toEqual(foundBy(ended[1]))
    const runs = await both[0].call('runs.list', {})
    expect(runs).toHaveLength(6)
    const ids = (detail: SweepDetail) => detail.members.map(({ run }) => run!.id)
    expect(ids(ended[0])).toEqual(ids(ended[1]))
    // What one of them took from the other was being computed there or done, never begun a second time.
    const computed = ended.flatMap(({ members }) => members.filter(({ source }) => source === 'computed'))
    expect(new Set(computed.map(({ run }) => run!.id)).size).toBe(computed.length)
    expect(computed).toHaveLength(6)
  })
})
