import { create } from 'zustand'

/** The dialogs about runs, opened from wherever a run is at hand. */
export type RunDialog =
  | { kind: 'note'; id: string }
  | { kind: 'tags'; ids: readonly string[] }
  /** Its configuration as a form, to run it with changes. */
  | { kind: 'changes'; id: string }
  /** As a command line, and for programs of others. */
  | { kind: 'command'; id: string }

export const useRunDialog = create<{ dialog: RunDialog | null }>(() => ({ dialog: null }))

export function openRunDialog(dialog: RunDialog): void {
  useRunDialog.setState({ dialog })
}

export function closeRunDialog(): void {
  useRunDialog.setState({ dialog: null })
}
