import { create } from 'zustand'
import type { PromptSet, PromptSetSummary } from '../../contract'
import { draftSchema, newDraft, toPromptSet, type PromptDraft } from './prompt-draft'
import type { RowChecks } from './prompt-readiness'
import { useWorkbench } from './workbench'

interface PromptsStore {
  draft: PromptDraft
  /** Whether anything was done in the form since the window opened, be it to empty it. */
  isTouched: boolean
  /** False where the draft is too large to survive a restart unsaved. */
  isKept: boolean
  checks: RowChecks
  /** What is wrong with the set as a whole. */
  setProblems: string[]
  /** One sentence when the rows could not be checked at all. */
  checkProblem: string | null
  sets: PromptSetSummary[]
  /** One sentence when the list of saved sets could not be read. */
  listProblem: string | null
}

const DRAFT_KEY = 'patchbay.prompt-draft'

export const usePrompts = create<PromptsStore>(() => ({
  draft: readDraft(),
  isTouched: false,
  isKept: true,
  checks: {},
  setProblems: [],
  checkProblem: null,
  sets: [],
  listProblem: null,
}))

/** The draft as it would run now. */
export function currentPromptSet(): PromptSet {
  return toPromptSet(usePrompts.getState().draft, isIdsOnly())
}

/** Whether the open model takes token ids only. */
export function isIdsOnly(): boolean {
  const { model } = useWorkbench.getState()
  return model !== null && model.tokenizer === null
}

/**
 * Kept locally with every change, so that nothing typed is lost when the window goes. The browser's
 * storage ends at a few megabytes: whether the draft still fits is part of the state.
 */
export function keepDraft(draft: PromptDraft): void {
  let isKept = true
  try {
    window.localStorage.setItem(DRAFT_KEY, JSON.stringify(draft))
  } catch {
    isKept = false
  }
  if (usePrompts.getState().isKept !== isKept) usePrompts.setState({ isKept })
}

function readDraft(): PromptDraft {
  try {
    const saved: unknown = JSON.parse(window.localStorage.getItem(DRAFT_KEY) ?? 'null')
    return draftSchema.parse(saved)
  } catch {
    // Nothing kept yet, or kept by an older version: the form starts empty.
    return newDraft()
  }
}
