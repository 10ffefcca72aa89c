import { useState } from 'react'
import { useHost } from './host'
import { usePromptReadiness } from './prompt-checks'
import { startRun } from './session'
import { useWorkbench } from './workbench'

/** Starting a run from a button: what stands in its way as a sentence, and whether it is on its way. */
export function useStartRun(): { start: () => void; obstacle: string | null; starting: boolean } {
  const [starting, setStarting] = useState(false)
  const status = useHost((state) => state.status)
  const model = useWorkbench((state) => state.model)
  const prompts = usePromptReadiness()
  const threshold = useWorkbench((state) => state.threshold)
  const start = () => {
    setStarting(true)
    void startRun().finally(() => setStarting(false))
  }
  return { start, starting, obstacle: obstacleOf() }

  function obstacleOf(): string | null {
    if (status !== 'ready') return 'The engine is not running yet.'
    if (!model) return 'Open a model first.'
    if (!prompts.canRun) return prompts.reason ?? 'The prompts are being checked.'
    if (!Number.isFinite(threshold)) return 'The threshold must be a number, for example 0.02.'
    return null
  }
}
