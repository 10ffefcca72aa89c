import { describe, expect, it } from 'vitest'
import type { RunSummary } from '../../../contract'
import { runSummary } from '../../../testing/run-summary'
import { NOTHING, valuesOf, visibleRuns } from './run-list'

const everything = {
  search: '',
  state: 'all',
  filters: [],
  sort: { column: 'number', descending: true },
} as const satisfies Parameters<typeof visibleRuns>[1]
const numbers = (runs: RunSummary[]) => runs.map(({ number }) => number)
type Change = Partial<Parameters<typeof visibleRuns>[1]>
const shown = (runs: RunSummary[], change: Change) => numbers(visibleRuns(runs, { ...everything, ...change }))

describe('the rows of the list of runs', () => {
  it('have every word in title, number, tags, note, model, prompts or state, in any case', () => {
    const runs = [
      runSummary(1, { name: 'Name Movers' }),
      runSummary(2, { tags: ['ioi', 'name'] }),
      runSummary(12, { modelName: 'GPT-2', note: 'Keeps 9.9.\nLook at its queries.' }),
    ]
    expect(shown(runs, { search: 'NAME' })).toEqual([2, 1])
    expect(shown(runs, { search: 'name movers' })).toEqual([1])
    expect(shown(runs, { search: 'gpt-2 done' })).toEqual([12])
    expect(shown(runs, { search: 'queries' })).toEqual([12])
    expect(shown(runs, { search: 'acdc τ 0.01' })).toEqual([12, 2])
    expect(shown(runs, { search: 'nothing' })).toEqual([])
  })

  it('are filtered by what can be done with a run; imports match only their own filter', () => {
    const runs = [
      runSummary(1, { state: 'running' }),
      runSummary(2, { state: 'interrupted' }),
      runSummary(3),
      runSummary(4, { method: 'import' }),
    ]
    expect(shown(runs, { state: 'live' })).toEqual([1])
    expect(shown(runs, { state: 'resumable' })).toEqual([2])
    expect(shown(runs, { state: 'done' })).toEqual([3])
    expect(shown(runs, { state: 'imported' })).toEqual([4])
  })

  it('are filtered by values and by ranges, all of which must hold', () => {
    const runs = [
      runSummary(1, { modelName: 'gpt2', faithfulness: 0.9 }),
      runSummary(2, { modelName: 'tiny', faithfulness: 0.5 }),
      runSummary(3, { modelName: 'gpt2', faithfulness: null }),
      runSummary(4, { modelName: 'gpt2', direction: null, faithfulness: 0.2 }),
    ]
    const gpt2 = { column: 'model', values: ['gpt2'] } as const
    expect(shown(runs, { filters: [{ ...gpt2, values: ['gpt2'] }] })).toEqual([4, 3, 1])
    const faithful = { column: 'faithfulness', least: 0.5, most: null } as const
    expect(shown(runs, { filters: [faithful] })).toEqual([2, 1])
    expect(shown(runs, { filters: [{ ...gpt2, values: ['gpt2'] }, faithful] })).toEqual([1])
    expect(shown(runs, { filters: [{ column: 'direction', values: [NOTHING] }] })).toEqual([4])
    expect(valuesOf(runs, 'model')).toEqual([
      { value: 'gpt2', count: 3 },
      { value: 'tiny', count: 1 },
    ])
    expect(valuesOf(runs, 'direction').at(-1)).toEqual({ value: NOTHING, count: 1 })
  })

  it('are sorted by the numbers in names, missing values last in both directions', () => {
    const runs = [runSummary(1, { name: 'tau 10' }), runSummary(2, { name: 'tau 9' })]
    expect(shown(runs, { sort: { column: 'name', descending: false } })).toEqual([2, 1])
    const finals = [
      runSummary(1, { metricFinal: null }),
      runSummary(2, { metricFinal: 0.5 }),
      runSummary(3, { metricFinal: 0.1 }),
    ]
    expect(shown(finals, { sort: { column: 'result', descending: false } })).toEqual([3, 2, 1])
    expect(shown(finals, { sort: { column: 'result', descending: true } })).toEqual([2, 3, 1])
  })

  it('have the newer of two equal runs first, and the given list stays as it was', () => {
    const runs = [runSummary(1), runSummary(2)]
    expect(shown(runs, { sort: { column: 'model', descending: false } })).toEqual([2, 1])
    expect(numbers(runs)).toEqual([1, 2])
  })

  it('of ten thousand runs are found in a moment', () => {
    const runs = Array.from({ length: 10_000 }, (_, i) => runSummary(i + 1, { metricFinal: (i * 7) % 1000 }))
    const found = shown(runs, {
      search: 'induction acdc',
      filters: [{ column: 'result', least: 100, most: 200 }],
      sort: { column: 'result', descending: true },
    })
    expect(found.length).toBe(1010)
    expect(found[0]).toBe(numbers(runs).findLast((number) => ((number - 1) * 7) % 1000 === 200))
  })
})
