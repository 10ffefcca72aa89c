import type { BosChoice, ModelInfo, ParsedPrompts, PromptSet } from '../../contract'
import { formatPlural } from '../widgets/format'
import { notifyUndo } from '../widgets/notify-undo'
import { asked } from './asked'
import { call, onEvent } from './client'
import { forgetChecks, scheduleCheck } from './prompt-checks'
import {
  holdsUnsavedWork,
  isBundledSet,
  reduceDraft,
  type DraftAction,
  type PromptDraft,
} from './prompt-draft'
import { currentPromptSet, forgetReplaced, keepDraft, keepReplaced, usePrompts } from './prompt-store'
import { updateWorkbench, useWorkbench } from './workbench'

/** Rows of a file or of pasted text, with what was said while they were read. */
type ReadRows = Pick<ParsedPrompts, 'rows' | 'notes' | 'bos'>

/** A pause in typing this long sends the row to the tokenizer. */
const TYPING_PAUSE_MS = 150

/** Changes the draft; it is kept locally and taken over by the next run at once, and checked after a pause. */
export function changeDraft(action: DraftAction): void {
  usePrompts.setState(({ draft }) => ({ draft: reduceDraft(draft, action), isTouched: true }))
  if (action.type === 'bos') forgetChecks('outdated')
  mirror()
  scheduleCheck(action.type === 'edit' ? TYPING_PAUSE_MS : 0)
}

type Replacement = Extract<DraftAction, { type: 'load' | 'new' | 'restore' }>

/** Replaces the draft by another one; unsaved work can be brought back, and stays in the list of sets. */
export function replaceDraft(action: Replacement): void {
  asked.prompts.ask()
  putInPlace(action)
}

/** As replaceDraft, where nobody asked for a set: what was asked for before still comes. */
function putInPlace(action: Replacement): void {
  const before = usePrompts.getState().draft
  beginAnother()
  changeDraft(action)
  if (!holdsUnsavedWork(before)) return
  keepReplaced(before)
  const name = before.name.trim() || 'Untitled prompts'
  offerUndo(`The unsaved changes of “${name}” were replaced.`, () => bringBack(before))
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
/** Counts the sets that stood in the form. */
let setsBegun = 0

function offerUndo(message: string, undo: () => void): void {
  offers.push(notifyUndo(message, undo))
}

/** Another set comes into the form: what is under way or offered about the one before does not mean this one. */
function beginAnother(): void {
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

/** Loads a saved or bundled set into the form. */
export async function loadSet(id: string): Promise<void> {
  const isWanted = asked.prompts.ask()
  const set = await call('promptSets.get', { id })
  if (isWanted()) replaceDraft({ type: 'load', savedId: id, set })
}

/** Saves the draft under a name: over set `id`, or as a new one. A name already taken is refused by the host. */
export async function saveDraft(name: string, id?: string): Promise<void> {
  const sent = usePrompts.getState().draft
  const isStillThere = followSet()
  const summary = await call('promptSets.save', { id, set: { ...currentPromptSet(), name } })
  // Another set may stand in the form by now: it is not the one that was saved.
  if (isStillThere()) changeDraft({ type: 'saved', savedId: summary.id, name: summary.name, sent })
}

export async function deleteSet(id: string): Promise<void> {
  await call('promptSets.delete', { id })
  if (usePrompts.getState().draft.savedId === id) changeDraft({ type: 'detach' })
}

export async function refreshSets(): Promise<void> {
  try {
    usePrompts.setState({ sets: await call('promptSets.list', {}), listProblem: null })
  } catch (error) {
    usePrompts.setState({ listProblem: messageOf(error) })
  }
}

/** Adds pasted rows, with undo; the notes say what of the text was left out. The set's choice of BOS stays. */
export function appendRows({ rows, notes, bos }: ReadRows): void {
  const message = `${formatPlural(rows.length, 'row')} ${rows.length === 1 ? 'was' : 'were'} added.`
  const kept = usePrompts.getState().draft.bos
  const conflict = bos === undefined || bos === kept ? [] : [keptBosNote(bos, kept)]
  const all = [...notes, ...conflict]
  changeWithUndo({ type: 'append', rows, notes: all }, [message, ...all])
}

function keptBosNote(said: BosChoice, kept: BosChoice): string {
  return `The added rows say "bos": "${said}"; the set keeps "${kept}".`
}

/** Opens a file's rows as a set of its own: mixed into the set before, they would be hard to take out again. */
export function importRows(name: string, { rows, notes, bos }: ReadRows): void {
  changeWithUndo({ type: 'import', name, rows, notes, bos }, [
    `${formatPlural(rows.length, 'row')} from “${name}”.`,
    ...notes,
  ])
}

function changeWithUndo(action: DraftAction, sentences: readonly string[]): void {
  const before = usePrompts.getState().draft
  if (action.type === 'import') beginAnother()
  changeDraft(action)
  if (action.type === 'import' && holdsUnsavedWork(before)) keepReplaced(before)
  const after = usePrompts.getState().draft
  // What was typed since is replaced by the undo, and comes back as any other.
  offerUndo(sentences.join(' '), () => {
    if (usePrompts.getState().draft !== after) return bringBack(before)
    changeDraft({ type: 'restore', draft: before })
    forgetReplaced(before)
  })
}

/** Keeps draft, workbench and checks in step for the life of the window; returns the function that ends it. */
export function followPrompts(): () => void {
  adoptWorkbench()
  void refreshSets()
  scheduleCheck(0)
  const endWorkbench = useWorkbench.subscribe((now, before) => {
    if (now.model !== before.model) {
      forgetChecks('all')
      if (isForeignSample(before.model)) putInPlace({ type: 'new' })
      else mirror()
      scheduleCheck(0)
    }
    adoptWorkbench()
  })
  const endEvents = onEvent((event) => {
    const isBack = event.type === 'host-status' && event.status === 'ready'
    if (isBack || event.type === 'prompt-sets-changed') void refreshSets()
    if (isBack) scheduleCheck(0)
  })
  return () => {
    endWorkbench()
    endEvents()
  }
}

/** The sample's prompts stand in the form, untouched, and another model was opened: its words are not theirs. */
function isForeignSample(before: ModelInfo | null): boolean {
  const { draft } = usePrompts.getState()
  const { model } = useWorkbench.getState()
  if (!model || !before || !isBundledSet(draft) || draft.savedId === model.path) return false
  // The sample's own folder, opened by its path, is the same model.
  return model.hash !== before.hash
}

let mirrored: PromptSet | null = null

/** The workbench holds what the next run takes: always the draft as it stands. */
function mirror(): void {
  const { draft } = usePrompts.getState()
  keepDraft(draft)
  mirrored = currentPromptSet()
  updateWorkbench({ prompts: mirrored, promptSetId: draft.savedId })
}

/** Prompts that came from elsewhere (a sample, an opened run) become the draft. */
function adoptWorkbench(): void {
  const { prompts, promptSetId } = useWorkbench.getState()
  if (prompts === mirrored) return
  const mine = currentPromptSet()
  const isSame = JSON.stringify([prompts.bos, prompts.rows]) === JSON.stringify([mine.bos, mine.rows])
  if (isSame || (mirrored === null && prompts.rows.length === 0)) mirror()
  else putInPlace({ type: 'load', savedId: promptSetId, set: prompts })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
