import { towardsAnswer } from './answer-looks'
import { holdsDown } from './holds-down'

/** A head that looks at the wrong name and lowers its logit (copy suppression, McDougall et al. 2023, where it helps). */
export const suppressor = holdsDown({
  role: 'suppressor',
  fits: (numbers) => towardsAnswer(numbers) < 0 && numbers.attribution > 0,
  what: 'the wrong one',
})
