import type { MetricName } from '../../contract'
import { useHost } from './host'
import { usePromptReadiness } from './prompt-checks'
import { useWorkbench } from './workbench'

/** Why no run of any method can start, as a sentence; null when one can. `metric`: where it is not the form's. */
export function useObstacle(metric?: MetricName): string | null {
  const status = useHost((state) => state.status)
  const model = useWorkbench((state) => state.model)
  const prompts = usePromptReadiness(metric)
  if (status !== 'ready') return 'The engine is not running yet.'
  if (!model) return 'Open a model first.'
  if (!prompts.canRun) return prompts.reason ?? 'The prompts are being checked.'
  return null
}
