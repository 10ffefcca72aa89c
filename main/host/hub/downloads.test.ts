import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { sizeText, type Download, type HostEvent } from '../../../contract'
import { readingThreads } from '../../../testing/reading-from-source'
import { repositoryFolder, withHub } from '../../../testing/hub-server/with-hub'
import { resolveModelPath } from '../files/model-path'
import { Downloads } from './downloads'

const reading = readingThreads()

const never = new AbortController().signal
const CONFIG = JSON.stringify({
  architectures: ['GPT2LMHeadModel'],
  model_type: 'gpt2',
  n_layer: 1,
  n_head: 2,
  n_embd: 8,
  n_ctx: 8,
  n_positions: 8,
  vocab_size: 16,
})
const WEIGHTS = 'model.safetensors'
const MODEL = {
  'config.json': CONFIG,
  'tokenizer.json': '{}',
  [WEIGHTS]: 300_000,
  'README.md': 'x',
  'pytorch_model.bin': 99,
}

/** A hub with the model org/tiny, and downloads from it. */
async function withModel(files: Record<string, string | number> = MODEL) {
  const { hub, home } = await withHub()
  const repository = hub.add('org/tiny', repositoryFolder(files), { revisions: ['step1'] })
  const reports: Download[] = []
  const events: HostEvent[] = []
  const emit = (event: HostEvent) =>
    event.type === 'hub-download' ? reports.push(event.download) : events.push(event)
  const downloads = new Downloads({ reading, emit, retryDelaysMs: [1, 1] })
  const cache = path.join(home, 'hub/models--org--tiny')
  const blobs = () =>
    existsSync(path.join(cache, 'blobs')) ? readdirSync(path.join(cache, 'blobs')).sort() : []
  return { hub, home, repository, downloads, reports, events, cache, blobs }
}

/** Plans and fetches org/tiny; how it ended. */
async function pulled(downloads: Downloads, name = 'org/tiny'): Promise<Download> {
  const { commit } = await downloads.plan(name, never)
  await downloads.start(name, commit, never)
  await downloads.idle()
  return downloads.list()[0]
}

describe('a plan', () => {
  it('has the files that are needed, and where they come from, and nothing is fetched for it', async () => {
    const { downloads, hub, repository, cache } = await withModel()
    const plan = await downloads.plan('org/tiny', never)
    expect(plan).toMatchObject({
      name: 'org/tiny',
      commit: repository.commit,
      from: hub.address,
      into: cache,
      files: [
        { path: 'config.json', bytes: CONFIG.length, presentBytes: 0 },
        { path: 'tokenizer.json', bytes: 2, presentBytes: 0 },
        { path: WEIGHTS, bytes: 300_000, presentBytes: 0 },
      ],
      totalBytes: CONFIG.length + 300_002,
      missingBytes: CONFIG.length + 300_002,
      licence: 'mit',
      notes: [],
      problem: null,
    })
    expect(plan.freeBytes).toBeGreaterThan(0)
    expect(existsSync(cache)).toBe(false)
    expect(hub.fetches(WEIGHTS)).toEqual([])
  })

  it('says beforehand that a model will not open', async () => {
    const other = JSON.stringify({ model_type: 'mamba', architectures: ['MambaForCausalLM'] })
    const { downloads } = await withModel({ ...MODEL, 'config.json': other })
    const plan = await downloads.plan('org/tiny', never)
    expect(plan.problem).toMatch(/^org\/tiny cannot be opened here: .*mamba/i)
    await expect(downloads.start('org/tiny', plan.commit, never)).rejects.toThrow(plan.problem!)
  })
})

