import { describe, expect, it } from 'vitest'
import { runSummary } from '../testing/run-summary'
import { briefTitle, runTitle, saidTitle } from './run-title'

describe('what a run is called', () => {
  it('is its name where somebody gave it one', () => {
    expect(runTitle(runSummary(3, { name: 'first try' }))).toBe('first try')
    expect(saidTitle(runSummary(3, { name: 'first try' }))).toBe('ACDC τ 0.01 kl, Induction')
  })

  it('says method, choices and prompts where nobody did', () => {
    expect(runTitle(runSummary(3))).toBe('ACDC τ 0.01 kl, Induction')
    expect(runTitle(runSummary(3, { absolute: true, variant: 'order eap', threshold: 0.020000000001 }))).toBe(
      'ACDC order eap, τ 0.02 |harm| kl, Induction',
    )
    const eap = { method: 'eap', threshold: null, metric: 'logit_diff', promptsName: 'ioi.json' } as const
    expect(runTitle(runSummary(4, { ...eap, variant: '5 IG steps', direction: 'denoising' }))).toBe(
      'EAP 5 IG steps, logit_diff, denoising, ioi',
    )
    expect(runTitle(runSummary(3), 'KL')).toBe('ACDC τ 0.01 KL, Induction')
    expect(runTitle(runSummary(3, { name: 'mine' }), 'KL')).toBe('mine')
    expect(runTitle(runSummary(14, { method: 'check', threshold: null, direction: null }))).toBe(
      'Self-check kl, Induction',
    )
  })

  it('leaves out what columns beside it say', () => {
    expect(briefTitle(runSummary(3), null)).toBe('ACDC τ 0.01')
    expect(briefTitle(runSummary(3), 'KL')).toBe('ACDC τ 0.01 KL')
    expect(briefTitle(runSummary(14, { method: 'check', threshold: null, direction: null }), null)).toBe(
      'Self-check',
    )
    expect(briefTitle(runSummary(3, { name: 'mine' }), null)).toBe('mine')
  })
})
