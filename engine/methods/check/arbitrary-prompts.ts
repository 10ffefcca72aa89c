import type { PromptPair } from '../../datasets'
import type { TransformerConfig } from '../../model'

type Sizes = Pick<TransformerConfig, 'vocabSize' | 'contextLength'>

const PAIRS = 2
const MAX_LENGTH = 8

/** The same tokens every time, spread over the vocabulary. */
export function arbitraryTokens({ vocabSize }: Sizes, row: number, length: number): number[] {
  return Array.from({ length }, (_, position) => (7919 * (row * length + position) + 31) % vocabSize)
}

/**
 * Pairs of arbitrary tokens for checks of a model by itself: few, short, all of one length. Where the vocabulary has
 * two tokens or more, clean and corrupt differ at every position, and there are wrong answers.
 */
export function arbitraryPairs(config: Sizes): PromptPair[] {
  const { vocabSize, contextLength } = config
  const length = Math.min(MAX_LENGTH, contextLength)
  const others = Math.max(1, vocabSize - 1)
  const other = (token: number, which: number) => (token + 1 + (which % others)) % vocabSize
  return Array.from({ length: PAIRS }, (_, row) => {
    const clean = arbitraryTokens(config, row, length)
    const answer = clean[0]
    return {
      clean: Int32Array.from(clean),
      corrupt: Int32Array.from(clean, other),
      answers: [answer],
      wrongAnswers: vocabSize > 1 ? [other(answer, row)] : [],
      answerPosition: length - 1,
    }
  })
}
