import { ROLE_TITLES, shareText } from '../../../contract'
import { evidence, type HeadNumbers, type Role } from './role'

/** The least share of attention that goes to the same positions with other tokens, and the most that it is spread. */
interface Limits {
  positional: number
  spread: number
}
const CLEAR: Limits = { positional: 0.9, spread: 0.5 }
const WEAK: Limits = { positional: 0.8, spread: 0.6 }
/** Where there are no random tokens: prompts made of one template have the same at the same positions. */
const ON_SET: Limits = { positional: 0.95, spread: 0.5 }

/** Where it looks follows from the position alone, whatever is there; by random tokens, where the context has room. */
export const positional: Role = {
  role: 'positional',
  suggest(numbers) {
    const { score, repeated } = numbers
    const onRandom = Number.isFinite(repeated.positional)
    if (!(onRandom ? isWithin(numbers, WEAK) : has(score, ON_SET))) return null
    const [share, whose] = onRandom
      ? [repeated.positional, 'with other tokens']
      : [score.positional, 'on the other prompts']
    return {
      confidence: onRandom && isWithin(numbers, CLEAR) ? 'clear' : 'weak',
      evidence: [
        evidence('repeated positional', repeated.positional),
        evidence('positional', score.positional),
        evidence('repeated spread', repeated.spread),
      ],
      sentence: `${ROLE_TITLES.positional}: where it looks follows from the position alone; ${whose} ${shareText(share)} of its attention goes to the same positions.`,
    }
  },
}

/** On random tokens, and on the set where it has other prompts of that length. */
function isWithin({ score, repeated }: HeadNumbers, limits: Limits): boolean {
  return has(repeated, limits) && !(score.positional < limits.positional)
}

const has = (scores: Limits, limits: Limits): boolean =>
  scores.positional >= limits.positional && scores.spread <= limits.spread
