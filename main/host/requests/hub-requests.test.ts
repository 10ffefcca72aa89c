import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import type { CachedModel } from '../../../contract'
import { ROOT } from '../../../testing/from-sources'
import { TestHost } from '../../../testing/host-from-source'
import { repositoryFolder, withHub } from '../../../testing/hub-server/with-hub'

const SAMPLE = path.join(ROOT, 'samples/induction')

/** A host of its own process, a hub and an empty cache. */
async function withHost() {
  const { hub, home } = await withHub()
  const host = new TestHost(path.join(home, 'runs.db'))
  onTestFinished(() => host.client.close())
  return { hub, home, host, cache: path.join(home, 'hub') }
}

it('a name is downloaded when it is asked for, opened by its name, and its run records the commit', async () => {
  const { hub, host } = await withHost()
  const { commit } = hub.add('org/induction', SAMPLE)
  await expect(host.call('models.open', { path: 'org/induction' })).rejects.toMatchObject({
    code: 'not-cached',
  })
  expect(hub.asked).toEqual([])

  const plan = await host.call('hub.plan', { name: 'https://huggingface.co/org/induction' })
  expect(plan).toMatchObject({ name: 'org/induction', commit, from: hub.address, problem: null })
  const done = host.next((event) => event.type === 'hub-download' && event.download.state === 'done')
  const changed = host.next(({ type }) => type === 'hub-cache-changed')
  expect(await host.call('hub.download', { name: plan.name, commit })).toMatchObject({
    name: 'org/induction',
  })
  await Promise.all([done, changed])
  expect(await host.call('hub.downloads', {})).toMatchObject([{ name: 'org/induction', state: 'done' }])
  await host.call('hub.dismiss', { name: 'org/induction' })
  expect(await host.call('hub.downloads', {})).toEqual([])

  const source = { repo: 'org/induction', commit }
  expect(await host.call('models.open', { path: 'org/induction' })).toMatchObject({
    path: 'org/induction',
    name: 'induction',
    source,
  })
  expect(await host.call('models.known', {})).toMatchObject([{ path: 'org/induction', present: true }])
  const prompts = await host.call('promptSets.get', { id: 'sample:induction' })
  const { id } = await host.call('runs.start', {
    config: { method: 'check', model: 'org/induction', prompts, metric: 'kl' },
  })
  await host.untilDone(id)
  const { provenance } = await host.call('runs.get', { id })
  expect(provenance?.modelSource).toEqual(source)
})

it('a download goes on after its host died, by the commit that was planned', async () => {
  const { hub, host } = await withHost()
  const { commit } = hub.add('org/induction', SAMPLE)
  hub.faults.add({ path: 'model.safetensors', holdAfterBytes: 131_072, times: 1 })
  await host.call('hub.plan', { name: 'org/induction' })
  await host.call('hub.download', { name: 'org/induction', commit })
  await host.next((event) => event.type === 'hub-download' && event.download.doneBytes > 65_536, true)
  const ready = host.next((event) => event.type === 'host-status' && event.status === 'ready')
  host.kill()
  await ready
  hub.faults.clear()
  const done = host.next((event) => event.type === 'hub-download' && event.download.state === 'done')
  await host.call('hub.download', { name: 'org/induction', commit })
  await done
  expect(hub.fetches('model.safetensors').at(-1)?.range).toMatch(/^bytes=[1-9]\d+-/)
})

it('a cancelled plan is answered at once', async () => {
  const { hub, host } = await withHost()
  hub.add('org/induction', SAMPLE)
  hub.faults.add({ path: 'config.json', holdAfterBytes: 0 })
  const answer = host.client.call('hub.plan', { name: 'org/induction' }, 'planning')
  await vi.waitUntil(() => hub.fetches('config.json').length > 0, { timeout: 60_000 })
  host.client.cancel('planning')
  expect(await answer).toMatchObject({ ok: false, error: { code: 'interrupted' } })
})

it('the local cache is listed: what opens, and briefly why something does not', async () => {
  const { host, cache, hub } = await withHost()
  expect(await host.call('hub.cached', {})).toEqual([])
  const [A, B] = ['a'.repeat(40), 'b'.repeat(40)]
  const add = (repo: string, commit: string, folder: string, ref?: string) => {
    const repository = path.join(cache, `models--${repo.replace('/', '--')}`)
    const snapshot = path.join(repository, 'snapshots', commit)
    mkdirSync(snapshot, { recursive: true })
    for (const name of readdirSync(folder)) symlinkSync(path.join(folder, name), path.join(snapshot, name))
    mkdirSync(path.join(repository, 'refs'), { recursive: true })
    if (ref) writeFileSync(path.join(repository, 'refs', ref), commit)
  }
  add('org/induction', A, SAMPLE, 'main')
  add('org/induction', B, SAMPLE, 'step1')
  add('org/pickled', A, repositoryFolder({ 'config.json': '{}', 'pytorch_model.bin': 9 }), 'main')
  add(
    'mamba',
    A,
    repositoryFolder({ 'config.json': '{"model_type":"mamba"}', 'model.safetensors': 9 }),
    'main',
  )
  mkdirSync(path.join(cache, 'models--org--disk/snapshots'), { recursive: true })
  symlinkSync('/', path.join(cache, 'models--org--disk/snapshots', A)) // nobody waits for a whole disk
  mkdirSync(path.join(cache, 'datasets--org--data/snapshots', A), { recursive: true })
  mkdirSync(path.join(cache, 'models--org--empty/snapshots', A), { recursive: true })
  mkdirSync(path.join(cache, '.locks'))

  const models = new Map((await host.call('hub.cached', {})).map((model) => [model.path, model]))
  models.delete(`org/disk@${A}`)
  expect([...models.keys()].sort()).toEqual(['mamba', 'org/induction', 'org/induction@step1', 'org/pickled'])
  const opens: Partial<CachedModel> = { architecture: 'transformer-lens', problem: null }
  expect(models.get('org/induction')).toMatchObject({ ...opens, revisions: ['main'], commit: A })
  expect(models.get('org/induction')!.bytes).toBeGreaterThan(200_000)
  expect(models.get('org/induction@step1')).toMatchObject({ ...opens, revisions: ['step1'], commit: B })
  expect(models.get('org/pickled')).toMatchObject({ architecture: null })
  expect(models.get('org/pickled')!.problem).toMatch(/^org\/pickled.*pytorch_model\.bin/)
  expect(models.get('mamba')!.problem).toMatch(/mamba/)
  expect(hub.asked).toEqual([])
  const known = await host.call('models.open', { path: 'org/induction@step1' })
  expect(known).toMatchObject({ name: 'induction@step1', source: { repo: 'org/induction', commit: B } })
  const folder = await host.call('models.open', { path: path.join(cache, 'models--org--induction') })
  expect(folder).toMatchObject({ name: 'induction', source: { repo: 'org/induction', commit: A } })
  rmSync(path.join(cache, 'models--org--induction'), { recursive: true })
  expect((await host.call('models.known', {})).map(({ present }) => present)).toEqual([false, false])
  const { entries } = await host.call('files.list', { path: cache })
  expect(entries.filter(({ isModel }) => isModel).map(({ name }) => name)).toEqual([
    'models--mamba',
    'models--org--pickled',
  ])
})
