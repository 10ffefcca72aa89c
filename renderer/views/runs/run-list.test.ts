import { describe, expect, it } from 'vitest'
import type { RunSummary } from '../../../contract'
import { nextSort, toggleChosen, visibleRuns, type RunFilter, type RunSort } from './run-list'

function run(number: number, change: Partial<RunSummary> = {}): RunSummary {
  return {
    id: `r${number}`,
    number,
    name: `Run ${number}`,
    tags: [],
    state: 'done',
    method: 'acdc',
    model: 'sample:induction',
    modelName: 'induction',
    promptsName: 'Induction',
    promptCount: 8,
    metric: 'kl',
    threshold: 0.01,
    order: 'reference',
    absolute: false,
    direction: 'noising',
    importedScores: null,
    edgesTotal: 110,
    edgesDecided: 110,
    edgesKept: 6,
    testsRun: 40,
    metricInitial: 0,
    metricFinal: 0.2,
    faithfulness: null,
    borderline: 0,
    createdAt: number,
    finishedAt: null,
    elapsedMs: 100,
    message: null,
    ...change,
  }
}

const everything: RunFilter = { search: '', state: 'all' }
const newest: RunSort = { column: 'number', descending: true }
const numbers = (runs: RunSummary[]) => runs.map(({ number }) => number)

describe('visibleRuns', () => {
  it('finds every word in name, number, tags, model, prompts or state, in any case', () => {
    const runs = [
      run(1, { name: 'Name Movers' }),
      run(2, { tags: ['ioi', 'name'] }),
      run(12, { modelName: 'GPT-2' }),
    ]
    expect(numbers(visibleRuns(runs, { search: 'NAME', state: 'all' }, newest))).toEqual([2, 1])
    expect(numbers(visibleRuns(runs, { search: 'name movers', state: 'all' }, newest))).toEqual([1])
    expect(numbers(visibleRuns(runs, { search: 'gpt-2 done', state: 'all' }, newest))).toEqual([12])
    expect(visibleRuns(runs, { search: 'nothing', state: 'all' }, newest)).toEqual([])
  })

  it('filters by what can be done with a run; imports are only their own kind', () => {
    const runs = [
      run(1, { state: 'running' }),
      run(2, { state: 'interrupted' }),
      run(3),
      run(4, { method: 'import' }),
    ]
    expect(numbers(visibleRuns(runs, { search: '', state: 'live' }, newest))).toEqual([1])
    expect(numbers(visibleRuns(runs, { search: '', state: 'resumable' }, newest))).toEqual([2])
    expect(numbers(visibleRuns(runs, { search: '', state: 'done' }, newest))).toEqual([3])
    expect(numbers(visibleRuns(runs, { search: '', state: 'imported' }, newest))).toEqual([4])
  })

  it('sorts names as people count, missing values last in both directions', () => {
    const runs = [run(1, { name: 'tau 10' }), run(2, { name: 'tau 9' })]
    expect(numbers(visibleRuns(runs, everything, { column: 'name', descending: false }))).toEqual([2, 1])
    const finals = [run(1, { metricFinal: null }), run(2, { metricFinal: 0.5 }), run(3, { metricFinal: 0.1 })]
    expect(numbers(visibleRuns(finals, everything, { column: 'metricFinal', descending: false }))).toEqual([
      3, 2, 1,
    ])
    expect(numbers(visibleRuns(finals, everything, { column: 'metricFinal', descending: true }))).toEqual([
      2, 3, 1,
    ])
  })

  it('puts the newer of two equal runs first and leaves the given list as it was', () => {
    const runs = [run(1), run(2)]
    expect(numbers(visibleRuns(runs, everything, { column: 'model', descending: false }))).toEqual([2, 1])
    expect(numbers(runs)).toEqual([1, 2])
  })
})

describe('choosing', () => {
  it('turns the direction on the same column, starts dates newest first', () => {
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
