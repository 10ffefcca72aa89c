import { expect, it } from 'vitest'
import { parsedValues, spacedValues } from '../../contract'
import { rangeAround } from './sweep-form'

it.each([0.05, 0.02, 0.01, 0.0316, 0.0123, 1, -0.05, 0.00075])(
  'sweeps the threshold %d of a run itself too, so that the run is not computed again',
  (threshold) => {
    const { from, to, count, typed } = rangeAround(threshold)
    const values = typed === null ? spacedValues(from, to, count) : parsedValues(typed, 'threshold')
    expect(values).toHaveLength(7)
    expect(values[3]).toBe(Math.abs(threshold))
  },
)
