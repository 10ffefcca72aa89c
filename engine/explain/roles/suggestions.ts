import type { RoleName, RoleSuggestion, SuggestedRoles } from '../../../contract'
import { ROLES } from './registry'
import type { HeadNumbers } from './role'

/** Roles of which it follows that where a head looks depends on the position. */
const IN_PLACE: readonly RoleName[] = ['previous-token', 'own-token', 'first-token']
/** Tokens that come twice do so at one distance: a head that looks by position may seem to look for them. */
const BY_REPETITION: readonly RoleName[] = ['duplicate-token', 'induction']

/** What the numbers of a head suggest, the best first. */
export function suggestionsOf(numbers: HeadNumbers): SuggestedRoles {
  const all = ROLES.flatMap(({ role, suggest }): RoleSuggestion[] => {
    const suggestion = suggest(numbers)
    return suggestion ? [{ role, ...suggestion }] : []
  })
  const isClear = (roles: readonly RoleName[]) =>
    all.some(({ role, confidence }) => confidence === 'clear' && roles.includes(role))
  const explained = isClear(BY_REPETITION) || all.some(({ role }) => IN_PLACE.includes(role))
  const seeming: readonly RoleName[] = explained
    ? ['positional']
    : isClear(['positional'])
      ? BY_REPETITION
      : []
  const suggestions = isClear(['idle'])
    ? all.filter(({ role }) => role === 'idle')
    : all.filter(({ role }) => !seeming.includes(role)).sort((a, b) => rank(a) - rank(b))
  return { head: numbers.head, suggestions }
}

const rank = ({ confidence }: RoleSuggestion) => (confidence === 'clear' ? 0 : 1)
