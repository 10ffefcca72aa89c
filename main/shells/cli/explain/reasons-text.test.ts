import { describe, expect, it } from 'vitest'
import type { AttentionReasons, ExplainedPrompt } from '../../../../contract'
import { reasonsLines } from './reasons-text'

const prompt = {
  clean: [
    { id: 0, text: 'a' },
    { id: 1, text: 'b' },
  ],
} as unknown as ExplainedPrompt

const reasons: AttentionReasons = {
  head: 'a0.h0',
  prompt: 0,
  query: 1,
  key: 0,
  run: 'clean',
  score: 1.5,
  probability: 0.75,
  nodes: ['input', 'constants'],
  terms: Float64Array.of(1, 0.25, 0.25, 0),
  intoQuery: Float64Array.of(1.25, 0.25),
  intoKey: Float64Array.of(1.25, 0.25),
  gap: 0,
  byDistance: 0,
  capped: null,
  notes: [],
}

describe('why a head looks somewhere, as text', () => {
  it('names the score and its largest parts', () => {
    expect(reasonsLines(reasons, prompt)).toEqual([
      '  It looks from "b" (1) to "a" (0) with 0.75, by a score of 1.5:',
      '  through the query most by input 1.25, constants 0.25; through the key by input 1.25, constants 0.25;',
      expect.stringMatching(/^ {2}the largest terms are input into the query with input into the key 1; /),
    ])
  })

  it('says what a soft cap and the distance do to it', () => {
    const [first] = reasonsLines({ ...reasons, capped: 1.4, byDistance: -0.5 }, prompt)
    expect(first).toContain('by a score of 1.5, 1.4 after the cap and -0.5 for the distance:')
  })

  it('has no parts where the score is not a sum of them', () => {
    const terms = new Float64Array(4).fill(NaN)
    const [intoQuery, intoKey] = [terms.subarray(0, 2), terms.subarray(0, 2)]
    const undefinedParts = { ...reasons, terms, intoQuery, intoKey, gap: NaN, notes: ['It reaches a limit.'] }
    expect(reasonsLines(undefinedParts, prompt)).toEqual([
      '  It looks from "b" (1) to "a" (0) with 0.75, by a score of 1.5.',
      '  It reaches a limit.',
    ])
  })
})
