import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { deflateSync } from 'node:zlib'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeMessage } from '../../contract/wire'
import { Store } from './index'
import { APPLICATION_ID, MIGRATIONS } from './migrations'

let folder: string
beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'patchbay-places-'))))
afterAll(() => rmSync(folder, { recursive: true }))

/** Scores as version 7 kept them: a head of layer 1, and that of layer 0 at position 4. */
const placeScores = (effect = [0.5, NaN]) => ({
  place: Uint8Array.of(3, 4),
  layer: Int16Array.of(1, 0),
  head: Int16Array.of(2, 1),
  pos: Int16Array.of(-1, 4),
  neuron: Int32Array.of(-1, -1),
  value: Float64Array.of(1, NaN),
  effect: Float64Array.from(effect),
  perPrompt: null,
  baseMetric: -0,
  promptCount: 1,
  passes: { forward: 2, backward: 1 },
})
const siteScores = (effect?: number[]) => {
  const { place: site, ...rest } = placeScores(effect)
  return { site, ...rest }
}

const prompts = {
  name: 'pairs',
  bos: 'no',
  rows: [{ clean: [1], corrupt: [2], answers: [3], wrongAnswers: [4] }],
}
const patching = { model: '/m', prompts, metric: 'logit_diff', direction: 'noising' }
const activation = {
  method: 'activation',
  ...patching,
  places: ['heads', 'heads-by-position'],
  neurons: [],
  only: [
    { place: 'heads', layer: 1, head: 2 },
    { place: 'heads-by-position', layer: 0, head: 1, pos: 4 },
  ],
  screening: 'attribution',
  ablation: 'resample',
}
const attribution = { method: 'attribution', ...patching, places: ['heads', 'neurons'], variant: 'atp' }
const workflow = { method: 'workflow', ...patching, top: 20 }
const acdc = {
  method: 'acdc',
  model: '/m',
  prompts,
  metric: 'kl',
  threshold: 0.1,
  order: 'reference',
  absolute: false,
}

/** A store of version 7, which called a site a place. */
class StoreOfPlaces {
  readonly file: string
  private readonly sqlite: Sqlite.Database

  constructor(name: string) {
    this.file = path.join(folder, name)
    this.sqlite = new Sqlite(this.file)
    for (const step of MIGRATIONS.slice(0, 7)) this.sqlite.exec(step as string)
    this.sqlite.pragma(`application_id = ${APPLICATION_ID}`)
    this.sqlite.pragma('user_version = 7')
  }

  addRun(config: { method: string }, state = 'done'): void {
    this.sqlite
      .prepare(
        `INSERT INTO runs (id, name, state, method, model, model_name, prompts_name, prompt_count, metric,
           metric_sense, threshold, test_order, absolute, edges_total, created_at, d_model, shape, config)
         VALUES (:method, :method, :state, :method, '/m', 'm', 'pairs', 1, 'kl', 1, NULL, NULL, 0, 3, 5, 16,
           '{"layers":1,"heads":1,"mlps":false,"parallel":false}', :config)`,
      )
      .run({ method: config.method, state, config: JSON.stringify(config) })
  }

  addResult(runId: string, result: unknown): void {
    this.addData(runId, deflateSync(encodeMessage(result)))
  }

  addData(runId: string, data: Uint8Array, format = 1): void {
    this.sqlite.prepare('INSERT INTO results VALUES (?, ?, ?)').run(runId, format, data)
  }

  /** What ACDC decided: two edges, the first kept. */
  addJournal(runId: string): void {
    const bytes = (array: ArrayBufferView) => Buffer.from(array.buffer)
    const [ints, floats] = [bytes(Int32Array.of(2, 0)), bytes(Float64Array.of(1, NaN))]
    const none = Buffer.of()
    this.sqlite
      .prepare('INSERT INTO journal VALUES (?, 1, 0, ?, ?, ?, ?, ?, ?, ?)')
      .run(runId, ints, floats, floats, Buffer.of(1, 0), Buffer.of(1, 2), none, none)
    this.sqlite.prepare('UPDATE runs SET edges_decided = 2 WHERE id = ?').run(runId)
  }

  opened(): Store {
    this.close()
    return new Store(this.file)
  }

