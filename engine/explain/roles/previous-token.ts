import { attentionRole } from './attention-role'

/** Elhage et al. 2021: attends to the position before, whatever is there. */
export const previousToken = attentionRole({
  role: 'previous-token',
  score: 'previousToken',
  goes: 'goes to the token before',
  byRandomTokens: false,
})
