import type { PromptSet } from '../../contract'
import { notifyUndo } from '../widgets/notify-undo'
import { latest } from './latest'
import { forgetChecks, scheduleCheck } from './prompt-checks'
import { holdsUnsavedWork, type DraftAction, type PromptDraft } from './prompt-draft'
import { applyToDraft, currentPromptSet, forgetReplaced, keepReplaced, usePrompts } from './prompt-store'

/** What changes the draft: typing, another set, and the undo of either. */

/** A pause in typing this long sends the row to the tokenizer. */
const TYPING_PAUSE_MS = 150

/** Changes the draft; the next run takes it at once, and it is checked after a pause. */
export function changeDraft(action: DraftAction): void {
  applyToDraft(action)
  if (action.type === 'bos') forgetChecks('outdated')
  scheduleCheck(action.type === 'edit' ? TYPING_PAUSE_MS : 0)
}

type Replacement = Extract<DraftAction, { type: 'load' | 'new' | 'restore' }>

/** Replaces the draft by another one; unsaved work can be brought back, and stays in the list of sets. */
export function replaceDraft(action: Replacement): void {
  latest.prompts.begin()
  putInPlace(action)
}

/** As replaceDraft, where nobody requested a set: one that was requested before still comes. */
export function putInPlace(action: Replacement): void {
  const before = usePrompts.getState().draft
  beginAnother()
  changeDraft(action)
  if (!holdsUnsavedWork(before)) return
  keepReplaced(before)
  const name = before.name.trim() || 'Untitled prompts'
  offerUndo(`The unsaved changes of “${name}” were replaced.`, () => bringBack(before))
}

/**
 * Makes a set that came with something else, a sample or a run, the draft. Where the form holds these very rows, it
 * keeps their name and its unsaved state.
 */
export function takePromptSet(set: PromptSet, savedId: string | null): void {
  const mine = currentPromptSet()
  const isSame = JSON.stringify([set.bos, set.rows]) === JSON.stringify([mine.bos, mine.rows])
  if (!isSame) putInPlace({ type: 'load', savedId, set })
}

/** Puts a draft that was replaced back into the form. */
export function bringBack(draft: PromptDraft): void {
  replaceDraft({ type: 'restore', draft })
  forgetReplaced(draft)
}

/** Answers whether the set in the form is still the one of now. */
export function followSet(): () => boolean {
  const begun = setsBegun
  return () => begun === setsBegun
}

/** Offers of undo that mean the set in the form: of another set's rows they would make a mixture. */
const offers: (() => void)[] = []
/** Counts the sets that were in the form. */
let setsBegun = 0

export function offerUndo(message: string, undo: () => void): void {
  offers.push(notifyUndo(message, undo))
}

/** Another set comes into the form: what is under way or offered about the one before does not mean this one. */
export function beginAnother(): void {
  setsBegun++
  for (const takeBack of offers.splice(0)) takeBack()
}

/** Deletes a row, with undo. */
export function deleteRow(key: number): void {
  const { rows } = usePrompts.getState().draft
  const index = rows.findIndex((row) => row.key === key)
  if (index < 0) return
  const row = rows[index]
  changeDraft({ type: 'delete', key })
  if (row.clean || row.corrupt)
    offerUndo(`Row ${index + 1} was deleted.`, () => changeDraft({ type: 'insert', index, row }))
}
