import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { stringify } from 'devalue'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Store } from './index'
import type { MethodResult } from '../../contract'
import type { Database } from './database'
import { APPLICATION_ID, MIGRATIONS } from './migrations'
import { after, batch, counts, newRun } from '../../testing/made-up-run'

let folder: string
beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'patchbay-store-'))))
afterAll(() => rmSync(folder, { recursive: true }))

describe('the store of runs', () => {
  it('gives back what was journalled, in order, with the counts of the last batch', () => {
    const store = new Store(path.join(folder, 'deep/er/journal.db'))
    const { id } = store.runs.insert(newRun())
    expect(store.journal.append(after(id, 0), batch(0, [5, 3]), { ...counts, edgesDecided: 2 })).toBe(1)
    expect(store.journal.append(after(id, 1), batch(2, [8]), counts)).toBe(2)
    const { decisions, effects, seq } = store.journal.read(id)
    expect([seq, decisions.firstStep, [...decisions.edge], [...effects.effect]]).toEqual([
      2,
      0,
      [5, 3, 8],
      [5, 3, 8],
    ])
    expect([...decisions.delta]).toEqual([NaN, NaN, 8 / 3])
    expect(store.runs.summary(id)).toMatchObject({
      edgesDecided: 3,
      edgesKept: 2,
      elapsedMs: 12.5,
      name: 'Run 1',
    })
    store.close()
  })

  it('knows whether another Patchbay has written, and does not count its own writing', () => {
    const file = path.join(folder, 'changed-elsewhere.db')
    const [store, other] = [new Store(file), new Store(file)]
    const { id } = store.runs.insert(newRun())
    expect(store.wasChangedElsewhere()).toBe(false)
    expect(other.wasChangedElsewhere()).toBe(true)
    other.runs.label(id, { name: 'renamed there' })
    expect([store.wasChangedElsewhere(), store.wasChangedElsewhere()]).toEqual([true, false])
    store.close()
    other.close()
  })

  it('keeps measurements bit by bit, with values that JSON lacks', () => {
    const store = new Store(path.join(folder, 'measured.db'))
    const { id } = store.runs.insert(newRun())
    const values = { kl: NaN, logit_diff: 0.1 + 0.2, log_prob: -Infinity, nll: -0, prob_diff: 5e-324 }
    const perPrompt = {
      kl: Float64Array.of(NaN, 1 / 3),
      logit_diff: Float64Array.of(1),
      log_prob: Float64Array.of(-Infinity),
      nll: Float64Array.of(0),
      prob_diff: Float64Array.of(5e-324),
    }
    const measured = { mean: values, perPrompt }
    const measurements = { clean: measured, corrupt: measured, circuit: null, faithfulness: null }
    store.runs.change(id, 'me', { measurements })
    expect(store.runs.get(id).measurements).toEqual(measurements)
    store.close()
  })

  it('never gives a number twice, and forgets deleted runs when their deleter is gone', () => {
    const store = new Store(path.join(folder, 'deleted.db'))
    const { id } = store.runs.insert(newRun())
    store.journal.append(after(id, 0), batch(0, [1]), { ...counts, edgesDecided: 1 })
    store.leases.begin({ id: 'deleter', host: 'here', process: null })
    store.runs.delete(id, 'deleter')
    expect(store.runs.list()).toEqual([])
    expect(store.runs.leaseless()).toEqual(['me'])
    expect(store.runs.restore(id).number).toBe(1)
    store.runs.delete(id, 'deleter')
    store.leases.end({ id: 'deleter', beat: 0 }, 'gone')
    expect(() => store.runs.restore(id)).toThrow(`There is no run "${id}" in ${store.file}.`)
    expect(store.journal.read(id).seq).toBe(0)
    expect(store.runs.insert(newRun()).number).toBe(2)
    store.close()
  })

  it('interrupts the runs of an owner without a lease, and no others', () => {
    const store = new Store(path.join(folder, 'owner.db'))
    const [mine, held] = ['me', 'holder'].map((owner) => store.runs.insert({ ...newRun(), owner }).id)
    store.leases.begin({ id: 'holder', host: 'here', process: null })
    expect(store.runs.leaseless()).toEqual(['me'])
    expect(store.runs.interruptLeaseless('holder', 'gone')).toEqual([])
    expect(store.runs.interruptLeaseless('me', 'gone')).toEqual([mine])
    expect(store.runs.summary(mine)).toMatchObject({ state: 'interrupted', message: 'gone' })
    expect(store.runs.summary(held).state).toBe('running')
    expect(store.runs.leaseless()).toEqual([])
    store.close()
  })

  it('is shared by two processes', () => {
    const [one, two] = [
      new Store(path.join(folder, 'changed-elsewhere.db')),
      new Store(path.join(folder, 'two.db')),
    ]
    one.runs.insert(newRun())
    two.runs.insert(newRun())
    expect(one.runs.list().map(({ number }) => number)).toEqual([2, 1])
    one.close()
    two.close()
  })
})

