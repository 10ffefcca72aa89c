import type { PromptPair } from '../datasets'
import { layerSpec, type TransformerConfig } from '../model/transformer'

/** Which keys of a prompt a head's attention is summed over, for every score (see HEAD_SCORES). */
export interface ScoreKeys {
  /** Of the prompt alone, without padding. */
  length: number
  /** [query] earlier positions of the same token */
  earlierSame: number[][]
  /** [query] the positions after those, before the query */
  afterSame: number[][]
  answerPosition: number
  /** Positions of the answers' tokens, and of the wrong answers', that the answer position may see. */
  answers: number[]
  wrongAnswers: number[]
}

/** Of the clean prompt. */
export function scoreKeys({ causal }: TransformerConfig, pair: PromptPair): ScoreKeys {
  const { clean, answers, wrongAnswers, answerPosition } = pair
  const seenBefore = new Map<number, number[]>()
  const earlierSame = Array.from(clean, (token, query) => {
    const before = seenBefore.get(token) ?? []
    seenBefore.set(token, [...before, query])
    return before
  })
  const end = causal ? answerPosition + 1 : clean.length
  return {
    length: clean.length,
    earlierSame,
    afterSame: earlierSame.map((before, query) =>
      before.map((position) => position + 1).filter((key) => key < query),
    ),
    answerPosition,
    answers: positionsOf(clean.subarray(0, end), answers),
    wrongAnswers: positionsOf(clean.subarray(0, end), wrongAnswers),
  }
}

/** Where any of these tokens is. */
export function positionsOf(tokens: Int32Array, wanted: readonly number[]): number[] {
  return Array.from(tokens.keys()).filter((position) => wanted.includes(tokens[position]))
}

/** How many of the prompt's positions a query of this layer sees. */
export function seenCount(config: TransformerConfig, layer: number, query: number, length: number): number {
  const { window } = layerSpec(config, layer).attention
  const end = config.causal ? query + 1 : length
  const first = window === null ? 0 : Math.max(0, query - window + 1)
  return end - first
}
