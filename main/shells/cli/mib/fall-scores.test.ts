import { describe, expect, it } from 'vitest'
import { fallScores } from './fall-scores'

describe('fallScores', () => {
  it('puts each edge between the thresholds at which it is kept and falls, by the harm of the run that cut it', () => {
    const scores = fallScores([
      { threshold: 0.1, kept: [false, false, true, true, true, true], harm: [0.05, null, 9, 9, 9, 9] },
      { threshold: 1, kept: [false, false, false, false, true, true], harm: [0, 0, 0.6, 0.2, 5, 5] },
      { threshold: 2, kept: [false, false, false, false, false, true], harm: [0, 0, 0, 0, 1.5, 3] },
    ])
    // Two fall below 0.1, of which one was not tested, two between 0.1 and 1, one below 2, and one never does.
    const expected = [0.1 * (2 / 3), 0.1 * (1 / 3), 0.1 + 0.9 * (2 / 3), 0.1 + 0.9 * (1 / 3), 1.5, 3]
    expected.forEach((score, edge) => expect(scores[edge]).toBeCloseTo(score, 12))
  })

  it('goes by the highest threshold that keeps an edge, and takes equal harms alike', () => {
    const scores = fallScores([
      { threshold: 1, kept: [false, true, true], harm: [0.5, 2, 2] },
      { threshold: 3, kept: [true, false, false], harm: [4, 0.3, 0.3] },
    ])
    expect([...scores]).toEqual([4.5, 2, 2])
  })
})
