import { useHost } from '../../state/host'
import { usePromptReadiness } from '../../state/prompt-checks'
import { useWorkbench } from '../../state/workbench'

/** What stands in the way of a run of any stage, as a sentence; null when nothing does. */
export function useObstacle(): string | null {
  const status = useHost((state) => state.status)
  const model = useWorkbench((state) => state.model)
  const prompts = usePromptReadiness()
  if (status !== 'ready') return 'The engine is not running yet.'
  if (!model) return 'Open a model first.'
  if (!prompts.canRun) return prompts.reason ?? 'The prompts are being checked.'
  return null
}
