import { describe, expect, it } from 'vitest'
import { METRICS } from './metric'
import { importanceOf, isSameReading, meaningOfBlock, meaningOfReading, scoreSign } from './score-meaning'

/** By the definition: noising effects that hurt and denoising effects that restore matter. */
const WORSE_IS_LARGER = { kl: true, nll: true, logit_diff: false, log_prob: false, prob_diff: false }

describe('which sign of a score matters', () => {
  it.each(METRICS)('effects on %s: what hurts in noising, what restores in denoising', (metric) => {
    const noising = meaningOfReading({ kind: 'effect', metric, direction: 'noising' })
    const denoising = meaningOfReading({ kind: 'effect', metric, direction: 'denoising' })
    expect(scoreSign(noising)).toBe(WORSE_IS_LARGER[metric] ? 1 : -1)
    expect(scoreSign(denoising)).toBe(WORSE_IS_LARGER[metric] ? -1 : 1)
    expect([...importanceOf([2, -3, NaN], noising)]).toEqual(
      WORSE_IS_LARGER[metric] ? [2, -3, NaN] : [-2, 3, NaN],
    )
  })

  it('gains are positive where the edge matters', () => {
    expect([...importanceOf([2, -3], meaningOfReading({ kind: 'gain' }))]).toEqual([2, -3])
  })

  it('two readings are the same by kind, metric and direction, whatever made the scores', () => {
    const effect = meaningOfReading({ kind: 'effect', metric: 'kl', direction: 'noising' })
    expect(isSameReading(effect, { ...effect, method: 'eap' })).toBe(true)
    expect(isSameReading(effect, meaningOfReading({ kind: 'gain' }))).toBe(false)
    expect(
      isSameReading(effect, meaningOfReading({ kind: 'effect', metric: 'nll', direction: 'noising' })),
    ).toBe(false)
  })
})

describe('what the block of a file says of its scores', () => {
  const effect = {
    kind: 'effect',
    metric: 'nll',
    sense: 1,
    direction: 'denoising',
    method: 'eap',
    ablation: 'mean',
  }

  it('is read unchanged', () => {
    expect(meaningOfBlock({ format: 1, scores: effect }, 'f.json')).toEqual(effect)
    const gain = { kind: 'gain' }
    expect(meaningOfBlock({ scores: gain }, 'f.json')).toEqual({ kind: 'gain', method: null, ablation: null })
  })

  it('follows from method, metric and direction in older files', () => {
    const older = { format: 1, method: 'eap', metric: 'nll', direction: 'denoising', ablation: 'resample' }
    expect(meaningOfBlock(older, 'f.json')).toEqual({ ...effect, ablation: 'resample' })
  })

  it.each([
    ['no block', undefined],
    ['a block of another program', { metric: 'ce' }],
    ['an import of before', { format: 1, method: 'import' }],
    [
      'a kind of a newer version',
      { scores: { kind: 'rank' }, method: 'eap', metric: 'kl', direction: 'noising' },
    ],
    ['an effect without its direction', { scores: { kind: 'effect', metric: 'kl', sense: 1 } }],
  ])('is not said by %s: it is asked about', (_, block) => {
    expect(meaningOfBlock(block, 'f.json')).toBe(null)
  })

  it('is refused where it contradicts itself', () => {
    expect(() => meaningOfBlock({ scores: { ...effect, sense: -1 } }, 'f.json')).toThrow(
      'f.json: "patchbay.scores" says that nll has the sense -1, but it is 1: export the file again.',
    )
  })
})