describe('the settings of a store', () => {
  it('are kept with it, each by itself, and a run keeps those it was computed with', () => {
    const file = path.join(folder, 'settings.db')
    const store = new Store(file)
    store.settings.change({ threads: 3, batch: undefined })
    store.settings.change({ threads: null, batch: 4 })
    const parts = [{ threads: 2, batch: 4, device: 'cpu' as const }]
    const { id } = store.runs.insert({ ...newRun(), settings: parts })
    store.close()
    const again = new Store(file)
    expect(again.settings.read()).toEqual({ threads: null, batch: 4, device: 'cpu' })
    expect(again.runs.get(id).settings).toEqual(parts)
    again.runs.change(id, 'me', { state: 'stopped', owner: null })
    again.runs.claim(id, 'me', [...parts, { ...parts[0], threads: 1 }])
    expect(again.runs.get(id).settings.map(({ threads }) => threads)).toEqual([2, 1])
    again.close()
  })

  it('that another version wrote are the defaults where this one does not know them', () => {
    const file = path.join(folder, 'foreign-settings.db')
    new Store(file).close()
    const sqlite = new Sqlite(file)
    sqlite.exec(
      `INSERT INTO settings VALUES ('device', '"quantum"'), ('batch', '99'), ('glow', '1'), ('threads', '2')`,
    )
    sqlite.close()
    const store = new Store(file)
    expect(store.settings.read()).toEqual({ threads: 2, batch: 16, device: 'cpu' })
    store.close()
  })
})

