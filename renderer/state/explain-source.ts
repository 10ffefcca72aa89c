import { useMemo } from 'react'
import type { ExplainSource, RunSummary } from '../../contract'
import { isImported } from './finds'
import { usePromptSet } from './prompt-store'
import { useWorkbench } from './workbench'

/** A run as it is explained. A circuit file has no model and prompts of its own: those that are open are taken; null without. */
export function useSourceOf(run: RunSummary | null): ExplainSource | null {
  const model = useWorkbench((state) => state.model?.path)
  const prompts = usePromptSet()
  const id = run?.id
  const takesOpen = run !== null && isImported(run)
  return useMemo(() => {
    if (id === undefined) return null
    if (!takesOpen) return { run: id }
    return model === undefined ? null : { model, prompts, circuit: id }
  }, [id, takesOpen, model, prompts])
}
