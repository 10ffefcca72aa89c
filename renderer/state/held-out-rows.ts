import { splitRows } from '../../contract'
import { isBlank, type PromptDraft } from './prompt-draft'
import { usePrompts, usePromptSet } from './prompt-store'

const NONE: ReadonlySet<number> = new Set()
const known = new WeakMap<PromptDraft, ReadonlySet<number>>()

/** Keys of the rows that the split of the set in the form holds out. */
export function useHeldOutRows(): ReadonlySet<number> {
  const draft = usePrompts((state) => state.draft)
  const set = usePromptSet()
  if (!set.split) return NONE
  const found = known.get(draft) ?? keysOf(draft, splitRows(set)['held-out'])
  known.set(draft, found)
  return found
}

/** Rows of the set are those of the draft that are not blank. */
function keysOf({ rows }: PromptDraft, heldOut: readonly number[]): ReadonlySet<number> {
  const filled = rows.filter((row) => !isBlank(row))
  return new Set(heldOut.length === filled.length ? [] : heldOut.map((row) => filled[row].key))
}