describe('a download', () => {
  it('of what another program has fetched since removes what is left of our own', async () => {
    const { downloads, hub, repository, cache, blobs } = await withModel()
    await pulled(downloads)
    const { sha256 } = repository.files.find((file) => file.path === WEIGHTS)!
    const left = path.join(cache, 'blobs', `${sha256}.patchbay.incomplete`)
    writeFileSync(left, 'some of it')
    expect(await pulled(downloads)).toMatchObject({ state: 'done', filesDone: 3 })
    expect(blobs()).not.toContain(path.basename(left))
    expect(hub.fetches(WEIGHTS).length).toBe(1)
  })

  it('puts whole files into the cache as Python does, reports how it goes, and fetches nothing twice', async () => {
    const { downloads, hub, repository, reports, events, cache, blobs } = await withModel()
    expect(await pulled(downloads)).toMatchObject({
      state: 'done',
      filesDone: 3,
      filesTotal: 3,
      message: null,
    })
    const weights = repository.files.find((file) => file.path === WEIGHTS)!
    const small = repository.files.filter((file) => /^(config|tokenizer).json$/.test(file.path))
    expect(blobs()).toEqual([weights.sha256!, ...small.map(({ oid }) => oid)].sort())
    const snapshot = path.join(cache, 'snapshots', repository.commit)
    expect(readFileSync(path.join(snapshot, WEIGHTS))).toEqual(readFileSync(weights.file))
    expect(readFileSync(path.join(cache, 'refs/main'), 'utf8')).toBe(repository.commit)
    expect(resolveModelPath('org/tiny')).toBe(snapshot)
    expect(reports.map(({ state }) => state)).toContain('checking')
    expect(reports.every(({ doneBytes, totalBytes }) => doneBytes <= totalBytes)).toBe(true)
    expect(events).toEqual([{ type: 'hub-cache-changed' }])

    expect(await pulled(downloads, 'org/tiny@step1')).toMatchObject({ state: 'done' })
    expect(hub.fetches(WEIGHTS).length).toBe(1)
    expect(hub.fetches('config.json').length).toBe(2) // for the first plan, and into the cache
    expect(resolveModelPath('org/tiny@step1')).toBe(snapshot)
  })

  it('of a model that was renamed keeps the name that was asked for, as Python does', async () => {
    const { downloads, hub, cache } = await withModel()
    hub.renamed.set('old', 'org/tiny')
    expect(await pulled(downloads, 'old')).toMatchObject({ state: 'done', name: 'old' })
    expect(resolveModelPath('old')).toContain('models--old')
    expect(existsSync(cache)).toBe(false)
  })

  it('goes on at the byte where it was cut off', async () => {
    const { downloads, hub } = await withModel()
    hub.faults.add({ path: WEIGHTS, cutAfterBytes: 100_000, times: 2 })
    expect(await pulled(downloads)).toMatchObject({ state: 'done' })
    expect(hub.fetches(WEIGHTS).map(({ range }) => range)).toEqual([
      null,
      'bytes=100000-299999',
      'bytes=200000-299999',
    ])
  })

  it('that is cut off again and again fails, is kept, and goes on the next time', async () => {
    const { downloads, hub, blobs, cache } = await withModel()
    hub.faults.add({ path: WEIGHTS, cutAfterBytes: 100_000, times: 1 })
    hub.faults.add({ path: WEIGHTS, cutAfterBytes: 0 })
    const cut = `${hub.address} cannot be reached any more: the connection was cut.`
    expect(await pulled(downloads)).toMatchObject({
      state: 'failed',
      message: `${cut} 100 kB of ${WEIGHTS} are kept: download again to go on.`,
    })
    expect(blobs().filter((name) => name.endsWith('.patchbay.incomplete')).length).toBe(1)
    expect(existsSync(path.join(cache, 'snapshots'))).toBe(false)
    expect(() => resolveModelPath('org/tiny')).toThrow('is not in the local cache')
    hub.faults.clear()
    expect((await downloads.plan('org/tiny', never)).files[2].presentBytes).toBe(100_000)
    expect(await pulled(downloads)).toMatchObject({ state: 'done' })
    expect(hub.fetches(WEIGHTS).at(-1)?.range).toBe('bytes=100000-299999')
  })

  it('begins a file again where the hub sends no parts of files', async () => {
    const { downloads, hub } = await withModel()
    hub.faults.add({ path: WEIGHTS, cutAfterBytes: 100_000, times: 1 })
    hub.faults.add({ path: WEIGHTS, ignoresRanges: true })
    expect(await pulled(downloads)).toMatchObject({ state: 'done' })
  })

  it('goes on where an answer ends early as if it were whole', async () => {
    const { downloads, hub } = await withModel()
    hub.faults.add({ path: WEIGHTS, endAfterBytes: 50_000, times: 1 })
    expect(await pulled(downloads)).toMatchObject({ state: 'done' })
  })

  it('of a damaged file fails, and nothing of it is left', async () => {
    const { downloads, hub, blobs, repository, cache } = await withModel()
    hub.faults.add({ path: 'config.json', isDamaged: true, times: 1 })
    await expect(downloads.plan('org/tiny', never)).rejects.toThrow(
      'config.json arrived damaged: its git hash is not',
    )
    hub.faults.add({ path: WEIGHTS, isDamaged: true })
    const { sha256 } = repository.files.find((file) => file.path === WEIGHTS)!
    expect(await pulled(downloads)).toMatchObject({
      state: 'failed',
      message: `${WEIGHTS} arrived damaged: its sha256 is not the one that ${hub.address} gives (${sha256}). What arrived was removed: download it again.`,
    })
    expect(blobs().some((name) => name.startsWith(sha256!))).toBe(false)
    const config = repository.files.find((file) => file.path === 'config.json')!
    const asked = hub.fetches('config.json').length
    writeFileSync(path.join(cache, 'blobs', config.oid), 'x'.repeat(config.bytes)) // spoilt on this disk
    expect((await downloads.plan('org/tiny', never)).problem).toBe(null)
    expect(hub.fetches('config.json').length).toBe(asked + 1)
  })

  it('mends what an earlier one left that was spoilt since', async () => {
    const { downloads, hub, cache, repository } = await withModel()
    hub.faults.add({ path: WEIGHTS, cutAfterBytes: 0 })
    await pulled(downloads)
    const { sha256 } = repository.files.find((file) => file.path === WEIGHTS)!
    const part = path.join(cache, 'blobs', `${sha256}.patchbay.incomplete`)
    writeFileSync(part, Buffer.alloc(1000))
    hub.faults.clear()
    expect(await pulled(downloads)).toMatchObject({ state: 'done' })
    // Longer than the file, after one of another size was there.
    writeFileSync(part, Buffer.alloc(400_000))
    truncateSync(path.join(cache, 'blobs', sha256!), 10)
    expect(await pulled(downloads)).toMatchObject({ state: 'done' })
    expect(readFileSync(path.join(resolveModelPath('org/tiny'), WEIGHTS)).length).toBe(300_000)
  })

  it('that is cancelled keeps what was fetched, and no model opens', async () => {
    const { downloads, hub, reports } = await withModel()
    hub.faults.add({ path: WEIGHTS, holdAfterBytes: 131_072 })
    const { commit } = await downloads.plan('org/tiny', never)
    await downloads.start('org/tiny', commit, never)
    await vi.waitUntil(() => reports.some(({ doneBytes }) => doneBytes > 65_536))
    expect((await downloads.start('org/tiny', commit, never)).state).toBe('downloading')
    await downloads.cancel('org/tiny')
    expect(downloads.list()).toMatchObject([
      {
        state: 'cancelled',
        message: 'Cancelled: what was fetched is kept, and the next download goes on from there.',
      },
    ])
    expect(() => resolveModelPath('org/tiny')).toThrow('is not in the local cache')
    hub.faults.clear()
    expect(await pulled(downloads)).toMatchObject({ state: 'done' })
    expect(hub.fetches(WEIGHTS).at(-1)?.range).toMatch(/^bytes=[1-9]\d+-299999$/)
    downloads.dismiss('org/tiny')
    expect(downloads.list()).toEqual([])
  })
})

