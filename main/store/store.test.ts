import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ModelInfo } from '../../contract'
import { after, batch, counts, newRun } from '../../testing/made-up-run'
import { measurementOf } from '../../testing/measurement'
import { Store } from './index'

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
    const measured = measurementOf({
      kl: [NaN, 1 / 3],
      log_prob: [-Infinity, -Infinity],
      prob_diff: [5e-324, 5e-324],
    })
    Object.assign(measured.mean, { logit_diff: 0.1 + 0.2, nll: -0, prob_diff: 5e-324 })
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
    expect(again.settings.read()).toEqual({
      threads: null,
      batch: 4,
      device: 'cpu',
      memoryBytes: null,
      runsAtOnce: null,
    })
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
    expect(store.settings.read()).toEqual({
      threads: 2,
      batch: 16,
      device: 'cpu',
      memoryBytes: null,
      runsAtOnce: null,
    })
    store.close()
  })
})

describe('prompt sets and models', () => {
  it('are saved by name, and a name that is taken is refused', () => {
    const store = new Store(path.join(folder, 'sets.db'))
    const rows = [{ clean: 'a b', corrupt: [1, 2], answers: ['c'], wrongAnswers: [3] }]
    const { id } = store.promptSets.save({ name: 'IOI', bos: 'yes', rows })
    expect(store.promptSets.get(id)).toEqual({ name: 'IOI', bos: 'yes', rows })
    const notes = ['Ignored: index.']
    store.promptSets.save({ name: 'IOI', bos: 'yes', rows, notes }, id)
    expect(store.promptSets.get(id)).toEqual({ name: 'IOI', bos: 'yes', rows, notes })
    const split = { seed: 1, heldOut: 0.3, by: 'row' } as const
    const chosen = { answerReading: 'spaced', split, labels: ['When', 'IO'] } as const
    store.promptSets.save({ name: 'IOI', bos: 'yes', rows, ...chosen, labels: ['When', 'IO'] }, id)
    expect(store.promptSets.get(id)).toEqual({ name: 'IOI', bos: 'yes', rows, ...chosen })
    expect(() => store.promptSets.save({ name: 'IOI', bos: 'no', rows })).toThrow(
      'There is a prompt set named "IOI" already: choose another name.',
    )
    expect(store.promptSets.save({ name: 'IOI', bos: 'no', rows: [] }, id).rowCount).toBe(0)
    store.promptSets.delete(id)
    expect(() => store.promptSets.get(id)).toThrow(
      `There is no prompt set "${id}": it may have been deleted.`,
    )
    store.close()
  })

  it('are taken off the list and put back as they were', () => {
    const store = new Store(path.join(folder, 'models.db'))
    const info = { path: 'sample:induction', name: 'Induction', architecture: 'gpt2', edgeCount: 5 }
    store.models.remember(info as ModelInfo)
    const before = store.models.list()
    store.models.forget(info.path)
    expect(store.models.list()).toEqual([])
    store.models.restore(info.path)
    expect(store.models.list()).toEqual(before)
    expect(() => store.models.restore('/elsewhere')).toThrow(
      '/elsewhere was not taken off the list since the program started: open it again.',
    )
    store.close()
  })
})
