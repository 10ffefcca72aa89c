import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changedFiles, type RunProvenance } from '../../../contract'
import { Store } from '../../store'
import { TestHost } from '../../../testing/host-from-source'

describe('two models as runs name them', () => {
  const files = { 'config.json': 'c', 'tokenizer.json': 't' }
  const model = { modelHash: 'all', modelHashes: { configAndWeights: 'core', files } }

  it('are the same where nothing differs that both runs know of', () => {
    expect(changedFiles(model, model)).toBeNull()
    expect(changedFiles({ modelHash: 'core' }, model)).toBeNull()
    expect(changedFiles(model, { modelHash: 'core' })).toBeNull()
    expect(changedFiles({ modelHash: 'core' }, { modelHash: 'core' })).toBeNull()
  })

  it('differ by the files that differ', () => {
    const other = (core: string, changed: Record<string, string>) => ({
      modelHash: 'other',
      modelHashes: { configAndWeights: core, files: changed },
    })
    expect(changedFiles(model, other('core', { ...files, 'tokenizer.json': 'u' }))).toBe('tokenizer.json')
    expect(changedFiles(model, other('core', { 'config.json': 'c' }))).toBe('tokenizer.json')
    expect(changedFiles(model, other('core2', { ...files, 'config.json': 'd' }))).toBe('config.json')
    expect(changedFiles(model, other('core2', files))).toBe('the weights')
    expect(changedFiles({ modelHash: 'old' }, model)).toBe('config.json or the weights')
  })
})

describe('resuming after tokenizer.json was changed', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-identity-'))
  const storePath = path.join(folder, 'runs.db')
  const model = path.join(folder, 'model')
  const tokenizerFile = path.join(model, 'tokenizer.json')
  let host: TestHost
  let id: string

  /** The run once more, as if the program had been killed before it began; recorded so. */
  function interruptedCopy(record: (run: RunProvenance) => Partial<RunProvenance>): string {
    const store = new Store(storePath)
    const { summary, provenance, ...run } = store.runs.get(id)
    const recorded = record(provenance!) as RunProvenance
    const copy = { ...summary, ...run, name: 'Copy', state: 'interrupted', provenance: recorded } as const
    const inserted = store.runs.insert({ ...copy, scores: undefined, owner: null })
    store.close()
    return inserted.id
  }

  beforeAll(async () => {
    cpSync(path.join(import.meta.dirname, '../../../samples/induction'), model, { recursive: true })
    host = new TestHost(storePath)
    const prompts = await host.call('promptSets.get', { id: 'sample:induction' })
    const config = { method: 'acdc', model, prompts, metric: 'kl', threshold: 0.02 } as const
    ;({ id } = await host.call('runs.start', { config }))
    await host.untilDone(id)
    const tokenizer = JSON.parse(readFileSync(tokenizerFile, 'utf8'))
    const [[first, a], [second, b]] = Object.entries(tokenizer.model.vocab as Record<string, number>)
    Object.assign(tokenizer.model.vocab, { [first]: b, [second]: a })
    writeFileSync(tokenizerFile, JSON.stringify(tokenizer))
  })
  afterAll(async () => {
    await host.client.close()
    rmSync(folder, { recursive: true })
  })

  it('is refused, naming the file', async () => {
    await expect(host.call('runs.resume', { id: interruptedCopy((record) => record) })).rejects.toThrow(
      `The model ${model} is not the one with which Copy began (changed: tokenizer.json): put the old files back, or start a new run.`,
    )
  })

  it('goes on for a run of before tokenizers counted, whose record has no warnings either', async () => {
    const copy = interruptedCopy(({ modelHashes, ...record }) => {
      const hashes = { modelHash: modelHashes!.configAndWeights, dataHash: 'f'.repeat(64) }
      const older: Partial<RunProvenance> = { ...record, ...hashes }
      delete older.modelWarnings
      return older
    })
    await host.call('runs.resume', { id: copy })
    await host.untilDone(copy)
    expect((await host.call('runs.get', { id: copy })).provenance).toMatchObject({ modelWarnings: [] })
  })
})
