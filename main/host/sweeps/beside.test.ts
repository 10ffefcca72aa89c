import { cpSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ArgsOf, HostEvent } from '../../../contract'
import { hostsOnStores, sweepOnce } from '../../../testing/hosts-on-stores'
import { slowPrompts } from '../../../testing/slow-prompts'

const { folder, hostOn } = hostsOnStores('patchbay-beside')
const model = path.join(import.meta.dirname, '../../../fixtures/gpt2-tiny')

type Args = ArgsOf<'sweeps.start'>
const acdc: Args['spec']['base'] = {
  ...{ method: 'acdc', model, prompts: { name: 'many', rows: slowPrompts(100) } },
  ...{ metric: 'logit_diff', threshold: 1 },
}

function sweepOf(thresholds: number[], settings: Args['settings'] = {}): Args {
  return { spec: { base: acdc, axes: [{ name: 'threshold', values: thresholds }], judge: false }, settings }
}

const isBegun = (event: HostEvent) => event.type === 'run-status' && event.summary.state === 'running'

describe('runs of a sweep', () => {
  it('are computed beside each other, with a share of the threads, and a run by hand alone in its turn', async () => {
    const host = hostOn('lanes')
    const most: string[][] = []
    const running = new Set<string>()
    host.client.onEvent((event) => {
      if (event.type !== 'run-status') return
      if (event.summary.state === 'running') running.add(event.runId)
      else running.delete(event.runId)
      most.push([...running])
    })
    const { id } = await host.call(
      'sweeps.start',
      sweepOf([0.1, 0.004, 0.02, 9, 5], { runsAtOnce: 2, threads: 2 }),
    )
    await host.next(isBegun, true)
    const byHand = await host.call('runs.start', { config: { ...acdc, threshold: 0.5 } })
    const whole = await sweepOnce(host, id, 'done')
    expect(whole.summary.runs).toEqual({ total: 5, done: 5, reused: 0, underWay: 0, failed: 0 })
    await host.untilDone(byHand.id)
    expect(Math.max(...most.map((runs) => runs.length))).toBe(2)
    for (const runs of most) if (runs.includes(byHand.id)) expect(runs).toEqual([byHand.id])
    const { settings } = await host.call('runs.get', { id: whole.members[0].run!.id })
    expect(settings[0].threads).toBe(1)
    // The same as alone.
    const alone = hostOn('alone')
    const { id: other } = await alone.call('sweeps.start', sweepOf([0.1, 0.004, 0.02, 9, 5]))
    const expected = await sweepOnce(alone, other, 'done')
    expect(whole.points).toEqual(expected.points)
    expect(whole.summary.remainingMs).toBe(0)
  })

  it('go on where they were after kill -9 of a host that had two under way, to the identical result', async () => {
    const base = { ...acdc, prompts: { name: 'some', rows: slowPrompts(300) } }
    const args = sweepOf([0.1, 0.004], { runsAtOnce: 2, threads: 2 })
    const spec = { ...args.spec, base }
    const alone = hostOn('undisturbed')
    const expected = await sweepOnce(alone, (await alone.call('sweeps.start', { spec })).id, 'done')

    const host = hostOn('killed')
    const { id } = await host.call('sweeps.start', { ...args, spec })
    const begun = new Set<string>()
    const caught: Promise<void>[] = []
    await host.next((event) => {
      if (!isBegun(event) || event.type !== 'run-status' || begun.has(event.runId)) return begun.size === 2
      begun.add(event.runId)
      caught.push(host.pausedAfter(event.runId, 3))
      return begun.size === 2
    })
    await Promise.all(caught)
    for (const run of begun) void host.client.call('runs.control', { id: run, action: 'resume' })
    const back = host.next((event) => event.type === 'host-status' && event.status === 'ready')
    host.kill()
    await back
    const { members, summary } = await host.call('sweeps.get', { id })
    expect(summary.state).toBe('interrupted')
    expect(members.map(({ run }) => run?.state)).toEqual(['interrupted', 'interrupted'])
    for (const { run } of members) expect(run!.edgesDecided).toBeGreaterThanOrEqual(3)
    await host.call('sweeps.resume', { id })
    const whole = await sweepOnce(host, id, 'done')
    expect(whole.points).toEqual(expected.points)
    expect((await host.call('runs.list', {})).map((run) => run.id).sort()).toEqual([...begun].sort())
  })

  it('that failed are tried again when it is resumed, and nothing else is computed again', async () => {
    const second = path.join(folder, 'second')
    cpSync(model, second, { recursive: true })
    // Another model: what a copy computes is known.
    const settings = JSON.parse(readFileSync(path.join(second, 'config.json'), 'utf8')) as object
    writeFileSync(path.join(second, 'config.json'), JSON.stringify({ ...settings, layer_norm_epsilon: 1e-3 }))
    const host = hostOn('failed')
    const axes = [
      { name: 'model', values: [model, second] },
      { name: 'threshold', values: [0.02] },
    ] satisfies Args['spec']['axes']
    const { id } = await host.call('sweeps.start', { spec: { base: acdc, axes, judge: false } })
    renameSync(second, `${second}-away`)
    const { summary, members } = await sweepOnce(host, id, 'done')
    expect(summary).toMatchObject({
      message: '1 of its 2 runs has no result: see why in the list, and try again.',
      runs: { total: 2, done: 1, failed: 1 },
    })
    expect(members.map(({ state }) => state)).toEqual(['done', 'failed'])
    expect(members[1].message).toContain(second)

    renameSync(`${second}-away`, second)
    await host.call('sweeps.resume', { id })
    const again = await sweepOnce(host, id, 'done')
    expect(again.summary).toMatchObject({ message: null, runs: { total: 2, done: 2, failed: 0 } })
    expect(again.members[0]).toEqual(members[0])
    expect(await host.call('runs.list', {})).toHaveLength(2)
  })

  it('are begun no more where it is paused, and go on when it is resumed', async () => {
    const host = hostOn('paused')
    const { id } = await host.call('sweeps.start', sweepOf([0.1, 0.004, 0.02, 9, 5, 3]))
    await host.next(isBegun, true)
    expect(await host.call('sweeps.pause', { id })).toMatchObject({
      state: 'paused',
      message: 'Paused by hand: what had begun is computed to its end, and the sweep can be resumed.',
    })
    const begun = (await host.call('sweeps.get', { id })).members.flatMap(({ run }) => run ?? [])
    for (const run of begun) await host.untilDone(run.id)
    const paused = await host.call('sweeps.get', { id })
    expect(paused.summary).toMatchObject({ state: 'paused', runs: { done: begun.length, failed: 0 } })
    expect(begun.length).toBeLessThan(6)
    await expect(host.call('sweeps.pause', { id })).rejects.toThrow(
      'Sweep 1 is paused: there is nothing to pause.',
    )
    await host.call('sweeps.resume', { id })
    expect((await sweepOnce(host, id, 'done')).summary.runs).toMatchObject({ done: 6, reused: 0 })
  })

  it('are stopped by the Patchbay that computes them where another one is asked', async () => {
    const host = hostOn('asked')
    const args = sweepOf([0.1, 0.004, 0.02])
    // Longer than it takes until one notices that it is asked.
    const base = { ...acdc, prompts: { name: 'more', rows: slowPrompts(1_000) } }
    const { id } = await host.call('sweeps.start', { spec: { ...args.spec, base } })
    await host.next(isBegun, true)
    const other = hostOn('asked')
    expect(await other.call('sweeps.stop', { id })).toMatchObject({
      state: 'stopped',
      message: 'Stopped by hand; the sweep can be resumed.',
    })
    await other.call('sweeps.resume', { id })
    expect((await sweepOnce(other, id, 'done')).summary.runs).toMatchObject({ done: 3, failed: 0 })
    expect(await other.call('runs.list', {})).toHaveLength(3)
  })

  it('are computed once where two Patchbays sweep the same, each with two at once', async () => {
    const [one, other] = [hostOn('shared'), hostOn('shared')]
    const args = sweepOf([0.1, 0.004, 0.02, 9], { runsAtOnce: 2 })
    const started = await Promise.all([one.call('sweeps.start', args), other.call('sweeps.start', args)])
    const [first, second] = await Promise.all([
      sweepOnce(one, started[0].id, 'done'),
      sweepOnce(other, started[1].id, 'done'),
    ])
    expect(await one.call('runs.list', {})).toHaveLength(4)
    expect(first.points).toEqual(second.points)
    expect(first.summary.runs.reused + second.summary.runs.reused).toBe(4)
  })
})
