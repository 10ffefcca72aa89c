import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Certificate, CircuitFile, HostEvent, PatchbayBlock, RunDetail } from '../../../contract'
import { Store } from '../../store'
import { TestHost } from '../../../testing/host-from-source'
import { copyModel } from '../../../testing/model-folder'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-certificate-'))
const storePath = path.join(folder, 'runs.db')
const CHECKED = 'Model checked against itself; no reference logits at hand.'
let host: TestHost

beforeAll(() => void (host = new TestHost(storePath)))
afterAll(async () => {
  await host.client.close()
  rmSync(folder, { recursive: true })
})

/** Of so many prompts: those of the sample, again and again. */
async function startSample(on: TestHost, count: number): Promise<string> {
  const prompts = await on.call('promptSets.get', { id: 'sample:induction' })
  const rows = Array.from({ length: count }, (_, at) => prompts.rows[at % prompts.rows.length])
  const what = { method: 'acdc', model: 'sample:induction', metric: 'kl', threshold: 0.02 } as const
  return (await on.call('runs.start', { config: { ...what, prompts: { ...prompts, rows } } })).id
}

async function sampleRun(): Promise<RunDetail> {
  const id = await startSample(host, 10)
  await host.untilDone(id)
  return host.call('runs.get', { id })
}

it('a run makes the certificate of its model where there is none, and the next one has it from the start', async () => {
  const first = await sampleRun()
  expect(first.summary.certificate).toEqual({ verdict: 'checked', text: CHECKED })
  const certificate = first.certificate!
  expect(certificate.modelHash).toBe(first.provenance!.modelHash)
  expect(await host.call('models.certificate', { path: 'sample:induction' })).toEqual({
    state: 'made',
    certificate,
  })
  const second = await sampleRun()
  expect(second.certificate).toEqual(certificate)
})

describe('a run that begins while its model is being checked', () => {
  let other: TestHost

  beforeEach(async () => {
    other = new TestHost(path.join(mkdtempSync(path.join(folder, 'other-')), 'runs.db'))
    expect(await other.call('models.certificate', { path: 'sample:induction' })).toEqual({
      state: 'checking',
    })
  })
  afterEach(() => other.client.close())

  it('has that certificate at its end, and does not check the model again', async () => {
    const id = await startSample(other, 10)
    await other.untilDone(id)
    const { certificate } = await other.call('runs.get', { id })
    expect(certificate).not.toBeNull()
    expect(await other.call('models.certificate', { path: 'sample:induction' })).toEqual({
      state: 'made',
      certificate,
    })
    // Another check, in the run, would have made another one.
    const states = other.events.flatMap((event) => (event.type === 'model-certificate' ? [event.state] : []))
    expect(states).toEqual([{ state: 'checking' }, { state: 'made', certificate }])
  })

  it('gets it later, where it is stopped before', async () => {
    const id = await startSample(other, 1024)
    await other.call('runs.control', { id, action: 'stop' })
    const isHere = (event: HostEvent) => event.type === 'run-status' && event.summary.certificate !== null
    await other.next(isHere, true)
    const { summary } = await other.call('runs.get', { id })
    expect(summary).toMatchObject({ state: 'stopped', certificate: { verdict: 'checked', text: CHECKED } })
  })
})

it('its export and comparisons carry it', async () => {
  const [second, first] = await host.call('runs.list', {})
  const { text } = await host.call('runs.export', { id: first.id, format: 'json' })
  const block = (JSON.parse(text) as CircuitFile).patchbay as PatchbayBlock
  expect(block.certificate).toMatchObject({
    verdict: 'checked',
    text: CHECKED,
    version: 1,
    reference_hash: null,
  })
  expect(block.certificate!.items.map(({ name, outcome }) => `${outcome} ${name}`)).toEqual([
    'unchecked parity',
    'passed gradient',
    'passed nothing-cut',
    'passed everything-cut',
    'passed no-nan',
    'passed settings',
  ])
  const { a, b, differences } = await host.call('runs.compare', { a: first.id, b: second.id })
  expect([a.certificate?.text, b.certificate?.text]).toEqual([CHECKED, CHECKED])
  expect(differences).toEqual([])
})

it('a resumed run keeps its own, also where that is none', async () => {
  const store = new Store(storePath)
  const { summary, ...run } = store.runs.get((await host.call('runs.list', {})).at(-1)!.id)
  const certificate = { ...run.certificate!, madeAt: 1 }
  const interrupted = (certificate: Certificate | null) => {
    const row = {
      ...summary,
      ...run,
      state: 'interrupted',
      certificate,
      scores: undefined,
      owner: null,
    } as const
    return store.runs.insert(row).id
  }
  const kept = interrupted(certificate)
  const older = interrupted(null)
  store.runs.change(older, null, { measurements: run.measurements! })
  store.close()
  for (const id of [kept, older]) {
    await host.call('runs.resume', { id })
    await host.untilDone(id)
  }
  const of = async (id: string) => (await host.call('runs.get', { id })).certificate
  expect(await of(kept)).toEqual(certificate)
  expect(await of(older)).toBe(null)
})

it('a model that is not certified can be run, and its results say so', async () => {
  const model = copyModel('gpt2-tiny', { attention_temperature: 2 })
  const rows = [{ clean: [1, 2, 3], corrupt: [4, 5, 6], answers: [5], wrongAnswers: [6], position: 1 }]
  const prompts = { name: 'pairs', bos: 'no' as const, rows }
  const config = { method: 'eap', model, prompts, metric: 'logit_diff', direction: 'noising' } as const
  const { id } = await host.call('runs.start', { config })
  await host.untilDone(id)
  expect((await host.call('runs.get', { id })).summary.certificate).toEqual({
    verdict: 'uncertified',
    text: 'Model not certified. Its config.json has settings that Patchbay does not know, or code that it does not run.',
  })
})

it('an imported circuit has what its file says against its model, and a file cannot certify one', async () => {
  const runs = await host.call('runs.list', {})
  const run = runs.find(({ certificate }) => certificate?.verdict === 'checked')!
  const { text } = await host.call('runs.export', { id: run.id, format: 'json' })
  const imported = await host.call('runs.import', { text, fileName: 'checked.json' })
  expect(imported.certificate).toEqual({ verdict: 'checked', text: CHECKED })
  const { text: table } = await host.call('runs.export', { id: imported.id, format: 'csv' })
  const [head, first] = table.split('\n').map((line) => line.split(','))
  expect(first[head.indexOf('certificate')]).toBe('checked')
  const { text: again } = await host.call('runs.export', { id: imported.id, format: 'json' })
  expect(JSON.parse(again).patchbay.certificate).toEqual(JSON.parse(text).patchbay.certificate)

  const certified = text.replaceAll('"unchecked"', '"passed"')
  expect(certified).not.toBe(text)
  const trusted = await host.call('runs.import', { text: certified, fileName: 'certified.json' })
  expect(trusted.certificate).toBe(null)
})
