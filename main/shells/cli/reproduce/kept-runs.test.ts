import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ArgsOf } from '../../../../contract'
import { TestHost } from '../../../../testing/host-from-source'
import { keptOrNewRun } from './kept-runs'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-kept-'))
let host: TestHost
beforeAll(() => void (host = new TestHost(path.join(folder, 'runs.db'))))
afterAll(async () => {
  await host.client.close()
  rmSync(folder, { recursive: true })
})

type StartArgs = ArgsOf<'runs.start'> & { name: string }

async function argsOf(settings: StartArgs['settings'], threshold = 0.02): Promise<StartArgs> {
  const prompts = await host.call('promptSets.get', { id: 'sample:induction' })
  const config = { method: 'acdc', model: 'sample:induction', prompts, metric: 'kl', threshold } as const
  return { config, name: 'kept', settings }
}

describe('a run of an earlier attempt', () => {
  it('is taken as it is where it is done, or goes on with the settings of this attempt', async () => {
    const { id } = await host.call('runs.start', await argsOf({ threads: 1, batch: 2 }))
    await host.call('runs.control', { id, action: 'step' })
    await host.call('runs.control', { id, action: 'stop' })
    const { provenance } = await host.call('runs.get', { id })
    const { modelHash } = provenance!
    const kept = async (args: StartArgs) => (await keptOrNewRun(host, args, modelHash)).run.id

    expect(await kept(await argsOf({ threads: 2, device: 'cpu' }))).toBe(id)
    await host.untilDone(id)
    expect((await host.call('runs.get', { id })).settings.map(({ threads }) => threads)).toEqual([1, 2])
    expect(await kept(await argsOf({ threads: 1 }))).toBe(id)

    const other = await kept(await argsOf({}, 100))
    expect(other).not.toBe(id)
    await host.untilDone(other)
  })

  it('is not taken where another device is asked for', async () => {
    const args = await argsOf({ device: 'dml' })
    const { provenance } = await host.call('runs.get', { id: (await host.call('runs.list', {}))[0].id })
    await expect(keptOrNewRun(host, args, provenance!.modelHash)).rejects.toThrow(
      /^dml (is not for this system|cannot be used)/,
    )
  })
})
