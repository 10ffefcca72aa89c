import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ArgsOf, PatchbayBlock, RunDetail } from '../../../contract'
import { taskOf, tinyReferences } from '../../../testing/method-references'
import { slowPrompts } from '../../../testing/slow-prompts'
import { TestHost } from '../../../testing/host-from-source'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-fork-'))
let host: TestHost

beforeAll(() => void (host = new TestHost(path.join(folder, 'runs.db'))))
afterAll(async () => {
  await host.client.close()
  rmSync(folder, { recursive: true })
})

const tiny = tinyReferences()[0]
type Acdc = Extract<ArgsOf<'runs.start'>['config'], { method: 'acdc' }>
const config: Acdc = {
  method: 'acdc',
  ...taskOf(tiny),
  metric: 'logit_diff',
  threshold: 0.05,
  order: 'reference',
  absolute: false,
}

async function done(config: ArgsOf<'runs.start'>['config']): Promise<RunDetail> {
  const { id } = await host.call('runs.start', { config })
  await host.untilDone(id)
  return host.call('runs.get', { id })
}

const edgesOf = ({ decisions: { edge, kept } }: RunDetail, from = 0) =>
  [...edge].map((one, row) => [one, kept[row]]).slice(from)

describe('a fork', () => {
  let source: RunDetail
  let fork: RunDetail
  beforeAll(async () => {
    source = await done(config)
    const startFrom = { runId: source.summary.id, step: 50 }
    fork = await done({ ...config, threshold: 0.2, startFrom })
  })

  it('begins with the decisions of its run, goes on at its own threshold, and says so', async () => {
    expect(edgesOf(fork).slice(0, 50)).toEqual(edgesOf(source).slice(0, 50))
    expect(fork.decisions.delta.slice(0, 50)).toEqual(source.decisions.delta.slice(0, 50))
    const own = [...fork.decisions.delta.keys()].slice(50)
    for (const row of own) {
      const isCut = !(fork.decisions.delta[row] >= 0.2)
      expect([row, fork.decisions.kept[row]]).toEqual([row, isCut ? 0 : 1])
    }
    const { decisionsHash } = fork.provenance!.fork!
    const { id, number, name } = source.summary
    expect(fork.provenance!.fork).toMatchObject({
      run: { id, number, name },
      step: 50,
      parts: [{ fromStep: 0, threshold: 0.05, absolute: false }],
    })
    expect(decisionsHash).toMatch(/^[0-9a-f]{64}$/)
    expect(fork.config).toMatchObject({ startFrom: { runId: id, step: 50, decisionsHash } })
    const { text } = await host.call('runs.export', { id: fork.summary.id, format: 'json' })
    const { patchbay } = JSON.parse(text) as { patchbay: PatchbayBlock }
    expect(patchbay.fork).toMatchObject({
      decisions: 50,
      decisions_hash: decisionsHash,
      thresholds: [{ from_decision: 0, threshold: 0.05, absolute: false }],
    })
    const { differences } = await host.call('runs.compare', { a: id, b: fork.summary.id })
    expect(differences).toEqual([{ what: 'threshold', a: '0.05', b: '0.05 to decision 50, then 0.2' }])
  })

  it('is the run itself where the threshold is the same', async () => {
    const same = await done({ ...config, startFrom: { runId: source.summary.id, step: 30 } })
    expect(edgesOf(same)).toEqual(edgesOf(source))
    expect(same.summary).toMatchObject({
      edgesKept: source.summary.edgesKept,
      testsRun: source.summary.testsRun,
      metricFinal: source.summary.metricFinal,
      faithfulness: source.summary.faithfulness,
    })
    const effects = ({ effects: { edge, effect } }: RunDetail) =>
      new Map([...edge].map((one, row) => [one, effect[row].toFixed(6)]))
    expect(effects(same)).toEqual(effects(source))
  })

  it('can be forked, and named with all its thresholds', async () => {
    const again = await done({ ...config, startFrom: { runId: fork.summary.id, step: 70 }, absolute: true })
    expect(edgesOf(again).slice(0, 70)).toEqual(edgesOf(fork).slice(0, 70))
    expect(again.provenance!.fork!.parts).toEqual([
      { fromStep: 0, threshold: 0.05, absolute: false },
      { fromStep: 50, threshold: 0.2, absolute: false },
    ])
    const early = await done({ ...config, startFrom: { runId: fork.summary.id, step: 20 } })
    expect(early.provenance!.fork!.parts).toHaveLength(1)
    expect(edgesOf(early)).toEqual(edgesOf(source))
  })

  it('tests the edges in the order that was computed for its run', async () => {
    const ordered = { ...config, order: 'eap' as const }
    const whole = await done(ordered)
    const half = await done({ ...ordered, startFrom: { runId: whole.summary.id, step: 40 } })
    expect(edgesOf(half)).toEqual(edgesOf(whole))
    expect(half.measurements!.testOrder).toEqual(whole.measurements!.testOrder)
  })

  it('needs its run no more: that may be deleted', async () => {
    const gone = await done({ ...config, threshold: 0.3 })
    const { id } = await host.call('runs.start', {
      config: { ...config, startFrom: { runId: gone.summary.id, step: 25 } },
    })
    await host.call('runs.delete', { id: gone.summary.id })
    await host.untilDone(id)
    const { provenance } = await host.call('runs.get', { id })
    expect(provenance!.fork!.run.name).toBe(gone.summary.name)
    const stored = (await host.call('runs.get', { id })).config
    await expect(done(stored as Acdc)).rejects.toThrow(/^There is no run "[0-9a-f]+" in /)
  })

  it('is refused in a sentence where it would not go on as its run began', async () => {
    const { id, name } = source.summary
    const refused = async (change: Partial<Acdc>, step = 50) => {
      const refusal = done({ ...config, startFrom: { runId: id, step }, ...change })
      return refusal.then(
        () => 'accepted',
        (error: Error) => error.message,
      )
    }
    expect(await refused({ metric: 'kl' })).toBe(
      `A fork of ${name} has its metric, logit_diff, not kl: only the threshold, and whether |harm| is compared with it, can be others.`,
    )
    expect(await refused({ ablation: 'zero' })).toMatch(/has its ablation, resample, not zero/)
    expect(await refused({ order: 'heads-ascending' })).toMatch(/has its order of the tests, reference,/)
    expect(await refused({}, 999)).toBe(
      `${name} has made ${source.summary.edgesTotal} decisions: it cannot be forked at decision 999.`,
    )
    expect(await refused({}, source.summary.edgesTotal)).toMatch(/would have nothing left to decide/)
    const { prompts } = config
    expect(await refused({ prompts: { ...prompts, rows: prompts.rows.slice(1) } })).toBe(
      `${name} cannot be forked: the prompts are not those that it was made on, or are read as other tokens now. Start a new run.`,
    )
    const startFrom = { runId: id, step: 50, decisionsHash: 'f'.repeat(64) }
    expect(await refused({ startFrom })).toMatch(/The first 50 decisions of .* are not those/)
    expect(await refused({ model: 'sample:induction' })).toMatch(/is not the one with which/)
    const scored = await done({ method: 'eap', ...taskOf(tiny), metric: 'logit_diff', direction: 'noising' })
    expect(await refused({ startFrom: { runId: scored.summary.id, step: 1 } })).toMatch(
      /is not a run of ACDC: only a run that decides edge by edge can be forked\.$/,
    )
  })
})

describe('a fork that is killed', () => {
  it('goes on to the circuit of the fork that was not', async () => {
    const slow = { ...config, prompts: { name: 'many', rows: slowPrompts(300) }, threshold: 0.001 }
    const source = await done(slow)
    const forked = { ...slow, threshold: 0, startFrom: { runId: source.summary.id, step: 20 } }
    const whole = await done(forked)
    const { id } = await host.call('runs.start', { config: forked })
    await host.pausedAfter(id, 5)
    void host.client.call('runs.control', { id, action: 'resume' })
    const back = host.next((event) => event.type === 'host-status' && event.status === 'ready')
    host.kill()
    await back
    const { summary } = await host.call('runs.get', { id })
    expect(summary.state).toBe('interrupted')
    expect(summary.edgesDecided).toBeGreaterThan(20)
    expect(summary.edgesDecided).toBeLessThan(summary.edgesTotal)
    await host.call('runs.resume', { id })
    await host.untilDone(id)
    const resumed = await host.call('runs.get', { id })
    expect(edgesOf(resumed)).toEqual(edgesOf(whole))
    expect(resumed.provenance!.fork).toEqual(whole.provenance!.fork)
    expect(resumed.summary.faithfulness).toBe(whole.summary.faithfulness)
  })
})
