import { describe, expect, it } from 'vitest'
import type { PromptRow } from '../../contract'
import { gradientMetric } from './gradient-metric'

describe('gradientMetric', () => {
  const row = (wrongAnswers: string[]): PromptRow => ({
    clean: 'a',
    corrupt: 'b',
    answers: ['c'],
    wrongAnswers,
  })
  const pairs = { rows: [row(['d']), row(['e'])] }

  it('keeps every metric that has a gradient at the base run', () => {
    expect(gradientMetric('prob_diff', 'noising', pairs)).toBe('prob_diff')
    expect(gradientMetric('kl', 'denoising', pairs)).toBe('kl')
  })

  it('takes the place of KL when noising: by what the prompts have', () => {
    expect(gradientMetric('kl', 'noising', pairs)).toBe('logit_diff')
    expect(gradientMetric('kl', 'noising', { rows: [row(['d']), row([])] })).toBe('log_prob')
  })
})
