import { attentionRole } from './attention-role'

/** Olsson et al. 2022: attends from a token that was there before to what came after it, on repeated random tokens. */
export const induction = attentionRole({
  role: 'induction',
  score: 'induction',
  goes: 'from repeated tokens goes to what came after them before',
  byRandomTokens: true,
})
