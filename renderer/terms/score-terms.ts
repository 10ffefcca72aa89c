import { HEAD_SCORE_NAMES, HEAD_SCORES, type HeadScoreName } from '../../contract'
import type { Term } from './term'

const TEXTS: Record<HeadScoreName, string> = {
  previousToken: 'How much of its attention goes to the token before.',
  duplicateToken: 'From tokens that were there before: how much goes to the earlier ones.',
  induction: 'From tokens that were there before: how much goes to what came after the earlier ones.',
  self: 'How much of its attention stays on the token itself.',
  firstToken: 'How much of its attention goes to the first token, where heads rest that have nothing to do.',
  spread: 'How evenly it looks at all that it sees: 1 is uniform, 0 is one token.',
  positional: 'How far the position alone says where it looks: 1 is the same on every prompt.',
  toAnswer: 'From the answer position: how much goes to the answer, where the prompt contains it.',
  toWrong: 'From the answer position: how much goes to the wrong answer, where the prompt contains it.',
  toLastWrong: 'From the answer position: how much goes to the last mention of the wrong answer alone.',
}

/** What a head's attention is scored by. */
export const SCORE_TERMS = Object.fromEntries(
  HEAD_SCORE_NAMES.map((name): [HeadScoreName, Term] => [
    name,
    { words: [HEAD_SCORES[name]], text: TEXTS[name], doc: ['methods', 'scores-of-heads'] },
  ]),
) as Record<HeadScoreName, Term>
