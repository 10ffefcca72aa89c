import { describe, expect, it } from 'vitest'
import type { RunSummary } from '../../../contract'
import { runSummary } from '../../../testing/run-summary'
import { nextSort, toggleChosen, visibleRuns, type RunFilter, type RunSort } from './run-list'

const everything: RunFilter = { search: '', state: 'all' }
const newest: RunSort = { column: 'number', descending: true }
const numbers = (runs: RunSummary[]) => runs.map(({ number }) => number)

describe('visibleRuns', () => {
  it('finds every word in name, number, tags, model, prompts or state, in any case', () => {
    const runs = [
      runSummary(1, { name: 'Name Movers' }),
      runSummary(2, { tags: ['ioi', 'name'] }),
      runSummary(12, { modelName: 'GPT-2' }),
    ]
    expect(numbers(visibleRuns(runs, { search: 'NAME', state: 'all' }, newest))).toEqual([2, 1])
    expect(numbers(visibleRuns(runs, { search: 'name movers', state: 'all' }, newest))).toEqual([1])
    expect(numbers(visibleRuns(runs, { search: 'gpt-2 done', state: 'all' }, newest))).toEqual([12])
    expect(visibleRuns(runs, { search: 'nothing', state: 'all' }, newest)).toEqual([])
  })

  it('filters by what can be done with a run; imports match only their own filter', () => {
    const runs = [
      runSummary(1, { state: 'running' }),
      runSummary(2, { state: 'interrupted' }),
      runSummary(3),
      runSummary(4, { method: 'import' }),
    ]
    expect(numbers(visibleRuns(runs, { search: '', state: 'live' }, newest))).toEqual([1])
    expect(numbers(visibleRuns(runs, { search: '', state: 'resumable' }, newest))).toEqual([2])
    expect(numbers(visibleRuns(runs, { search: '', state: 'done' }, newest))).toEqual([3])
    expect(numbers(visibleRuns(runs, { search: '', state: 'imported' }, newest))).toEqual([4])
  })

  it('sorts numbers in names by value, missing values last in both directions', () => {
    const runs = [runSummary(1, { name: 'tau 10' }), runSummary(2, { name: 'tau 9' })]
    expect(numbers(visibleRuns(runs, everything, { column: 'name', descending: false }))).toEqual([2, 1])
    const finals = [
      runSummary(1, { metricFinal: null }),
      runSummary(2, { metricFinal: 0.5 }),
      runSummary(3, { metricFinal: 0.1 }),
    ]
    expect(numbers(visibleRuns(finals, everything, { column: 'metricFinal', descending: false }))).toEqual([
      3, 2, 1,
    ])
    expect(numbers(visibleRuns(finals, everything, { column: 'metricFinal', descending: true }))).toEqual([
      2, 3, 1,
    ])
  })

  it('puts the newer of two equal runs first and leaves the given list as it was', () => {
    const runs = [runSummary(1), runSummary(2)]
    expect(numbers(visibleRuns(runs, everything, { column: 'model', descending: false }))).toEqual([2, 1])
    expect(numbers(runs)).toEqual([1, 2])
  })
})

describe('choosing', () => {
  it('reverses the direction on the same column, starts dates newest first', () => {
    expect(nextSort(newest, 'number')).toEqual({ column: 'number', descending: false })
    expect(nextSort(newest, 'name')).toEqual({ column: 'name', descending: false })
    expect(nextSort({ column: 'name', descending: false }, 'created')).toEqual({
      column: 'created',
      descending: true,
    })
  })

  it('holds two runs at most', () => {
    expect(toggleChosen(['a'], 'b')).toEqual(['a', 'b'])
    expect(toggleChosen(['a', 'b'], 'c')).toEqual(['b', 'c'])
    expect(toggleChosen(['a', 'b'], 'a')).toEqual(['b'])
  })
})
