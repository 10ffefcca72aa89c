import type { ParsedPrompts } from '../../contract'
import { formatPlural } from '../widgets/format'
import { holdsUnsavedWork, type DraftAction } from './prompt-draft'
import { keepReplaced, usePrompts } from './prompt-store'
import { beginAnother, changeDraft, offerUndo } from './prompts'

/** Rows of a file or of pasted text, with the notes made while they were read. */
type ReadRows = Pick<ParsedPrompts, 'rows' | 'notes' | 'bos' | 'choices' | 'proposedBos'>

/**
 * Adds pasted rows, with undo. The set's choices of BOS and of how answers are read stay. The notes, which say what was
 * left out, are shown with the set.
 */
export function appendRows({ rows, notes, bos, choices, proposedBos }: ReadRows): void {
  const message = `${formatPlural(rows.length, 'row')} ${rows.length === 1 ? 'was' : 'were'} added.`
  const { bos: keptBos, answerReading = 'auto' } = usePrompts.getState().draft
  const all = [
    ...notes,
    ...(proposedBos && proposedBos.bos !== keptBos ? [proposedBos.why] : []),
    ...keptNote('bos', bos, keptBos),
    ...keptNote('answer_reading', choices?.answerReading, answerReading),
  ]
  changeWithUndo({ type: 'append', rows, notes: all }, message)
}

function keptNote<Choice extends string>(name: string, added: Choice | undefined, kept: Choice): string[] {
  if (added === undefined || added === kept) return []
  return [`The added rows say "${name}": "${added}"; the set keeps "${kept}".`]
}

/** Opens a file's rows as a new set: mixed into the old one, they would be hard to take out again. */
export function importRows(name: string, { rows, notes, bos, choices, proposedBos }: ReadRows): void {
  const { bos: before } = usePrompts.getState().draft
  const isKept = bos === undefined && before !== 'tokenizer'
  const kept = isKept ? ` BOS stays "${before}", as it was chosen for the set before.` : ''
  changeWithUndo(
    { type: 'import', name, rows, notes, bos, choices, proposedBos },
    `${formatPlural(rows.length, 'row')} from “${name}”.${kept}`,
  )
}

/** Changes many rows at once; the undo brings back the draft as it was. */
export function changeWithUndo(action: DraftAction, message: string): void {
  const before = usePrompts.getState().draft
  if (action.type === 'import') beginAnother()
  changeDraft(action)
  if (action.type === 'import' && holdsUnsavedWork(before)) keepReplaced(before)
  offerUndo(message)
}
