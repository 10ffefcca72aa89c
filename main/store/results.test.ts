import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MethodResult } from '../../contract'
import { newRun } from '../../testing/made-up-run'
import type { Database } from './database'
import { Store } from './index'

let folder: string
beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'patchbay-results-'))))
afterAll(() => rmSync(folder, { recursive: true }))

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
