import { z } from 'zod'
import { create } from 'zustand'
import type { PromptSet, PromptSetSummary } from '../../contract'
import { draftSchema, newDraft, toPromptSet, type PromptDraft } from './prompt-draft'
import type { RowChecks } from './prompt-readiness'
import { useWorkbench } from './workbench'

const replacedSchema = z.object({ draft: draftSchema, replacedAt: z.number() })
export type ReplacedDraft = z.infer<typeof replacedSchema>

interface PromptsStore {
  draft: PromptDraft
  /** Whether anything was done in the form since the window opened, be it to empty it. */
  isTouched: boolean
  /** False where the draft is too large to survive a restart unsaved. */
  isKept: boolean
  checks: RowChecks
  /** Drafts that others took the place of before they were saved, the latest first. */
  replaced: ReplacedDraft[]
  /** What is wrong with the set as a whole. */
  setProblems: string[]
  /** One sentence when the rows could not be checked at all. */
  checkProblem: string | null
  sets: PromptSetSummary[]
  /** One sentence when the list of saved sets could not be read. */
  listProblem: string | null
}

const DRAFT_KEY = 'patchbay.prompt-draft'
const REPLACED_KEY = 'patchbay.replaced-drafts'
/** More would fill the browser's storage, which the draft itself needs. */
const MOST_REPLACED = 5

export const usePrompts = create<PromptsStore>(() => ({
  draft: readKept(DRAFT_KEY, draftSchema) ?? newDraft(),
  replaced: readKept(REPLACED_KEY, z.array(replacedSchema)) ?? [],
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
  const isKept = keep(DRAFT_KEY, draft)
  if (usePrompts.getState().isKept !== isKept) usePrompts.setState({ isKept })
}

/** A draft that was never saved and gives way to another: it can be taken back long after. */
export function keepReplaced(draft: PromptDraft): void {
  setReplaced([{ draft, replacedAt: Date.now() }, ...usePrompts.getState().replaced].slice(0, MOST_REPLACED))
}

export function forgetReplaced(draft: PromptDraft): void {
  setReplaced(usePrompts.getState().replaced.filter((one) => one.draft !== draft))
}

function setReplaced(replaced: ReplacedDraft[]): void {
  usePrompts.setState({ replaced })
  // What does not fit is kept for as long as the window is open.
  let fitting = replaced.length
  while (fitting > 0 && !keep(REPLACED_KEY, replaced.slice(0, fitting))) fitting--
  if (fitting === 0) keep(REPLACED_KEY, [])
}

/** False where the browser's storage has no room for it. */
function keep(key: string, value: unknown): boolean {
  try {
    window.localStorage.setItem(key, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}

/** null where nothing is kept yet, or by an older version. */
function readKept<T>(key: string, schema: z.ZodType<T>): T | null {
  try {
    return schema.parse(JSON.parse(window.localStorage.getItem(key) ?? 'null'))
  } catch {
    return null
  }
}
