import { create } from 'zustand'
import type { BosChoice, ParsedPrompts, PromptSourceArgs, ReadPrompts } from '../../contract'

/** What is read, and waits for a person to say how. */
export interface ImportQuestion {
  source: PromptSourceArgs
  read: ReadPrompts
  /** null: it is not imported. */
  settle(read: ParsedPrompts | null): void
}

/** How the code of a layout begins prompts, for the set that was just imported. */
export interface BosProposal {
  bos: BosChoice
  why: string
  isSameSet(): boolean
}

interface ImportStore {
  question: ImportQuestion | null
  proposal: BosProposal | null
}

export const useImport = create<ImportStore>(() => ({ question: null, proposal: null }))

/** Prompts as they are read, where nothing is open; else as a person says in the dialog, null where it is closed. */
export function settledPrompts(source: PromptSourceArgs, read: ReadPrompts): Promise<ParsedPrompts | null> {
  if (read.kind === 'rows' && !leavesChoice(read)) return Promise.resolve(read)
  useImport.getState().question?.settle(null)
  return new Promise((resolve) => {
    const settle = (prompts: ParsedPrompts | null) => {
      useImport.setState({ question: null })
      resolve(prompts)
    }
    useImport.setState({ question: { source, read, settle } })
  })
}

function leavesChoice({ options = [] }: ParsedPrompts): boolean {
  return options.some(({ values }) => values === undefined || values.length > 1)
}
