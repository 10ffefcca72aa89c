import { z } from 'zod'
import { promptSetSchema } from '../../contract'
import { draftSchema, newDraft, reduceDraft, type PromptDraft } from './prompt-draft'

/** What the browser keeps of the prompts across starts: the draft, and unsaved drafts that were replaced. */

const replacedSchema = z.object({ draft: draftSchema, replacedAt: z.number() })
export type ReplacedDraft = z.infer<typeof replacedSchema>

const DRAFT_KEY = 'patchbay.prompt-draft'
const REPLACED_KEY = 'patchbay.replaced-drafts'

/** Where the first version kept the prompts. */
const OLD_KEY = 'patchbay.workbench'
const oldSchema = z.object({
  state: z.object({ prompts: promptSetSchema, promptSetId: z.string().nullable().default(null) }),
})

/** The draft of the last start; a new one on the first. */
export function readKeptDraft(): PromptDraft {
  const kept = read(DRAFT_KEY, draftSchema)
  if (kept) return kept
  const old = read(OLD_KEY, oldSchema)?.state
  if (!old || old.prompts.rows.length === 0) return newDraft()
  return reduceDraft(newDraft(), { type: 'load', savedId: old.promptSetId, set: old.prompts })
}

export function readReplacedDrafts(): ReplacedDraft[] {
  return read(REPLACED_KEY, z.array(replacedSchema)) ?? []
}

/** False where the browser's storage of a few megabytes has no room for it. */
export function keepDraft(draft: PromptDraft): boolean {
  return keep(DRAFT_KEY, draft)
}

/** Keeps as many as fit, from the first on. */
export function keepReplacedDrafts(replaced: readonly ReplacedDraft[]): void {
  let fitting = replaced.length
  while (fitting > 0 && !keep(REPLACED_KEY, replaced.slice(0, fitting))) fitting--
  if (fitting === 0) keep(REPLACED_KEY, [])
}

function keep(key: string, value: unknown): boolean {
  try {
    window.localStorage.setItem(key, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}

/** null where nothing is kept yet, or in a form that is no longer read. */
function read<T>(key: string, schema: z.ZodType<T>): T | null {
  try {
    const text = window.localStorage.getItem(key)
    return text === null ? null : schema.parse(JSON.parse(text))
  } catch {
    return null
  }
}
