import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { stringify } from 'devalue'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planSweep } from '../../contract'
import { newRun } from '../../testing/made-up-run'
import { Store } from './index'
import { APPLICATION_ID, MIGRATIONS } from './migrations'

const ROW = { clean: [1, 2], corrupt: [1, 3], answers: [5], wrongAnswers: [6] }
let folder: string
beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'patchbay-earlier-'))))
afterAll(() => rmSync(folder, { recursive: true }))

describe('a store of an earlier version', () => {
  /** As the first Patchbay left it: two runs, one journalled, a third deleted for good. */
  function firstVersion(file: string): void {
    const sqlite = new Sqlite(file)
    sqlite.exec(MIGRATIONS[0] as string)
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
    expect(store.settings.read()).toEqual({
      threads: null,
      batch: 16,
      device: 'cpu',
      memoryBytes: null,
      runsAtOnce: null,
    })
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

  it('had sweeps, of many axes too, which no machine but its own computed: they open, and can go on', () => {
    const file = path.join(folder, 'swept.db')
    const sqlite = new Sqlite(file)
    const withSweeps = MIGRATIONS.findIndex(
      (step) => typeof step === 'string' && step.includes('TABLE sweeps'),
    )
    for (const step of MIGRATIONS.slice(0, withSweeps + 1))
      if (typeof step === 'string') sqlite.exec(step)
      else step(sqlite)
    sqlite.pragma(`application_id = ${APPLICATION_ID}`)
    sqlite.pragma(`user_version = ${withSweeps + 1}`)
    const base = {
      method: 'acdc',
      model: '/m',
      metric: 'kl',
      threshold: 0.1,
      prompts: { name: 'p', rows: [ROW] },
    }
    const axes = {
      one: [{ name: 'threshold', values: [0.1, 0.2] }],
      many: [
        { name: 'model', values: ['/m', '/n'] },
        { name: 'resample', values: [0, 1, 2] },
        { name: 'threshold', values: [0.1, 0.2] },
      ],
    }
    const insert = sqlite.prepare(
      `INSERT INTO sweeps (id, name, state, spec, settings, model_name, created_at) VALUES (?, ?, 'stopped', ?, '{}', 'm', 5)`,
    )
    for (const [id, given] of Object.entries(axes))
      insert.run(id, id, JSON.stringify({ base, axes: given, judge: false, by: 'absolute' }))
    sqlite.exec(`INSERT INTO sweep_members (sweep_id, position, configuration) VALUES ('many', 0, 'abc')`)
    sqlite.close()
    const store = new Store(file)
    for (const [id, given] of Object.entries(axes)) {
      const sweep = store.sweeps.get(id)
      expect(sweep).toMatchObject({ name: id, state: 'stopped', computer: 'here', asked: null })
      expect(sweep.spec.axes).toEqual(given)
    }
    expect(planSweep(store.sweeps.get('many').spec).members).toHaveLength(12)
    expect(store.sweeps.members('many')[0]).toMatchObject({ configuration: 'abc', runId: null })
    store.close()
  })
})
