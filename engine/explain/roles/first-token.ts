import { attentionRole } from './attention-role'

/** Rests on the first token, mostly BOS, where it finds nothing to do. */
export const firstToken = attentionRole({
  role: 'first-token',
  score: 'firstToken',
  goes: 'goes to the first token',
  clear: 0.9,
  weak: 0.5,
  byRandomTokens: false,
})
