import { formatPlural } from '../widgets/format'
import { forgetChecks, scheduleCheck } from './prompt-checks'
import { holdsUnsavedWork, isBlank, type DraftAction, type PromptDraft } from './prompt-draft'
import { applyToDraft, forgetReplaced, keepReplaced, usePrompts } from './prompt-store'
import { recordChange, useChanges, type Change } from './undo'

/** How changes of the draft are taken back. */

/** Letters typed into one field, one after the other, are one change. */
let typing: { change: Change; field: string; before: PromptDraft } | null = null

/** Remembers the change that an action has just made to the draft. */
export function recordDraftChange(action: DraftAction, before: PromptDraft): void {
  const after = usePrompts.getState().draft
  const isNews = after !== before && !(isEmpty(before) && action.type === 'load')
  const what = isNews ? textOf(action, before) : null
  if (what === null) return
  const field = fieldOf(action, after)
  const goesOn = field !== null && typing?.field === field && useChanges.getState().done.at(-1) === typing.change
  const joined = goesOn ? typing! : null
  const from = joined?.before ?? before
  const change = recordChange(
    {
      what,
      undo: () => putBack(from, after, action.type === 'delete' ? insertion(from, action.key) : null),
      redo: () => putBack(after, from),
    },
    joined?.change,
  )
  typing = field === null ? null : { change, field, before: from }
}

/**
 * Puts `wanted` in the place of `expected`. Where something else is in the form by now, `instead` is done to it; without
 * one it is replaced, and can be brought back like any other draft.
 */
function putBack(wanted: PromptDraft, expected: PromptDraft, instead: DraftAction | null = null): void {
  const now = usePrompts.getState().draft
  const isExpected = now.rows === expected.rows
  if (!isExpected && !instead && holdsUnsavedWork(now)) keepReplaced(now)
  applyToDraft(!isExpected && instead ? instead : { type: 'restore', draft: asSavedSince(wanted, now, expected) })
  forgetReplaced(wanted)
  forgetChecks('outdated')
  scheduleCheck(0)
}

/** The set may have been saved, renamed or deleted since: what is put back is then no longer as it was saved. */
function asSavedSince(wanted: PromptDraft, now: PromptDraft, expected: PromptDraft): PromptDraft {
  if (now === expected || now.rows !== expected.rows) return wanted
  return { ...wanted, savedId: now.savedId, dirty: true }
}

function insertion(draft: PromptDraft, key: number): DraftAction | null {
  const index = draft.rows.findIndex((row) => row.key === key)
  return index < 0 ? null : { type: 'insert', index, row: draft.rows[index] }
}

function fieldOf(action: DraftAction, { rows }: PromptDraft): string | null {
  if (action.type === 'edit') return `${action.field} ${action.key} ${rows.length}`
  return action.type === 'name' ? 'name' : null
}

/** A first set comes into an empty form, as it does on the first start: nobody wants the empty form back. */
function isEmpty({ rows, dirty }: PromptDraft): boolean {
  return !dirty && rows.every(isBlank)
}

/** Continues “Undo: ”; null for what is not a person's change of the prompts. */
function textOf(action: DraftAction, before: PromptDraft): string | null {
  switch (action.type) {
    case 'edit':
      return `edit row ${rowNumber(before, action.key)}`
    case 'delete':
      return `delete row ${rowNumber(before, action.key)}`
    case 'duplicate':
      return `duplicate row ${rowNumber(before, action.key)}`
    case 'add':
      return 'add a row'
    case 'insert':
      return `insert row ${action.index + 1}`
    case 'keep':
      return `remove ${formatPlural(before.rows.length - action.keys.length, 'row')}`
    case 'append':
      return `add ${formatPlural(action.rows.length, 'row')}`
    case 'spans':
      return `name spans of ${formatPlural(action.keys.length, 'row')}`
    case 'trim':
      return 'take spaces off the prompts'
    case 'bos':
    case 'choose':
      return 'change how prompts are read'
    case 'name':
      return 'rename the prompt set'
    case 'import':
      return `open “${action.name}”`
    case 'load':
      return `open “${action.set.name}”`
    case 'restore':
      return `bring back “${action.draft.name.trim() || 'Untitled prompts'}”`
    case 'new':
      return 'begin a new prompt set'
    // What is saved is not taken back with the draft.
    case 'saved':
    case 'detach':
    case 'attach':
      return null
  }
}

function rowNumber({ rows }: PromptDraft, key: number): number {
  return rows.findIndex((row) => row.key === key) + 1
}
