import { attentionRole } from './attention-role'

/** Attends to the position that it writes to. */
export const ownToken = attentionRole({
  role: 'own-token',
  score: 'self',
  goes: 'stays at its own token',
  byRandomTokens: false,
})
