import { useEffect, useState } from 'react'
import { create } from 'zustand'
import { messageOf, type PromptSet, type PromptSetSummary } from '../../contract'
import { call } from './client'
import { usePrompts } from './prompt-store'

/** Sets that were read, by which they are and when they were last changed. */
const useRead = create<Readonly<Record<string, PromptSet>>>(() => ({}))

const keyOf = ({ id, updatedAt }: PromptSetSummary) => `${id} ${updatedAt}`

interface NamedSets {
  /** As far as they are read. */
  sets: PromptSet[]
  /** Why a sweep over them cannot start yet, in a sentence. */
  obstacle: string | null
}

/** The saved sets of these names, except that of the configuration, which has its own. */
export function useNamedSets(names: readonly string[], own: string | undefined): NamedSets {
  const saved = usePrompts((state) => state.sets)
  const read = useRead()
  const [problem, setProblem] = useState<string | null>(null)
  const wanted = names.filter((name) => name !== own)
  const summaries = wanted.flatMap((name) => saved.find((set) => set.name === name) ?? [])
  const missing = summaries.filter((set) => !read[keyOf(set)])
  const key = missing.map(keyOf).join()
  useEffect(() => {
    setProblem(null)
    for (const set of missing)
      void call('promptSets.get', { id: set.id }).then(
        (whole) => useRead.setState({ [keyOf(set)]: whole }),
        (error: unknown) => setProblem(messageOf(error)),
      )
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the key stands for what is missing
  }, [key])
  const gone = wanted.find((name) => !saved.some((set) => set.name === name))
  return {
    sets: summaries.flatMap((set) => read[keyOf(set)] ?? []),
    obstacle: gone
      ? `There is no saved set of prompts called “${gone}” any more: take it off.`
      : (problem ?? (missing.length > 0 ? 'The sets of prompts are being read.' : null)),
  }
}
