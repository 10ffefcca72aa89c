import type { Copying } from '../../../contract'
import { beyond, type HeadNumbers } from './role'

/** Attention from the answer position to the answers and to the wrong answers, and how much of it is beyond uniform. */
export function answerLooks({ score, uniform }: HeadNumbers) {
  const both = (of: Record<'toAnswer' | 'toWrong', number>) => orNone(of.toAnswer) + orNone(of.toWrong)
  const share = both(score)
  return { share, uniform: both(uniform.score), beyond: beyond(share, both(uniform.score)) }
}

/** Attention to the answers less that to the wrong answers. */
export const towardsAnswer = ({ score }: HeadNumbers): number => orNone(score.toAnswer) - orNone(score.toWrong)

/** A prompt that does not name it has no attention to it. */
const orNone = (share: number) => (Number.isNaN(share) ? 0 : share)

/** The share of tokens that a head has to copy, or to hold down, and the chance that it does by luck. */
const COPIED = 0.25
const BY_LUCK = 1e-4

/** Whether so large a share of the tokens read can hardly be luck. */
export function isMuch({ chance, tokens }: Copying, share: number): boolean {
  const count = tokens.length
  return share >= COPIED && tailOf(count, chance, Math.round(share * count)) < BY_LUCK
}

/** The chance of at least so many hits of `count`. */
function tailOf(count: number, chance: number, hits: number): number {
  let term = (1 - chance) ** count
  let below = 0
  for (let i = 0; i < hits; i++) {
    below += term
    term *= ((count - i) / (i + 1)) * (chance / (1 - chance))
  }
  return 1 - below
}
