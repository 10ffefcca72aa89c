import { expect, it } from 'vitest'
import { chosenValues, sweepForm, type SweepBase } from './sweep-form'

it('spaces the thresholds of a range by ratio or evenly, and evenly where an end is not above 0', () => {
  const base = { axis: 'threshold', edgeCount: 9 } as SweepBase
  const values = (range: object) => chosenValues(base, { ...sweepForm.get(), typed: null, ...range })
  expect(values({ from: 1, to: 0.01, count: 3, spacing: 'ratio' })).toEqual([1, 0.1, 0.01])
  expect(values({ from: 1, to: 0, count: 3, spacing: 'ratio' })).toEqual([1, 0.5, 0])
  expect(values({ from: 1, to: 0.5, count: 3, spacing: 'linear' })).toEqual([1, 0.75, 0.5])
  expect(values({ from: 1, to: 0.5, count: 0, spacing: 'linear' })).toBe(
    'Give a range and how many thresholds it has.',
  )
})