describe('a download that was cut off in an earlier session', () => {
  /** As it is found after the process died at 131,072 bytes of the weights. */
  async function cutOff() {
    const found = await withModel()
    found.hub.faults.add({ path: WEIGHTS, holdAfterBytes: 131_072 })
    const { commit } = await found.downloads.plan('org/tiny', never)
    await found.downloads.start('org/tiny', commit, never)
    await vi.waitUntil(() => found.reports.some(({ doneBytes }) => doneBytes > 65_536))
    found.downloads.close()
    await found.downloads.idle()
    found.hub.faults.clear()
    return { ...found, later: new Downloads({ reading, emit: () => {}, retryDelaysMs: [1, 1] }) }
  }

  it('is listed with what is here of it, and goes on from there', async () => {
    const { hub, later } = await cutOff()
    const asked = hub.asked.length
    const [listed, ...others] = later.list()
    expect(others).toEqual([])
    expect(listed).toMatchObject({ name: 'org/tiny', state: 'cancelled', from: hub.address, filesTotal: 3 })
    expect(listed.doneBytes).toBeGreaterThan(65_536)
    expect(listed.message).toBe(
      `Cut off: ${sizeText(listed.doneBytes)} of ${sizeText(listed.totalBytes)} are here, and the download goes on from there.`,
    )
    expect(hub.asked.length).toBe(asked)
    await later.start(listed.name, listed.commit, never)
    await later.idle()
    expect(later.list()).toMatchObject([{ state: 'done', doneBytes: listed.totalBytes }])
    expect(hub.fetches(WEIGHTS).at(-1)?.range).toMatch(/^bytes=[1-9]\d+-299999$/)
    expect(new Downloads({ reading, emit: () => {} }).list()).toEqual([])
  })

  it('is off the list once it is dismissed, and kept', async () => {
    const { later, blobs } = await cutOff()
    later.dismiss('org/tiny')
    expect(later.list()).toEqual([])
    expect(blobs().filter((name) => name.endsWith('.patchbay.incomplete')).length).toBe(1)
  })

  it('is not listed by a record that is none', async () => {
    const { later, home } = await cutOff()
    const record = path.join(home, 'hub/.locks/models--org--tiny/patchbay.begun.json')
    const content = JSON.parse(readFileSync(record, 'utf8')) as Record<string, unknown>
    for (const broken of ['{', '[]', { ...content, name: 'org/other' }, { ...content, commit: '../..' }]) {
      writeFileSync(record, typeof broken === 'string' ? broken : JSON.stringify(broken))
      expect(later.list()).toEqual([])
    }
  })
})

describe('a model in several parts', () => {
  const shards = { 'model-00001-of-00002.safetensors': 20_000, 'other-name.safetensors': 30_000 }
  const index = JSON.stringify({ weight_map: { a: Object.keys(shards)[0], b: Object.keys(shards)[1] } })

  it('is fetched by its index, which gets its name last', async () => {
    const files = {
      'config.json': CONFIG,
      ...shards,
      'extra.safetensors': 5,
      'model.safetensors.index.json': index,
    }
    const { downloads } = await withModel(files)
    const { files: planned } = await downloads.plan('org/tiny', never)
    expect(planned.map((file) => file.path)).toEqual([
      'config.json',
      ...Object.keys(shards),
      'model.safetensors.index.json',
    ])
    expect(await pulled(downloads)).toMatchObject({ state: 'done' })
  })

  it('of which one is missing is refused', async () => {
    const files = {
      'config.json': CONFIG,
      'other-name.safetensors': 9,
      'model.safetensors.index.json': index,
    }
    const { downloads } = await withModel(files)
    expect((await downloads.plan('org/tiny', never)).problem).toBe(
      'org/tiny cannot be opened here: model.safetensors.index.json names model-00001-of-00002.safetensors, which the repository lacks.',
    )
  })
})
