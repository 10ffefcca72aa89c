import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ArgsOf, PatchbayBlock, RunDetail, Settings } from '../../../contract'
import { NO_GPU } from '../../../testing/software-gpu'
import { TestHost } from '../../../testing/host-from-source'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-settings-'))
const storePath = path.join(folder, 'runs.db')
let host: TestHost

beforeAll(() => {
  Object.assign(process.env, NO_GPU)
  host = new TestHost(storePath)
})
afterAll(async () => {
  await host.client.close()
  rmSync(folder, { recursive: true })
})

async function sampleConfig(): Promise<ArgsOf<'runs.start'>['config']> {
  const prompts = await host.call('promptSets.get', { id: 'sample:induction' })
  return { method: 'acdc', model: 'sample:induction', prompts, metric: 'kl', threshold: 0.02 }
}

async function sampleRun(settings?: Partial<Settings>): Promise<RunDetail> {
  const { id } = await host.call('runs.start', { config: await sampleConfig(), settings })
  await host.untilDone(id)
  return host.call('runs.get', { id })
}

describe('settings', () => {
  it('are the defaults at first, with what there is to choose from', async () => {
    const { settings, defaultThreads, devices, cores } = await host.call('settings.get', {})
    expect(settings).toEqual({ threads: null, batch: 16, device: 'cpu', memoryBytes: null, runsAtOnce: null })
    expect(defaultThreads).toBe(Math.min(8, cores))
    expect(devices[0]).toBe('cpu')
  })

  it('stay as they were set, one by one, over a restart', async () => {
    const notified = host.next((event) => event.type === 'settings-changed')
    await host.call('settings.set', { batch: 4 })
    await notified
    await host.call('settings.set', { threads: 1 })
    const other = new TestHost(storePath)
    expect((await other.call('settings.get', {})).settings).toEqual({
      threads: 1,
      batch: 4,
      device: 'cpu',
      memoryBytes: null,
      runsAtOnce: null,
    })
    await other.client.close()
    await host.call('settings.set', { threads: null, batch: 16 })
  })

  it.each([
    [{ threads: 0 }, 'settings.set: "threads" must be at least 1, but it is 0.'],
    [{ batch: 17 }, 'settings.set: "batch" must be at most 16, but it is 17.'],
    [{ batch: 1.5 }, 'settings.set: "batch" must be a whole number, but it is 1.5.'],
  ])('refuse %o', async (settings, message) => {
    await expect(host.call('settings.set', settings)).rejects.toThrow(message)
  })

  it.runIf(process.platform === 'linux')('refuse a device of another system', async () => {
    const message = 'coreml is not for this system: choose cpu or webgpu.'
    await expect(host.call('settings.set', { device: 'coreml' })).rejects.toThrow(message)
  })
})

describe('a run', () => {
  it('is computed with the settings of when it began, and records them; no decision depends on them', async () => {
    const one = await sampleRun()
    await host.call('settings.set', { threads: 1, batch: 3 })
    const two = await sampleRun()
    const three = await sampleRun({ batch: 1 })
    const { defaultThreads } = await host.call('settings.get', {})
    await host.call('settings.set', { threads: null, batch: 16 })
    expect([one.settings, two.settings, three.settings]).toEqual([
      [{ threads: defaultThreads, batch: 16, device: 'cpu' }],
      [{ threads: 1, batch: 3, device: 'cpu' }],
      [{ threads: 1, batch: 1, device: 'cpu' }],
    ])
    for (const run of [two, three]) {
      expect(run.decisions.edge).toEqual(one.decisions.edge)
      expect(run.decisions.kept).toEqual(one.decisions.kept)
      const off = run.decisions.delta.map((delta, step) => Math.abs(delta - one.decisions.delta[step]))
      expect(off.filter((change) => change > 1e-6)).toEqual(new Float64Array(0))
    }
    const { differences } = await host.call('runs.compare', { a: one.summary.id, b: three.summary.id })
    const threads = defaultThreads === 1 ? '1 thread' : `${defaultThreads} threads`
    expect(differences).toEqual([
      {
        what: 'computed with',
        a: `${threads}, up to 16 cuts at once, cpu`,
        b: '1 thread, one cut at a time, cpu',
      },
    ])
    const { text } = await host.call('runs.export', { id: two.summary.id, format: 'json' })
    const { patchbay } = JSON.parse(text) as { patchbay: PatchbayBlock }
    expect(patchbay.computed_with).toEqual(two.settings)
  })

  it('that is resumed goes on with the present settings, and records both parts', async () => {
    const { id } = await host.call('runs.start', {
      config: await sampleConfig(),
      settings: { batch: 2, threads: 1 },
    })
    await host.call('runs.control', { id, action: 'step' })
    await host.call('runs.control', { id, action: 'stop' })
    await host.call('runs.resume', { id, settings: { threads: 2, batch: 5 } })
    await host.untilDone(id)
    expect((await host.call('runs.get', { id })).settings).toEqual([
      { threads: 1, batch: 2, device: 'cpu' },
      { threads: 2, batch: 5, device: 'cpu' },
    ])
  })

  it('that does not fit any more is not resumed', async () => {
    const config = await sampleConfig()
    const { rows } = config.prompts
    const many = Array.from({ length: 1024 }, (_, i) => rows[i % rows.length])
    const { id } = await host.call('runs.start', {
      config: { ...config, prompts: { ...config.prompts, rows: many } },
    })
    await host.call('runs.control', { id, action: 'stop' })
    await expect(host.call('runs.resume', { id, settings: { memoryBytes: 400e6 } })).rejects.toThrow(
      /^ACDC of 1,024 prompts of \d+ tokens needs about \d+ MB; 400 MB may be used \(as was set\): up to \d+ prompts fit, or EAP \(about \d+ MB\), or give more with --memory, or in the settings\.$/,
    )
    expect((await host.call('runs.get', { id })).summary.state).toBe('stopped')
  })

  it.runIf(process.platform === 'linux')(
    'does not begin on a device that is not there, nor quietly on the cpu',
    async () => {
      const before = (await host.call('runs.list', {})).length
      await host.call('settings.set', { device: 'webgpu' })
      await expect(sampleRun()).rejects.toThrow(
        /^webgpu cannot be used: Failed to get a WebGPU adapter: .*; choose cpu\. Nothing was computed\.$/,
      )
      await host.call('settings.set', { device: 'cpu' })
      expect(await host.call('runs.list', {})).toHaveLength(before)
    },
  )
})
