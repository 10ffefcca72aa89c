import { describe, expect, it } from 'vitest'
import type { CircuitJudgement, Evaluation, Measurement } from '../../../contract'
import { choiceFacts, faithfulnessByPrompt, headline, percent, shownJudgements } from './judge-data'

function measured(...logitDiffs: number[]): Measurement {
  const none = new Float64Array(logitDiffs.length)
  return {
    mean: { kl: 0, logit_diff: 0, log_prob: 0, nll: 0, prob_diff: 0 },
    perPrompt: {
      kl: none,
      log_prob: none,
      nll: none,
      prob_diff: none,
      logit_diff: Float64Array.from(logitDiffs),
    },
  }
}

function judged(label: string, ...logitDiffs: number[]): CircuitJudgement {
  return {
    label,
    edges: 8,
    edgesAfterPruning: 7,
    measurement: measured(...logitDiffs),
    faithfulness: 0.5,
    worstPrompt: null,
    randomFaithfulness: null,
  }
}

const evaluation: Evaluation = {
  clean: measured(10, 4, 1),
  corrupt: measured(-10, 0, 1),
  judgements: [judged('circuit', 10, 4, 1), judged('top 8', 0, 5, 1)],
  curve: null,
  cpr: null,
  cmd: null,
  completeness: null,
  minimality: null,
  precision: null,
  recall: null,
  roc: null,
  choices: { granularity: 'heads', tokenPositions: 'all' },
}

describe('a judgement', () => {
  it('of a scored run is about its top edges', () => {
    expect(headline(evaluation).label).toBe('top 8')
    expect(shownJudgements(evaluation).map(({ label }) => label)).toEqual(['top 8'])
    const single = { ...evaluation, judgements: [judged('circuit', 1)] }
    expect(headline(single).label).toBe('circuit')
    expect(shownJudgements(single)).toHaveLength(1)
  })

  it('goes prompt by prompt, undefined where clean and corrupt do not differ', () => {
    expect([...faithfulnessByPrompt(evaluation, headline(evaluation))]).toEqual([0.5, 1.25, NaN])
  })

  it('names its choices in words', () => {
    expect(choiceFacts(evaluation)).toEqual([
      ['Granularity', 'heads'],
      ['Positions', 'all'],
    ])
  })

  it('is a percentage', () => {
    expect([1.003, -0.1, 0, null, NaN].map((share) => percent(share))).toEqual([
      '100.3 %',
      '−10.0 %',
      '0.0 %',
      '–',
      '–',
    ])
  })
})
