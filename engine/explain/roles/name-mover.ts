import { ROLE_TITLES, shareText } from '../../../contract'
import { answerLooks, isMuch } from './answer-looks'
import { CLEAR, WEAK } from './attention-role'
import { evidence, type Role } from './role'

/** Correlation of the attention to a name with what is added to its logit. */
export const WRITES_WHAT_IT_SEES = 0.5

/**
 * Wang et al. 2022: attends from the answer position to names and writes the name that it looks at (copying score,
 * attention against what is written). It may look at the right name alone or at several.
 */
export const nameMover: Role = {
  role: 'name-mover',
  suggest(numbers) {
    const { copying, attentionWrites, attribution, score } = numbers
    const looks = answerLooks(numbers)
    if (!copying || !(looks.beyond >= WEAK) || !isMuch(copying, copying.copying)) return null
    const isClear = looks.beyond >= CLEAR && attentionWrites >= WRITES_WHAT_IT_SEES
    if (!isClear && attentionWrites < 0) return null
    return {
      confidence: isClear ? 'clear' : 'weak',
      evidence: [
        evidence('copying', copying.copying, copying.chance),
        evidence('toAnswer', score.toAnswer, numbers.uniform.score.toAnswer),
        evidence('toWrong', score.toWrong, numbers.uniform.score.toWrong),
        evidence('attentionWrites', attentionWrites),
        evidence('attribution', attribution),
      ],
      sentence: `${ROLE_TITLES['name-mover']}: at the end ${shareText(looks.share)} of its attention is on the answers' tokens, right or wrong (uniform attention: ${shareText(looks.uniform)}), and it writes ${shareText(copying.copying)} of those that it reads.`,
    }
  },
}
