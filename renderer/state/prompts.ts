import type { PromptSet } from '../../contract'
import { isSamePrompts } from './belonging'
import { latest } from './latest'
import { offerToUndo } from './notify-change'
import { forgetChecks, scheduleCheck } from './prompt-checks'
import { recordDraftChange } from './prompt-undo'
import { holdsUnsavedWork, type DraftAction, type PromptDraft } from './prompt-draft'
import { applyToDraft, currentPromptSet, forgetReplaced, keepReplaced, usePrompts } from './prompt-store'
import { useChanges } from './undo'

/** The actions that change the draft: typing, another set, and the undo of either. */

/** A pause in typing this long sends the row to the tokenizer. */
const TYPING_PAUSE_MS = 150

/** Changes the draft; the next run takes it at once, and it is checked after a pause. */
export function changeDraft(action: DraftAction): void {
  const before = usePrompts.getState().draft
  applyToDraft(action)
  if (isOfReading(action)) forgetChecks('outdated')
  scheduleCheck(action.type === 'edit' ? TYPING_PAUSE_MS : 0)
  recordDraftChange(action, before)
}

/** Whether the texts become other tokens by it. */
function isOfReading(action: DraftAction): boolean {
  return action.type === 'bos' || (action.type === 'choose' && 'answerReading' in action.choices)
}

type Replacement = Extract<DraftAction, { type: 'load' | 'new' | 'restore' }>

/** Replaces the draft by another one; unsaved work can be brought back, and stays in the list of sets. */
export function replaceDraft(action: Replacement): void {
  latest.prompts.begin()
  putInPlace(action)
}

/** Like replaceDraft, but a set that was requested before and is still being read will replace this one. */
export function putInPlace(action: Replacement): void {
  const before = usePrompts.getState().draft
  beginAnother()
  changeDraft(action)
  if (!holdsUnsavedWork(before)) return
  keepReplaced(before)
  const name = before.name.trim() || 'Untitled prompts'
  offerUndo(`The unsaved changes of “${name}” were replaced.`)
}

/**
 * Makes the set of a sample or a run the draft. Where the form already holds these very rows, it keeps its name and
 * its unsaved state.
 */
export function takePromptSet(set: PromptSet, savedId: string | null): void {
  const mine = currentPromptSet()
  const isSame = isSamePrompts(set, mine)
  if (!isSame) putInPlace({ type: 'load', savedId, set })
}

/** Puts a draft that was replaced back into the form. */
export function bringBack(draft: PromptDraft): void {
  replaceDraft({ type: 'restore', draft })
  forgetReplaced(draft)
}

/** Returns a function that says whether the form still holds the set it holds now. */
export function followSet(): () => boolean {
  const begun = setsBegun
  return () => begun === setsBegun
}

/** Offers of undo for the set in the form. */
const offers: (() => void)[] = []
/** Counts the sets that were in the form. */
let setsBegun = 0

/** Says what the latest change of the draft was, and offers to undo it. */
export function offerUndo(message: string): void {
  const change = useChanges.getState().done.at(-1)
  if (change) offers.push(offerToUndo(message, change))
}

/** Another set comes into the form: requests and offers of undo for the one before no longer apply. */
export function beginAnother(): void {
  setsBegun++
  for (const withdraw of offers.splice(0)) withdraw()
}

/** Deletes a row, with undo. */
export function deleteRow(key: number): void {
  const { rows } = usePrompts.getState().draft
  const index = rows.findIndex((row) => row.key === key)
  if (index < 0) return
  const row = rows[index]
  changeDraft({ type: 'delete', key })
  if (row.clean || row.corrupt)
    offerUndo(`Row ${index + 1} was deleted.`)
}
