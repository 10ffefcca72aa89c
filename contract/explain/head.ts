import type { HeadScoreName } from './head-scores'
import type { ExplainedRun } from './source'

/** A token with what is added to its logit, less the mean over all tokens. */
export interface WrittenToken {
  id: number
  text: string
  logit: number
}

/** One head on one prompt. */
export interface HeadOnPrompt {
  head: string
  prompt: number
  /** [pos, pos] attention probabilities, query by key; those of the clean run first. */
  patterns: { run: ExplainedRun; values: Float32Array }[]
  scores: Record<HeadScoreName, number>
  /** What the head adds to the logit difference, and of it through each key position [pos]: they add up. */
  attribution: { run: 'clean' | 'corrupt'; total: number; byKey: Float64Array }[]
  /** For each position: what the head writes when it reads that position alone, with all of its attention (OV). */
  reads: { top: WrittenToken[]; bottom: WrittenToken[] }[]
  /** Sentences on this head and prompt, such as why a part is missing. */
  notes: string[]
}

/** Whether a head writes the tokens that it reads (copying score, Wang et al. 2022). */
export interface Copying {
  head: string
  /** Share of the tokens read that are among the `k` most (and least) promoted of what is written for them. */
  copying: number
  suppressing: number
  k: number
  /** What a head would score that writes tokens at random. */
  chance: number
  /** Which tokens: the answers and wrong answers in the prompts, or, where there are none, all tokens of the prompts. */
  of: 'answers' | 'prompts'
  tokens: {
    id: number
    text: string
    /** Of itself among what is written, from 1. */
    rank: number
    top: WrittenToken[]
  }[]
}
