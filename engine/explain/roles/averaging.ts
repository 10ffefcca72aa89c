import { ROLE_TITLES, shareText } from '../../../contract'
import { evidence, type Role } from './role'

/** Of the entropy of uniform attention: below it some positions count more than others. */
const SPREAD = 0.95

/** Attends to all it sees nearly alike. Never more than worth a look: heads that learned nothing do the same. */
export const averaging: Role = {
  role: 'averaging',
  suggest({ score, repeated }) {
    if (!(score.spread >= SPREAD) || repeated.spread < SPREAD) return null
    return {
      confidence: 'weak',
      evidence: [evidence('spread', score.spread, 1), evidence('repeated spread', repeated.spread, 1)],
      sentence: `${ROLE_TITLES.averaging}: its attention is spread over all it sees, with ${shareText(score.spread)} of the entropy of uniform attention.`,
    }
  },
}
