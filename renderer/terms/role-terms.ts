import { ROLE_NAMES, ROLE_TITLES, type RoleName } from '../../contract'
import type { Term } from './term'

const TEXTS: Record<RoleName, string> = {
  'previous-token': 'Looks at the token before.',
  'duplicate-token': 'Looks at an earlier occurrence of the token.',
  induction:
    'Looks at what came after an earlier occurrence of the token, and so continues what was seen before.',
  'name-mover': 'Looks from the answer position at the answers and writes what it reads there.',
  'negative-name-mover': 'Looks at the answers and lowers what it reads there.',
  suppressor: 'Looks at the wrong answers and lowers what it reads there, which helps the answer.',
  's-inhibition': 'Looks at the repeated name and turns the attention of name movers away from it.',
  'own-token': 'Looks at its own token.',
  'first-token': 'Rests on the first token, as heads do that have nothing to do on these prompts.',
  positional: 'Looks by position alone, whatever the tokens are.',
  averaging: 'Looks at all that it sees alike.',
  idle: 'Writes next to nothing on these prompts.',
}

/** What the numbers of a head may suggest that it does. */
export const ROLE_TERMS = Object.fromEntries(
  ROLE_NAMES.map((role): [RoleName, Term] => [
    role,
    { words: [ROLE_TITLES[role]], text: TEXTS[role], doc: ['methods', role] },
  ]),
) as Record<RoleName, Term>
