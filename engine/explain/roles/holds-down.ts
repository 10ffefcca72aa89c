import { ROLE_TITLES, shareText, type RoleName } from '../../../contract'
import { answerLooks, isMuch } from './answer-looks'
import { CLEAR, WEAK } from './attention-role'
import { WRITES_WHAT_IT_SEES } from './name-mover'
import { evidence, type HeadNumbers, type Role } from './role'

interface HoldsDown {
  role: RoleName
  /** Whether what it looks at more is what this role is about, and what it does to the logit difference fits. */
  fits(numbers: HeadNumbers): boolean
  /** "the answer" */
  what: string
}

/** A role that looks at answers' tokens and lowers their logits: the reverse of a name mover. */
export function holdsDown({ role, fits, what }: HoldsDown): Role {
  return {
    role,
    suggest(numbers) {
      const { copying, attentionWrites, attribution, score, uniform } = numbers
      const looks = answerLooks(numbers)
      if (!copying || !(looks.beyond >= WEAK) || !isMuch(copying, copying.suppressing) || !fits(numbers))
        return null
      const isClear = looks.beyond >= CLEAR && attentionWrites <= -WRITES_WHAT_IT_SEES
      if (!isClear && attentionWrites > 0) return null
      return {
        confidence: isClear ? 'clear' : 'weak',
        evidence: [
          evidence('suppressing', copying.suppressing, copying.chance),
          evidence('toAnswer', score.toAnswer, uniform.score.toAnswer),
          evidence('toWrong', score.toWrong, uniform.score.toWrong),
          evidence('attentionWrites', attentionWrites),
          evidence('attribution', attribution),
        ],
        sentence: `${ROLE_TITLES[role]}: at the end ${shareText(looks.share)} of its attention is on the answers' tokens, most on ${what}, and it holds down ${shareText(copying.suppressing)} of those that it reads; directly it adds ${shareText(attribution)} to the logit difference.`,
      }
    },
  }
}
