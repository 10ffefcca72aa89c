import { ROLE_TITLES, shareText } from '../../../contract'
import { WEAK } from './attention-role'
import { beyond, evidence, type HeadNumbers, type Role } from './role'

/** By how much name movers' attention moves without it. */
const CLEAR_INHIBITION = 0.1
const WEAK_INHIBITION = 0.03

/** Whether it looks from the answer position at the wrong answer where that comes again (S2). */
export function looksAtRepeatedWrong({ score, uniform }: HeadNumbers): boolean {
  return beyond(score.toLastWrong, uniform.score.toLastWrong) >= WEAK
}

/**
 * Wang et al. 2022: attends from the answer position to S2, and through the queries of name movers turns their attention
 * away from S. The number is by how much that is lost when its edges into their queries are cut.
 */
export const sInhibition: Role = {
  role: 's-inhibition',
  suggest(numbers) {
    const { inhibition, score, uniform } = numbers
    if (!looksAtRepeatedWrong(numbers) || !(inhibition >= WEAK_INHIBITION)) return null
    return {
      confidence: inhibition >= CLEAR_INHIBITION ? 'clear' : 'weak',
      evidence: [
        evidence('inhibition', inhibition),
        evidence('toLastWrong', score.toLastWrong, uniform.score.toLastWrong),
      ],
      sentence: `${ROLE_TITLES['s-inhibition']}: at the end ${shareText(score.toLastWrong)} of its attention is on the wrong answer where it comes last, and without its edges into the queries of name movers ${shareText(inhibition)} of their attention turns from the answer to the wrong one.`,
    }
  },
}
