import { createForm } from '../../state/forms'

/** The path as it is typed: `logits ← 1.2.q ← 0.1`, `a0.h1->a1.h2<q>->logits`. */
export const pathForm = createForm('path', { path: '' }, { ofModel: ['path'], formerly: 'patchbay.stages' })
