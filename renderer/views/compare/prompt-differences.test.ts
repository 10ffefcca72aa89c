import { describe, expect, it } from 'vitest'
import { comparisonOf } from '../../../testing/comparison'
import { measurementOf } from '../../../testing/measurement'
import { runSummary } from '../../../testing/run-summary'
import { comparedPart, promptDifferences, type RunComparison, type RunMeasurements } from '../../../contract'
import { betterCounts, sortedPrompts } from './prompt-differences'

const [clean, corrupt] = [measurementOf({ logit_diff: [4, 4, 1] }), measurementOf({ logit_diff: [0, 0, 1] })]
const measured = (...logitDiffs: number[]): RunMeasurements => ({
  clean,
  corrupt,
  circuit: measurementOf({ logit_diff: logitDiffs }),
  faithfulness: 0.5,
})
const shared = [0, 1, 2].map((at) => ({ clean: `prompt ${at}`, rowA: at, rowB: at, atA: at, atB: at }))
const prompts = { shared, onlyA: 0, onlyB: 0 }
const [measurementsA, measurementsB] = [measured(4, 1, 1), measured(2, 3, 1)]
const runs = [runSummary(1), runSummary(2)] as const
const comparison = comparisonOf(...runs, { measurementsA, measurementsB, prompts })

describe('prompts of two circuits', () => {
  const rows = promptDifferences(comparedPart(comparison, 'train')!, 'faithfulness')

  it('are compared by what each circuit keeps of the prompt, or by a metric', () => {
    expect(rows.map(({ a, b, difference }) => [a, b, difference])).toEqual([
      [1, 0.5, -0.5],
      [0.25, 0.75, 0.5],
      [NaN, NaN, NaN],
    ])
    const byMetric = promptDifferences(comparedPart(comparison, 'train')!, 'logit_diff')
    expect(byMetric.map(({ difference }) => difference)).toEqual([-2, 2, 0])
    expect(betterCounts(byMetric, -1)).toEqual({ a: 1, b: 1, same: 1 })
  })

  it('are sorted by any column, what is not defined last', () => {
    const order = (column: 'row' | 'prompt' | 'a' | 'b' | 'difference', descending: boolean) =>
      sortedPrompts(rows, { column, descending }).map(({ rowA }) => rowA)
    expect(order('a', false)).toEqual([1, 0, 2])
    expect(order('a', true)).toEqual([0, 1, 2])
    expect(order('b', true)).toEqual([1, 0, 2])
    expect(order('prompt', true)).toEqual([2, 1, 0])
    expect(order('difference', true)).toEqual([0, 1, 2])
  })

  it('are those held out where both judgements held them out, else the ones both were measured on', () => {
    expect(comparedPart(comparison, 'held-out')!.a).toBe(measurementsA)
    const judged = (measurements: RunMeasurements): RunComparison['sideA'] => ({
      ...comparison.sideA,
      judgement: { run: runs[0], randomFaithfulness: 0, measurements, worst: null, train: null },
    })
    const [sideA, sideB] = [judged(measured(3, 3, 1)), judged(measured(1, 1, 1))]
    const both = { ...comparison, sideA, sideB, heldOut: prompts }
    expect(comparedPart(both, 'held-out')!.b).toBe(sideB.judgement!.measurements)
    expect(comparedPart({ ...comparison, prompts: null }, 'train')).toBeNull()
  })
})