describe('a store of an earlier version', () => {
  /** As the first Patchbay left it: two runs, one journalled, a third deleted for good. */
  function firstVersion(file: string): void {
    const sqlite = new Sqlite(file)
    sqlite.exec(MIGRATIONS[0])
    sqlite.pragma(`application_id = ${APPLICATION_ID}`)
    sqlite.pragma('user_version = 1')
    const columns = `id, name, state, method, model, model_name, prompts_name, prompt_count, metric, metric_sense,
      threshold, test_order, absolute, edges_total, created_at, d_model, shape, metric_final, owner`
    const insert =
      sqlite.prepare(`INSERT INTO runs (${columns}) VALUES (?, ?, 'done', ?, '/m', 'm', 'p', 2, 'kl', 1,
      ?, 'reference', 1, 3, 5, 16, '{"layers":1,"heads":1,"mlps":false,"parallel":false}', 0.25, NULL)`)
    insert.run('aaa', 'first', 'acdc', 0.1)
    insert.run('bbb', 'opened', 'import', 0)
    insert.run('ccc', 'gone', 'acdc', 0.2)
    const bytes = (array: ArrayBufferView) => Buffer.from(array.buffer)
    const [none, edges] = [bytes(new Float64Array(0)), bytes(Int32Array.of(2, 0))]
    sqlite
      .prepare(`INSERT INTO journal VALUES ('aaa', 1, 0, ?, ?, ?, ?, ?, ?, ?)`)
      .run(
        edges,
        bytes(Float64Array.of(1, NaN)),
        bytes(Float64Array.of(2, NaN)),
        Buffer.of(1, 0),
        Buffer.of(1, 2),
        none,
        none,
      )
    sqlite.exec("UPDATE runs SET edges_decided = 2 WHERE id = 'aaa'; DELETE FROM runs WHERE id = 'ccc'")
    sqlite.close()
  }

  it('is brought up to date with all its runs, journals and numbers', () => {
    const file = path.join(folder, 'first.db')
    firstVersion(file)
    const store = new Store(file)
    expect(store.runs.summary('aaa')).toMatchObject({
      number: 1,
      name: 'first',
      method: 'acdc',
      threshold: 0.1,
      order: 'reference',
      absolute: true,
      direction: 'noising',
      metricFinal: 0.25,
    })
    expect(store.runs.summary('bbb')).toMatchObject({
      number: 2,
      threshold: null,
      order: null,
      direction: null,
    })
    const { decisions, seq } = store.journal.read('aaa')
    expect([seq, [...decisions.edge], [...decisions.metric]]).toEqual([1, [2, 0], [1, NaN]])
    expect(store.results.read('aaa')).toBe(null)
    expect(store.runs.get('aaa').settings).toEqual([])
    expect(store.settings.read()).toEqual({ threads: null, batch: 16, device: 'cpu' })
    expect(store.runs.insert({ ...newRun(), threshold: null, order: null }).number).toBe(4)
    store.runs.delete('aaa', 'deleter')
    expect(store.runs.interruptLeaseless('deleter', 'gone')).toEqual([])
    expect(store.journal.read('aaa').seq).toBe(0)
    store.close()
    const again = new Store(file)
    expect(again.runs.list().map(({ number }) => number)).toEqual([4, 2])
    again.close()
  })

  it('kept the faithfulness of a circuit among its measurements: lists have it now', () => {
    const file = path.join(folder, 'faithful.db')
    firstVersion(file)
    const sqlite = new Sqlite(file)
    const insert = sqlite.prepare(`INSERT INTO runs (id, name, state, method, model, model_name, prompts_name,
      prompt_count, metric, metric_sense, threshold, test_order, absolute, edges_total, created_at, d_model, shape,
      measurements) VALUES (?, 'f', 'done', 'acdc', '', 'm', '', 0, 'kl', 1, 0, 'reference', 0, 3, 5, 16, '{}', ?)`)
    const measured = { mean: { kl: 0.25 }, perPrompt: { kl: Float64Array.of(0.25) } }
    const runs = { kept: 0.9375, none: null, nan: NaN }
    for (const [id, faithfulness] of Object.entries(runs))
      insert.run(id, stringify({ clean: measured, corrupt: measured, circuit: measured, faithfulness }))
    insert.run('spoilt', 'not devalue')
    sqlite.close()
    const store = new Store(file)
    const ids = [...Object.keys(runs), 'spoilt', 'bbb']
    expect(ids.map((id) => store.runs.summary(id).faithfulness)).toEqual([0.9375, null, null, null, null])
    store.close()
  })

  it('did not keep what the scores of opened files are: they are asked about, where there are any', () => {
    const file = path.join(folder, 'scored.db')
    firstVersion(file)
    const sqlite = new Sqlite(file)
    const insert = sqlite.prepare(`INSERT INTO runs (id, name, state, method, model, model_name, prompts_name,
      prompt_count, metric, metric_sense, threshold, test_order, absolute, edges_total, created_at, d_model, shape,
      scores) VALUES (?, 'f', 'done', ?, '', 'm', '', 0, 'kl', 1, 0, 'reference', 0, 3, 5, 16, '{}', ?)`)
    insert.run('scored', 'import', Buffer.from(Float64Array.of(NaN, 0.5, NaN).buffer))
    insert.run('unscored', 'import', Buffer.from(new Float64Array(3).fill(NaN).buffer))
    insert.run('found', 'eap', Buffer.from(Float64Array.of(1, 2, 3).buffer))
    sqlite.close()
    const store = new Store(file)
    const imported = ['scored', 'unscored', 'found', 'bbb'].map((id) => store.runs.summary(id).importedScores)
    expect(imported).toEqual([{ meaning: null, saidBy: 'person' }, null, null, null])
    store.close()
  })
})

