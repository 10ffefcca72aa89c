import { attentionRole } from './attention-role'

/** Wang et al. 2022: attends from a token that was there before to where it was. */
export const duplicateToken = attentionRole({
  role: 'duplicate-token',
  score: 'duplicateToken',
  goes: 'from repeated tokens goes to where they were before',
  byRandomTokens: true,
})
