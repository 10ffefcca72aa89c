import { expect, it } from 'vitest'
import { runSummary } from '../../../testing/run-summary'
import { differenceText } from './run-difference'

const baseline = runSummary(1, { edgesKept: 20, metricFinal: 0.5, faithfulness: 0.9, threshold: 0.01 })

it('a run is held against the baseline in numbers of one kind', () => {
  const run = runSummary(2, { edgesKept: 8, metricFinal: 0.512, faithfulness: 0.924, threshold: 0.05 })
  expect(differenceText('edgesKept', run, baseline)).toBe('−12')
  expect(differenceText('result', run, baseline)).toBe('+0.0120')
  expect(differenceText('faithfulness', run, baseline)).toBe('+2.4 %')
  expect(differenceText('threshold', run, baseline)).toBe('+0.04')
  expect(differenceText('edgesKept', baseline, baseline)).toBe('±0')
})

it('says nothing where the two cannot be held against each other', () => {
  const other = runSummary(3, { metric: 'logit_diff', metricFinal: 2, faithfulness: null })
  expect(differenceText('result', other, baseline)).toBeNull()
  expect(differenceText('faithfulness', other, baseline)).toBeNull()
  expect(differenceText('model', other, baseline)).toBeNull()
  const scored = runSummary(4, { method: 'path', outcome: 'kl 2 patched, effect +1', metricFinal: 2 })
  expect(differenceText('result', scored, baseline)).toBeNull()
})