describe('results of runs', () => {
  const scores = (effect: number[]): MethodResult => ({
    kind: 'sites',
    scores: {
      site: Uint8Array.from(effect, () => 3),
      layer: Int16Array.from(effect, (_, row) => row),
      head: Int16Array.from(effect, () => -1),
      pos: Int16Array.from(effect, () => -1),
      neuron: Int32Array.from(effect, () => 70_000),
      value: Float64Array.from(effect, () => NaN),
      effect: Float64Array.from(effect),
      perPrompt: null,
      baseMetric: -0,
      promptCount: 1,
      passes: { forward: 2, backward: 1 },
    },
    agreement: null,
  })

  it('come back bit by bit, typed arrays as they were, in place of earlier ones', () => {
    const store = new Store(path.join(folder, 'results.db'))
    const { id } = store.runs.insert(newRun())
    expect(store.results.read(id)).toBe(null)
    store.results.save(id, scores([1]))
    const result = scores([0.1 + 0.2, NaN, -Infinity, 5e-324])
    store.results.save(id, result)
    expect(store.results.read(id)).toEqual(result)
    store.close()
  })

  it('of a newer Patchbay are refused', () => {
    const store = new Store(path.join(folder, 'newer-result.db'))
    const { id } = store.runs.insert(newRun())
    store.results.save(id, scores([1]))
    ;(store['database'] as Database).run('UPDATE results SET format = 2')
    expect(() => store.results.read(id)).toThrow(
      `The result of run ${id} was written by a newer Patchbay: update Patchbay.`,
    )
    store.close()
  })
})

describe('prompt sets and models', () => {
  it('are saved by name, and a name that is taken is refused', () => {
    const store = new Store(path.join(folder, 'sets.db'))
    const rows = [{ clean: 'a b', corrupt: [1, 2], answers: ['c'], wrongAnswers: [3] }]
    const { id } = store.promptSets.save({ name: 'IOI', bos: 'prepend', rows })
    expect(store.promptSets.get(id)).toEqual({ name: 'IOI', bos: 'prepend', rows })
    const notes = ['Ignored: index.']
    store.promptSets.save({ name: 'IOI', bos: 'prepend', rows, notes }, id)
    expect(store.promptSets.get(id)).toEqual({ name: 'IOI', bos: 'prepend', rows, notes })
    expect(() => store.promptSets.save({ name: 'IOI', bos: 'none', rows })).toThrow(
      'There is a prompt set named "IOI" already: choose another name.',
    )
    expect(store.promptSets.save({ name: 'IOI', bos: 'none', rows: [] }, id).rowCount).toBe(0)
    store.promptSets.delete(id)
    expect(() => store.promptSets.get(id)).toThrow(
      `There is no prompt set "${id}": it may have been deleted.`,
    )
    store.close()
  })
})

