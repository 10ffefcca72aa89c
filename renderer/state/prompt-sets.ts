import { messageOf, type ModelInfo } from '../../contract'
import { isSameModel } from './belonging'
import { latest } from './latest'
import { call, onEvent } from './client'
import { useHost } from './host'
import { notifyChange } from './notify-change'
import { forgetChecks, scheduleCheck } from './prompt-checks'
import { isBundledSet } from './prompt-draft'
import { currentPromptSet, usePrompts } from './prompt-store'
import { changeDraft, followSet, putInPlace, replaceDraft } from './prompts'
import { useWorkbench } from './workbench'

/** The sets that the host keeps, and how the draft follows their changes and another model. */

/** Loads a saved or bundled set into the form. */
export async function loadSet(id: string): Promise<void> {
  const isWanted = latest.prompts.begin()
  const set = await call('promptSets.get', { id })
  if (isWanted()) replaceDraft({ type: 'load', savedId: id, set })
}

/** Saves the draft under a name: over set `id`, or as a new one. A name already taken is refused by the host. */
export async function saveDraft(name: string, id?: string): Promise<void> {
  const sent = usePrompts.getState().draft
  const isSameSet = followSet()
  const summary = await call('promptSets.save', { id, set: { ...currentPromptSet(), name } })
  // Another set may be in the form by now: it is not the one that was saved.
  if (isSameSet()) changeDraft({ type: 'saved', savedId: summary.id, name: summary.name, sent })
}

/** Deletes a saved set, with undo. @throws PatchbayError */
export async function deleteSet(id: string): Promise<void> {
  const set = await call('promptSets.get', { id })
  let attach = await removeSet(id)
  notifyChange(`“${set.name}” was deleted.`, {
    what: `delete “${set.name}”`,
    undo: async () => {
      await call('promptSets.save', { id, set })
      attach()
    },
    redo: async () => {
      attach = await removeSet(id)
    },
  })
}

/** Returns what makes the draft that set's again, should it come back while it is still in the form. */
async function removeSet(id: string): Promise<() => void> {
  await call('promptSets.delete', { id })
  const { draft: before } = usePrompts.getState()
  if (before.savedId !== id) return () => undefined
  changeDraft({ type: 'detach' })
  const isSameSet = followSet()
  const saved = before.dirty ? null : usePrompts.getState().draft
  return () => {
    if (isSameSet() && usePrompts.getState().draft.savedId === null)
      changeDraft({ type: 'attach', savedId: id, saved })
  }
}

async function refreshSets(): Promise<void> {
  try {
    usePrompts.setState({ sets: await call('promptSets.list', {}), listProblem: null })
  } catch (error) {
    usePrompts.setState({ listProblem: messageOf(error) })
  }
}

/** Keeps the list of sets and the checks of the draft fresh for the life of the window; returns the function that ends it. */
export function followPrompts(): () => void {
  void refreshSets()
  scheduleCheck(0)
  const endWorkbench = useWorkbench.subscribe((now, before) => {
    if (now.model?.stamp === before.model?.stamp && now.model?.path === before.model?.path) return
    forgetChecks('all')
    if (isForeignSample(before.model)) putInPlace({ type: 'new' })
    scheduleCheck(0)
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

/** Whether the form holds a sample's untouched prompts and another model was opened, whose vocabulary may not have their words. */
function isForeignSample(before: ModelInfo | null): boolean {
  const { draft } = usePrompts.getState()
  const { model } = useWorkbench.getState()
  if (!model || !before || !isBundledSet(draft) || isOfSample(draft.savedId, model.path)) return false
  // The sample's own folder, opened by its path, is the same model, and so is a copy of it.
  return !isSameModel(model, before)
}

/** Whether a bundled set belongs to the sample of this path. */
function isOfSample(setId: string | null, modelPath: string): boolean {
  const sample = useHost.getState().info?.samples.find(({ path }) => path === modelPath)
  return sample?.prompts.some(({ id }) => id === setId) ?? false
}
