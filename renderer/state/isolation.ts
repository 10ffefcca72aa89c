import { updateWorkbench, type Isolation } from './workbench'

export const ISOLATIONS: readonly { by: Isolation; label: string; hint: string; key: string }[] = [
  { by: 'neighbours', label: 'Its edges', hint: 'The edges into and out of it', key: 'n' },
  { by: 'upstream', label: 'Upstream', hint: 'All that it reads, directly or not', key: 'u' },
  { by: 'downstream', label: 'Downstream', hint: 'All that reads it, directly or not', key: 'd' },
  { by: 'paths', label: 'Paths through it', hint: 'All paths from embed through it to logits', key: 'p' },
]

/** Chooses what stays in sight around a node or edge. */
export function isolateBy(isolation: Isolation): void {
  updateWorkbench({ isolation })
}
