import { create } from 'zustand'
import type { ParsedPrompts, PromptSourceArgs, ReadPrompts } from '../../contract'

/** What is read, and waits for a person to say how. */
export interface ImportQuestion {
  source: PromptSourceArgs
  read: ReadPrompts
  /** null: it is not imported. */
  settle(read: ParsedPrompts | null): void
}

interface ImportStore {
  question: ImportQuestion | null
}

export const useImport = create<ImportStore>(() => ({ question: null }))

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
