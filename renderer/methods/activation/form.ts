import { createForm } from '../../state/forms'

/** Which sites Confirm measures: the strongest of the screening, or the selection. */
export const confirmForm = createForm<{ confirmWhat: 'top' | 'selection' }>(
  'confirm',
  { confirmWhat: 'top' },
  { formerly: 'patchbay.stages' },
)
