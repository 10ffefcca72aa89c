import { averaging } from './averaging'
import { duplicateToken } from './duplicate-token'
import { firstToken } from './first-token'
import { idle } from './idle'
import { induction } from './induction'
import { nameMover } from './name-mover'
import { negativeNameMover } from './negative-name-mover'
import { ownToken } from './own-token'
import { positional } from './positional'
import { previousToken } from './previous-token'
import type { Role } from './role'
import { sInhibition } from './s-inhibition'
import { suppressor } from './suppressor'

/** The more specific first: what comes later may be so because of what comes first. */
export const ROLES: readonly Role[] = [
  previousToken,
  duplicateToken,
  induction,
  sInhibition,
  nameMover,
  negativeNameMover,
  suppressor,
  ownToken,
  firstToken,
  positional,
  averaging,
  idle,
]
