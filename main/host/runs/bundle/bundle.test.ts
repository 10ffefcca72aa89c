import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ArgsOf, RunDetail } from '../../../../contract'
import { TestHost } from '../../../../testing/host-from-source'
import { slowPrompts } from '../../../../testing/slow-prompts'
import { Store, type RunBundle } from '../../../store'
import { bundleToBytes, bytesToBundle } from '.'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-bundle-'))
const model = path.join(import.meta.dirname, '../../../../fixtures/gpt2-tiny')
/** The same model on the other machine. */
const elsewhere = path.join(folder, 'models/copy')
const files = { asker: path.join(folder, 'asker.db'), worker: path.join(folder, 'worker.db') }
const hosts: TestHost[] = []
const stores: Store[] = []

const hostOn = (file: string) => hosts[hosts.push(new TestHost(file)) - 1]
const storeOf = (file: string) => stores[stores.push(new Store(file)) - 1]

beforeAll(() => cpSync(model, elsewhere, { recursive: true }))
afterAll(async () => {
  for (const host of hosts) await host.client.close()
  for (const store of stores) store.close()
  rmSync(folder, { recursive: true })
})

const config: ArgsOf<'runs.start'>['config'] = {
  method: 'acdc',
  model,
  prompts: { name: 'many', rows: slowPrompts(300) },
  metric: 'logit_diff',
  threshold: 0.004,
}
const overTheWire = (bundle: RunBundle) => bytesToBundle(bundleToBytes(bundle), 'run.bundle')
const foundOf = ({ decisions, effects, measurements, summary }: RunDetail) => {
  const { metricInitial, metricFinal, edgesKept, testsRun, edgesDecided } = summary
  return { decisions, effects, measurements, metricInitial, metricFinal, edgesKept, testsRun, edgesDecided }
}

const withoutMetric = (text: unknown) => JSON.stringify({ ...JSON.parse(text as string), metric: 'none' })

describe('a run that goes from one store to another', () => {
  let asker: TestHost
  let worker: TestHost
  let whole: RunDetail
  let id: string
  let finished: RunBundle
  beforeAll(async () => {
    asker = hostOn(files.asker)
    worker = hostOn(files.worker)
    const { id: first } = await asker.call('runs.start', { config })
    await asker.untilDone(first)
    whole = await asker.call('runs.get', { id: first })

    id = (await asker.call('runs.start', { config })).id
    await asker.pausedAfter(id, 5)
    await asker.call('runs.control', { id, action: 'stop' })
    await worker.call('runs.list', {})
    const begun = overTheWire(storeOf(files.asker).bundles.read(id))
    const there = storeOf(files.worker).bundles
    expect(there.take(begun, { model: elsewhere, owner: null })).toMatchObject({
      id,
      state: 'stopped',
      model: elsewhere,
    })
    await worker.call('runs.resume', { id })
    await worker.untilDone(id)
    finished = overTheWire(there.read(id))
  })

  it('goes on there where it stopped here, and is the run that it would have been here', async () => {
    const before = (await asker.call('runs.get', { id })).summary
    expect(before.edgesDecided).toBeGreaterThan(0)
    expect(before.edgesDecided).toBeLessThan(whole.summary.edgesTotal)
    storeOf(files.asker).bundles.take(finished, { model, owner: null })
    const taken = await asker.call('runs.get', { id })
    expect(foundOf(taken)).toEqual(foundOf(whole))
    const { name, number, createdAt, model: path } = before
    expect(taken.summary).toMatchObject({ state: 'done', name, number, createdAt, model: path })
    expect(taken.config).toEqual(whole.config)
    expect(taken.provenance).toEqual(whole.provenance)
    expect(await asker.call('runs.result', { id })).toEqual(
      await asker.call('runs.result', { id: whole.summary.id }),
    )
  })

  it('is taken once: a bundle that comes twice or late changes nothing', async () => {
    const { bundles } = storeOf(files.asker)
    const begun = storeOf(files.worker).bundles.read(id)
    const late = {
      ...begun,
      run: { ...begun.run, state: 'interrupted', edges_decided: 3 },
      journal: [],
      result: null,
    }
    const before = await asker.call('runs.get', { id })
    for (const bundle of [finished, late]) bundles.take(bundle, { model, owner: null })
    expect(await asker.call('runs.get', { id })).toEqual(before)
  })

  it('is entered into a store that never had it under its id, with a number of its own', () => {
    const store = storeOf(path.join(folder, 'third.db'))
    const taken = store.bundles.take(finished, { model, owner: null, tags: ['sweep 3'] })
    expect(taken).toMatchObject({ id, number: 1, name: 'Run 1', tags: ['sweep 3'], state: 'done' })
    expect(bundleToBytes(store.bundles.read(id)).length).toBeGreaterThan(100)
  })

  it('is refused, and nothing of it kept, where it is another version, another run, or not whole', () => {
    const store = storeOf(path.join(folder, 'fourth.db'))
    const take = (bundle: RunBundle) => () => store.bundles.take(bundle, { model, owner: null })
    const { storeVersion, run, journal, result } = finished
    expect(take({ ...finished, storeVersion: 3 })).toThrow(
      `The run was written by another version of Patchbay (store version 3, this one has ${storeVersion}): use the same version on all machines.`,
    )
    expect(take({ ...finished, journal: journal.slice(1) })).toThrow(
      'This is not a run as Patchbay writes it: batch 1 of its journal is missing.',
    )
    expect(take({ ...finished, run: { ...run, edges_total: 'many' } })).toThrow(
      'This is not a run as Patchbay writes it: its columns do not fit.',
    )
    expect(take({ ...finished, run: { ...run, config: withoutMetric(run.config) } })).toThrow(
      'This is not a run as Patchbay writes it: its configuration does not fit.',
    )
    expect(take({ ...finished, run: { ...run, config: '{' } })).toThrow(
      'This is not a run as Patchbay writes it: its configuration does not fit.',
    )
    expect(take({ ...finished, run: { ...run, shape: '[' } })).toThrow(
      'This is not a run as Patchbay writes it: shape cannot be read.',
    )
    expect(take({ ...finished, run: { ...run, tags: '[1]' } })).toThrow(
      'This is not a run as Patchbay writes it: tags.0 is not as it was written.',
    )
    expect(store.runs.list()).toEqual([])
    take({ storeVersion, run, journal, result })()
    expect(take({ ...finished, run: { ...run, configuration: 'other' } })).toThrow(
      `The run ${id} is another one than Run 1 of this store, which has the same id: it was not taken.`,
    )
  })

  it('is a file that says what it is, and is not read where it is not whole', () => {
    const bytes = bundleToBytes(finished)
    expect(bundleToBytes(bytesToBundle(bytes, 'x'))).toEqual(bytes)
    const cut = bytes.subarray(0, bytes.length - 1)
    expect(() => bytesToBundle(cut, 'results/a.run')).toThrow(
      'results/a.run cannot be read as a run: it is not whole, or was changed since it was written.',
    )
    expect(() => bytesToBundle(Buffer.from('{}'), 'b.run')).toThrow(
      'b.run cannot be read as a run: it does not begin as one does.',
    )
  })
})
