import type { PromptPair } from '../engine/datasets'
import { uniforms } from '../testing/random-numbers'

export interface PromptShape {
  prompts: number
  tokens: number
  vocabSize: number
}

/** Every corrupt prompt replaces three tokens of its clean one, never the last; the answer is asked for there. */
export function promptPairs({ prompts, tokens, vocabSize }: PromptShape): PromptPair[] {
  const uniform = uniforms(7)
  const below = (limit: number) => Math.floor(uniform() * limit)
  return Array.from({ length: prompts }, () => {
    const clean = Int32Array.from({ length: tokens }, () => below(vocabSize))
    const corrupt = clean.slice()
    for (let i = 0; i < 3; i++) corrupt[below(tokens - 1)] = below(vocabSize)
    return {
      clean,
      corrupt,
      answers: [below(vocabSize)],
      wrongAnswers: [below(vocabSize)],
      answerPosition: tokens - 1,
    }
  })
}
