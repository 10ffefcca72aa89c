/**
 * What a head's attention is scored by. Each is a mean over query positions of one prompt, then over prompts; not a number
 * where a prompt has no such position. Positions of padding count nowhere. See methods.md, "What a head does".
 */
export const HEAD_SCORES = {
  /** Attention to the position before, from position 1 on. */
  previousToken: 'Previous token',
  /** From tokens that were there before: attention to earlier positions of the same token. */
  duplicateToken: 'Duplicate token',
  /** From tokens that were there before: attention to the positions after their earlier ones (prefix matching). */
  induction: 'Induction',
  /** Attention to the own position, from position 1 on. */
  self: 'Own token',
  /** Attention to the first position, from position 1 on. */
  firstToken: 'First token',
  /** Entropy of the attention, divided by that of uniform attention, from position 1 on. */
  spread: 'Spread',
  /** How much of the attention from a query position goes where other prompts' goes from there: 1 = position alone decides. */
  positional: 'By position',
  /** From the answer position: attention to all positions of the answers' tokens. */
  toAnswer: 'To the answer',
  /** From the answer position: to those of the wrong answers' tokens. */
  toWrong: 'To the wrong answer',
  /** The same, to the last of them alone (S2 of "John gave a drink to", where S is named twice). */
  toLastWrong: 'To the wrong answer again',
} as const
export type HeadScoreName = keyof typeof HEAD_SCORES
export const HEAD_SCORE_NAMES = Object.keys(HEAD_SCORES) as HeadScoreName[]

/** Those that need no answers: measured on repeated random tokens as well. */
export const REPEATED_SCORES = [
  'previousToken',
  'duplicateToken',
  'induction',
  'self',
  'firstToken',
  'spread',
  'positional',
] as const
export type RepeatedScoreName = (typeof REPEATED_SCORES)[number]

/** A score of all heads, by their order in the graph. */
export interface HeadScore {
  /** [head], NaN where no prompt has it */
  mean: Float64Array
  /** [head, prompt] */
  perPrompt: Float64Array
}

/** Direct logit attribution of all that writes to the last stream. */
export interface Attribution {
  /** Senders by name, in the order of the graph, then `constants` (b_O of all layers and the biases of the end). */
  nodes: string[]
  /** [node, prompt] what each adds to the logit difference, in the clean and in the corrupt run */
  clean: Float64Array
  corrupt: Float64Array
  /** [prompt] the logit difference of that run, before a soft cap of the logits */
  cleanLogitDiff: Float64Array
  corruptLogitDiff: Float64Array
  /** The largest |sum over nodes - logit difference| of any prompt and run. */
  largestGap: number
}

/** What is known of all heads on all prompts. */
export interface SetSummary {
  /** `a9.h6`, layer by layer */
  heads: string[]
  scores: Record<HeadScoreName, HeadScore>
  /** On repeated random tokens: [head] */
  repeated: Record<RepeatedScoreName, Float64Array>
  /** null where rows have no answers. Without wrong answers the difference is to the mean logit of all tokens. */
  attribution: Attribution | null
  /**
   * [head] over prompts and both answers: correlation of the attention from the answer position to a token with what the
   * head adds to that token's logit (Wang et al. 2022, figure 3c); NaN with fewer than 4 points
   */
  attentionWrites: Float64Array
}

/** Answered while it is made: `summary` is null until all is done. */
export interface SummaryProgress {
  done: number
  total: number
  summary: SetSummary | null
}
