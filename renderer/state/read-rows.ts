import type { BosChoice, ParsedPrompts } from '../../contract'
import { formatPlural } from '../widgets/format'
import { holdsUnsavedWork, type DraftAction } from './prompt-draft'
import { forgetReplaced, keepReplaced, usePrompts } from './prompt-store'
import { beginAnother, bringBack, changeDraft, offerUndo } from './prompts'

/** Rows of a file or of pasted text, with the notes made while they were read. */
type ReadRows = Pick<ParsedPrompts, 'rows' | 'notes' | 'bos' | 'choices' | 'proposedBos'>

/**
 * Adds pasted rows, with undo. The set's choice of BOS stays. The notes, which say what was left out, are shown with
 * the set.
 */
export function appendRows({ rows, notes, bos }: ReadRows): void {
  const message = `${formatPlural(rows.length, 'row')} ${rows.length === 1 ? 'was' : 'were'} added.`
  const kept = usePrompts.getState().draft.bos
  const conflict = bos === undefined || bos === kept ? [] : [keptBosNote(bos, kept)]
  const all = [...notes, ...conflict]
  changeWithUndo({ type: 'append', rows, notes: all }, message)
}

function keptBosNote(added: BosChoice, kept: BosChoice): string {
  return `The added rows say "bos": "${added}"; the set keeps "${kept}".`
}

/** Opens a file's rows as a new set: mixed into the old one, they would be hard to take out again. */
export function importRows(name: string, { rows, notes, bos, choices, proposedBos }: ReadRows): void {
  changeWithUndo(
    { type: 'import', name, rows, notes, bos, choices, proposedBos },
    `${formatPlural(rows.length, 'row')} from “${name}”.`,
  )
}

/** Changes many rows at once; the undo brings back the draft as it was. */
export function changeWithUndo(action: DraftAction, message: string): void {
  const before = usePrompts.getState().draft
  if (action.type === 'import') beginAnother()
  changeDraft(action)
  if (action.type === 'import' && holdsUnsavedWork(before)) keepReplaced(before)
  const after = usePrompts.getState().draft
  // What was typed since is replaced by the undo, and can be brought back like any other draft.
  offerUndo(message, () => {
    if (usePrompts.getState().draft !== after) return bringBack(before)
    changeDraft({ type: 'restore', draft: before })
    forgetReplaced(before)
  })
}
