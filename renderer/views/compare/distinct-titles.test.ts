import { describe, expect, it } from 'vitest'
import { runSummary } from '../../../testing/run-summary'
import { distinctTitles } from './distinct-titles'

describe('distinctTitles', () => {
  const acdc = (number: number, threshold: number) =>
    runSummary(number, { method: 'acdc', metric: 'kl', threshold, promptsName: 'IOI' })

  it('leaves out what all have', () => {
    expect(distinctTitles([acdc(1, 0.01), acdc(2, 0.05)])).toEqual(['1 · τ 0.01', '2 · τ 0.05'])
  })

  it('keeps what only some have', () => {
    const eap = runSummary(3, { method: 'eap', metric: 'logit_diff', threshold: null, promptsName: 'IOI' })
    expect(distinctTitles([acdc(1, 0.01), eap])).toEqual(['1 · ACDC τ 0.01 KL', '3 · EAP logit difference'])
  })

  it('is the number alone of runs that are the same, and the whole title of a single one', () => {
    expect(distinctTitles([acdc(1, 0.01), acdc(2, 0.01)])).toEqual(['1', '2'])
    expect(distinctTitles([acdc(1, 0.01)])).toEqual(['1 · ACDC τ 0.01 KL, IOI'])
  })
})
