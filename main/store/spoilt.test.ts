import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { Store } from './index'
import { after, batch, counts, newRun } from '../../testing/made-up-run'
import { measurementOf } from '../../testing/measurement'
import { spoil as spoilFile } from '../../testing/raw-store'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-spoilt-'))
afterAll(() => rmSync(folder, { recursive: true }))

let store: Store
let id: string
let files = 0
const measured = measurementOf({ logit_diff: [1, 2] })

beforeEach(() => {
  store = new Store(path.join(folder, `${files++}.db`))
  const settings = [{ threads: 1, batch: 1, device: 'cpu' as const }]
  store.runs.insert({ ...newRun(), name: 'whole' })
  id = store.runs.insert({ ...newRun(), settings, scores: new Float64Array(110) }).id
  store.journal.append(after(id, 0), batch(0, [5, 3]), { ...counts, edgesDecided: 2 })
  store.journal.append(after(id, 1), batch(2, [8]), counts)
  const measurements = { clean: measured, corrupt: measured, circuit: null, faithfulness: null }
  store.runs.change(id, 'me', { measurements })
  store.results.save(id, { kind: 'check', items: [] })
  return () => store.close()
})

const spoil = (sql: string) => spoilFile(store.file, sql)
const sentence = (why: string, what = 'Run 2') =>
  `${what} is damaged in the store (${why}): delete it, or put back a copy of the store from before.`

describe('a spoilt row of a run', () => {
  it.each([
    [`tags = '{'`, 'tags cannot be read'],
    [`tags = '"x"'`, 'tags is not as it was written'],
    [`tags = '[1]'`, 'tags.0 is not as it was written'],
    [`state = 'glowing'`, 'state is not as it was written'],
    [`method = 'guessing'`, 'method is not as it was written'],
    [`metric = 'charm'`, 'metric is not as it was written'],
    [`test_order = 'random'`, 'test_order is not as it was written'],
    [`direction = 'upwards'`, 'direction is not as it was written'],
    [`imported_scores = '{}'`, 'imported_scores.meaning is not as it was written'],
    [`edges_total = -1`, 'edges_total is not as it was written'],
    [`edges_kept = -7`, 'edges_kept is not as it was written'],
    [`elapsed_ms = -1e300`, 'elapsed_ms is not as it was written'],
  ])('hides no other, is listed with the reason and can be deleted: %s', (assignment, why) => {
    spoil(`UPDATE runs SET ${assignment} WHERE number = 2`)
    const [spoilt, whole] = store.runs.list()
    expect(spoilt).toMatchObject({ id, number: 2, state: 'failed', message: sentence(why) })
    expect(whole).toMatchObject({ name: 'whole', state: 'running', message: null })
    expect(() => store.runs.get(id)).toThrow(sentence(why))
    store.runs.delete(id, 'me')
    expect(store.runs.list().map(({ name }) => name)).toEqual(['whole'])
    expect(store.runs.restore(id)).toEqual(spoilt)
  })

  it.each([
    [`shape = 'x'`, 'shape cannot be read'],
    [`shape = '{"layers":2}'`, 'shape.heads is not as it was written'],
    [
      `shape = '{"layers":1000000,"heads":1000000,"mlps":true,"parallel":false}'`,
      'its shape does not have 110 edges',
    ],
    [`edges_total = 4000000000, scores = NULL`, 'its shape does not have 4000000000 edges'],
    [`d_model = 0`, 'd_model is not as it was written'],
    [`metric_sense = 0`, 'metric_sense is not as it was written'],
    [`config = '[]'`, 'config is not as it was written'],
    [`config = '{"method":"acdc"}'`, 'config.model is not as it was written'],
    [`provenance = '{'`, 'provenance cannot be read'],
    [`provenance = '7'`, 'provenance is not as it was written'],
    [`settings = '[7]'`, 'settings.0 is not as it was written'],
    [`measurements = '[[1'`, 'measurements cannot be read'],
    [`measurements = '[7]'`, 'measurements is not as it was written'],
    [`scores = x'0011'`, 'scores are 2 bytes, not those of 110 edges'],
  ])('says what is wrong where it is opened: %s', (assignment, why) => {
    spoil(`UPDATE runs SET ${assignment} WHERE number = 2`)
    expect(() => store.runs.get(id)).toThrow(sentence(why))
    expect(store.runs.list()).toHaveLength(2)
  })

  it.each([
    [`DELETE FROM journal WHERE seq = 1`, 'batch 1 of its journal is missing'],
    [`DELETE FROM journal WHERE seq = 2`, 'its journal has 2 of 3 decisions'],
    [`UPDATE journal SET first_step = 7 WHERE seq = 2`, 'batch 2 of its journal is missing'],
    ...[
      `edge = x'00'`,
      `edge = x'FFFFFFFF'`,
      `edge = x'6E000000'`,
      `metric = x''`,
      `delta = x'00'`,
      `kept = x'02'`,
      `reason = x'09'`,
      `effect_edge = x'000000'`,
      `effect = x''`,
    ].map((assignment) => [
      `UPDATE journal SET ${assignment} WHERE seq = 2`,
      'batch 2 of its journal is not as it was written',
    ]),
  ])('gives no journal that is not whole: %s', (sql, why) => {
    spoil(sql)
    expect(() => store.journal.read(id)).toThrow(sentence(why))
  })

  it.each([`x'00'`, `x''`])('gives no result that cannot be read: %s', (data) => {
    spoil(`UPDATE results SET data = ${data}`)
    expect(() => store.results.read(id)).toThrow(
      sentence('its data cannot be read', `The result of run ${id}`),
    )
  })

  it('is read where it is whole', () => {
    expect(store.runs.get(id)).toMatchObject({ dModel: 16, metricSense: 1, config: null })
    expect([...store.journal.read(id).decisions.edge]).toEqual([5, 3, 8])
    expect(store.results.read(id)).toEqual({ kind: 'check', items: [] })
  })
})

describe('other spoilt rows', () => {
  it.each([
    [`rows = '{'`, 'rows cannot be read'],
    [`rows = '7'`, 'it.rows is not as it was written'],
    [`rows = '[{"clean":7}]'`, 'it.rows.0.clean is not as it was written'],
    [`bos = 'often'`, 'it.bos is not as it was written'],
  ])(
    'of prompt sets are listed, say what is wrong where they are opened, and can be deleted: %s',
    (sql, why) => {
      const rows = [{ clean: 'a', corrupt: 'b', answers: ['c'], wrongAnswers: ['d'] }]
      const set = store.promptSets.save({ name: 'IOI', bos: 'no', rows })
      spoil(`UPDATE prompt_sets SET ${sql}`)
      expect(store.promptSets.list()).toHaveLength(1)
      expect(() => store.promptSets.get(set.id)).toThrow(sentence(why, 'The prompt set "IOI"'))
      store.promptSets.delete(set.id)
      expect(store.promptSets.list()).toEqual([])
    },
  )

  it('of settings are as if they had never been set', () => {
    store.settings.change({ threads: 3 })
    spoil(`UPDATE settings SET value = '{'`)
    expect(store.settings.read()).toEqual({
      threads: null,
      batch: 16,
      device: 'cpu',
      memoryBytes: null,
      runsAtOnce: null,
    })
  })
})