describe('a store that cannot be used', () => {
  it('is refused when a newer Patchbay wrote it, and left as it is', () => {
    const file = path.join(folder, 'newer.db')
    new Store(file).close()
    const sqlite = new Sqlite(file)
    sqlite.pragma('user_version = 9')
    sqlite.close()
    expect(() => new Store(file)).toThrow(
      `The store ${file} was written by a newer Patchbay (store version 9, this one knows up to ${MIGRATIONS.length}): update Patchbay, or name another file with --db or PATCHBAY_DB.`,
    )
  })

  it.each([
    ['/dev/null', 'no regular file'],
    ['/proc/self/mounts', 'a file of the system'],
    ['/', 'a folder'],
  ])('is refused as %s', (file, what) => {
    expect(() => new Store(file)).toThrow(
      `The store cannot be ${file}, which is ${what}: name a file with --db or PATCHBAY_DB.`,
    )
  })

  it('is refused by a name that no file can have', () => {
    const file = `/${'x'.repeat(300)}`
    expect(() => new Store(file)).toThrow(
      `The store ${file} cannot be opened (ENAMETOOLONG): name another with --db or PATCHBAY_DB.`,
    )
  })

  it("is refused when it is another program's database", () => {
    const file = path.join(folder, 'foreign.db')
    const sqlite = new Sqlite(file)
    sqlite.exec('CREATE TABLE recipes (name TEXT)')
    sqlite.close()
    const refusal = `${file} is a database of another program: name another file with --db or PATCHBAY_DB.`
    expect(() => new Store(file)).toThrow(refusal)
  })

  it('is refused when it is no database', () => {
    const file = path.join(folder, 'text.db')
    writeFileSync(file, 'This is some text that is long enough to be taken for a header.'.repeat(20))
    expect(() => new Store(file)).toThrow(
      `The store ${file} is damaged or no Patchbay store: move it away to begin a new one, or name another with --db or PATCHBAY_DB.`,
    )
  })

  it('is refused when its folder cannot be made', () => {
    const file = path.join(folder, 'text.db/inside/a.db')
    expect(() => new Store(file)).toThrow(
      `The store ${file} cannot be opened for writing: check the permissions of the file and its folder, or name another with --db or PATCHBAY_DB.`,
    )
  })

  it('says that the disk is full, keeps what it has, and goes on when there is space', () => {
    const store = new Store(path.join(folder, 'full.db'))
    const { id } = store.runs.insert(newRun())
    store.journal.append(after(id, 0), batch(0, [1]), { ...counts, edgesDecided: 1 })
    const sqlite = (store['database'] as Database)['sqlite']
    sqlite.pragma(`max_page_count = ${sqlite.pragma('page_count', { simple: true })}`)
    const large = batch(
      1,
      Array.from({ length: 5000 }, (_, edge) => edge),
    )
    expect(() => store.journal.append(after(id, 1), large, { ...counts, edgesDecided: 5001 })).toThrow(
      `The disk is full: the store ${store.file} could not be written. Free some space and try again.`,
    )
    expect(store.journal.read(id).decisions.edge.length).toBe(1)
    expect(store.runs.summary(id).edgesDecided).toBe(1)
    sqlite.pragma('max_page_count = 1000000')
    expect(store.journal.append(after(id, 1), large, { ...counts, edgesDecided: 5001 })).toBe(2)
    store.close()
  })
})

describe('kill -9 while the journal is written', () => {
  it('loses nothing that was told, ten times', async () => {
    const file = path.join(folder, 'killed.db')
    for (let round = 1; round <= 10; round++) {
      const told = await killWhileWriting(file, 20 * round)
      const store = new Store(file)
      const { decisions, seq } = store.journal.read(told.runId)
      expect(seq).toBeGreaterThanOrEqual(told.seq)
      expect(decisions.edge.length).toBe(seq * 50)
      expect([...decisions.edge].every((edge, step) => edge === step)).toBe(true)
      expect(store.runs.summary(told.runId).edgesDecided).toBe(seq * 50)
      store.close()
    }
  })
})

/** Starts a writer, lets it tell of `batches` saved batches, kills it; gives what it told last. */
function killWhileWriting(file: string, batches: number): Promise<{ runId: string; seq: number }> {
  const fixtures = path.join(import.meta.dirname, '../../testing/ts-sources.mjs')
  const writer = path.join(import.meta.dirname, '../../testing/endless-writer.ts')
  const child = spawn(process.execPath, ['--import', fixtures, writer, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    let text = ''
    let lines: string[] = []
    child.once('error', reject)
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      lines = text.split('\n').slice(0, -1)
      if (lines.length > batches) child.kill('SIGKILL')
    })
    child.once('close', (code) => {
      if (lines.length <= batches) reject(new Error(`the writer ended by itself (${code})`))
      else resolve({ runId: lines[0], seq: Number(lines.at(-1)) })
    })
  })
}
