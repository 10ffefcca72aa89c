import { create } from 'zustand'
import type { PromptSet, PromptSetSummary } from '../../contract'
import {
  keepDraft,
  keepReplacedDrafts,
  readKeptDraft,
  readReplacedDrafts,
  type ReplacedDraft,
} from './kept-drafts'
import { reduceDraft, toPromptSet, type DraftAction, type PromptDraft } from './prompt-draft'
import type { RowChecks } from './prompt-readiness'
import { DraftKeeper } from './draft-keeper'
import { useWorkbench, type Workbench } from './workbench'

interface PromptsStore {
  /** What the Dataset form edits and the next run takes. */
  draft: PromptDraft
  /** Whether anything was changed in the form since the window opened, even if only to empty it. */
  isTouched: boolean
  /** False where the draft is too large to survive a restart unsaved. */
  isKept: boolean
  checks: RowChecks
  /** Drafts that were replaced before they were saved, the latest first. */
  replaced: ReplacedDraft[]
  /** What is wrong with the set as a whole. */
  setProblems: string[]
  /** One sentence when the rows could not be checked at all. */
  checkProblem: string | null
  sets: PromptSetSummary[]
  /** One sentence when the list of saved sets could not be read. */
  listProblem: string | null
}

/** More would fill the browser's storage, which the draft itself needs. */
const MOST_REPLACED = 5

/** The one owner of the prompts: whoever runs, compares or shows them reads them here. */
export const usePrompts = create<PromptsStore>(() => ({
  draft: readKeptDraft(),
  replaced: readReplacedDrafts(),
  isTouched: false,
  isKept: true,
  checks: {},
  setProblems: [],
  checkProblem: null,
  sets: [],
  listProblem: null,
}))

/** The prompts that a run started now takes. */
export function currentPromptSet(): PromptSet {
  return setOf(usePrompts.getState().draft, isIdsOnly())
}

/** currentPromptSet for components; a new object only when the prompts change. */
export function usePromptSet(): PromptSet {
  const draft = usePrompts((state) => state.draft)
  return setOf(draft, useWorkbench(takesIdsOnly))
}

/** Drafts are never changed in place: each gives one set with a tokenizer, and one of ids. */
const setsOfText = new WeakMap<PromptDraft, PromptSet>()
const setsOfIds = new WeakMap<PromptDraft, PromptSet>()

function setOf(draft: PromptDraft, idsOnly: boolean): PromptSet {
  const sets = idsOnly ? setsOfIds : setsOfText
  const set = sets.get(draft) ?? toPromptSet(draft, idsOnly)
  sets.set(draft, set)
  return set
}

/** Whether the open model takes token ids only. */
export function isIdsOnly(): boolean {
  return takesIdsOnly(useWorkbench.getState())
}

function takesIdsOnly({ model }: Pick<Workbench, 'model'>): boolean {
  return model !== null && model.tokenizer === null
}

/** Changes the draft and keeps it in the browser, so that nothing typed is lost when the window closes. */
export function applyToDraft(action: DraftAction): void {
  const { draft: before, isKept } = usePrompts.getState()
  const draft = reduceDraft(before, action)
  usePrompts.setState({ draft, isTouched: true, isKept: keeper.take(draft) ?? isKept })
}

const keeper = new DraftKeeper(keepDraft, (isKept) => usePrompts.setState({ isKept }))

/** Keeps what is still to be kept when the page goes; returns the function that ends it. */
export function keepDraftAtTheEnd(): () => void {
  const flush = () => keeper.flush()
  window.addEventListener('pagehide', flush)
  document.addEventListener('visibilitychange', flush)
  return () => {
    window.removeEventListener('pagehide', flush)
    document.removeEventListener('visibilitychange', flush)
  }
}

/** Keeps an unsaved draft that is replaced by another, so that it can be brought back much later. */
export function keepReplaced(draft: PromptDraft): void {
  setReplaced([{ draft, replacedAt: Date.now() }, ...usePrompts.getState().replaced].slice(0, MOST_REPLACED))
}

export function forgetReplaced(draft: PromptDraft): void {
  setReplaced(usePrompts.getState().replaced.filter((one) => one.draft !== draft))
}

/** What does not fit into the browser's storage is kept for as long as the window is open. */
function setReplaced(replaced: ReplacedDraft[]): void {
  usePrompts.setState({ replaced })
  keepReplacedDrafts(replaced)
}