  close(): void {
    this.sqlite.close()
  }
}

describe('a store in which a site was called a place', () => {
  it('has its activation patching, with what confirmed it', () => {
    const old = new StoreOfPlaces('activation.db')
    old.addRun(activation)
    const agreement = { pearson: 1, spearman: null, flagged: [1], ofMagnitudes: false }
    const both = { exact: placeScores([0.5, 1]), estimate: placeScores([0.25, 1]) }
    old.addResult('activation', {
      kind: 'places',
      scores: placeScores(),
      agreement: { ...agreement, ...both },
    })
    const store = old.opened()
    const { places, only: _only, ...rest } = activation
    expect(store.runs.get('activation').config).toEqual({
      ...rest,
      sites: places,
      only: [
        { site: 'heads', layer: 1, head: 2 },
        { site: 'heads', layer: 0, head: 1, pos: 4 },
      ],
    })
    expect(store.results.read('activation')).toEqual({
      kind: 'sites',
      scores: siteScores(),
      agreement: { ...agreement, exact: siteScores([0.5, 1]), estimate: siteScores([0.25, 1]) },
    })
    store.close()
  })

  it('has its attribution patching and its workflow', () => {
    const old = new StoreOfPlaces('others.db')
    old.addRun(attribution)
    old.addRun(workflow)
    old.addResult('attribution', { kind: 'places', scores: placeScores(), agreement: null })
    const rest = {
      trace: { edge: Int32Array.of(1) },
      proposed: Int32Array.of(1),
      judgement: { judgements: [] },
    }
    const confirm = {
      exact: placeScores(),
      estimate: placeScores(),
      pearson: null,
      spearman: null,
      flagged: [],
    }
    old.addResult('workflow', { kind: 'workflow', workflow: { screen: placeScores(), confirm, ...rest } })
    const store = old.opened()
    const { places: sites, ...unchanged } = attribution
    expect(store.runs.get('attribution').config).toEqual({ ...unchanged, sites })
    expect(store.results.read('attribution')).toEqual({
      kind: 'sites',
      scores: siteScores(),
      agreement: null,
    })
    expect(store.runs.get('workflow').config).toEqual(workflow)
    expect(store.results.read('workflow')).toEqual({
      kind: 'workflow',
      workflow: {
        screen: siteScores(),
        confirm: { ...confirm, exact: siteScores(), estimate: siteScores() },
        ...rest,
      },
    })
    store.close()
  })

  it('has its ACDC run as it was, and an interrupted run can be claimed', () => {
    const old = new StoreOfPlaces('acdc.db')
    old.addRun(acdc, 'interrupted')
    old.addRun(attribution, 'interrupted')
    old.addJournal('acdc')
    const store = old.opened()
    expect(store.runs.get('acdc').config).toEqual(acdc)
    const { decisions, seq } = store.journal.read('acdc')
    expect([seq, [...decisions.edge], [...decisions.kept]]).toEqual([1, [2, 0], [1, 0]])
    expect(store.runs.claim('attribution', 'me', [])?.state).toBe('queued')
    store.close()
  })

  it('is read where an earlier version that has it open goes on saving', () => {
    const old = new StoreOfPlaces('both.db')
    const store = new Store(old.file)
    old.addRun(attribution)
    old.addResult('attribution', { kind: 'places', scores: placeScores(), agreement: null })
    old.close()
    expect(store.runs.get('attribution').config).toMatchObject({ sites: attribution.places })
    const found = { kind: 'sites', scores: siteScores(), agreement: null }
    expect(store.results.read('attribution')).toEqual(found)
    store.close()
  })

  it('opens where a row cannot be read, which stays as it is', () => {
    const old = new StoreOfPlaces('spoilt.db')
    old.addRun(activation)
    old.addRun(attribution)
    old.addRun(workflow)
    old.addData('activation', Buffer.from('no result'))
    old.addData('attribution', Buffer.from('of a newer one'), 2)
    const store = old.opened()
    expect(store.runs.list().length).toBe(3)
    expect(() => store.results.read('activation')).toThrow('its data cannot be read')
    expect(() => store.results.read('attribution')).toThrow('was written by a newer Patchbay')
    store.close()
  })
})
