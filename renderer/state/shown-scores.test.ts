import { expect, it } from 'vitest'
import { shownScores } from './shown-scores'

it('names metric and method of scores as every view does, and what it does not know as it came', () => {
  const rest = { direction: 'noising', ablation: null } as const
  const effect = { kind: 'effect', metric: 'logit_diff', sense: -1, ...rest } as const
  expect(shownScores({ ...effect, method: 'eap' })).toBe('effect on logit difference, noising (EAP)')
  expect(shownScores({ ...effect, method: 'acdc', metric: 'kl', sense: 1 })).toBe('effect on KL, noising (ACDC)')
  expect(shownScores({ kind: 'gain', method: 'their own', ablation: null })).toBe(
    'gain of a loss: positive = matters (their own)',
  )
})
