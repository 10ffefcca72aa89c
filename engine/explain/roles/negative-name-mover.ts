import { towardsAnswer } from './answer-looks'
import { holdsDown } from './holds-down'

/** Wang et al. 2022: a head that looks at the right name and lowers its logit. */
export const negativeNameMover = holdsDown({
  role: 'negative-name-mover',
  fits: (numbers) => towardsAnswer(numbers) >= 0 && numbers.attribution < 0,
  what: 'the right one',
})
