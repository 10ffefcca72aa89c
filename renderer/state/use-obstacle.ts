import type { Direction, MetricName } from '../../contract'
import { useHost } from './host'
import { usePromptReadiness } from './prompt-checks'
import { useWorkbench } from './workbench'

/** Why no run of any method can start, as a sentence; null when one can. */
export function useObstacle(): string | null {
  const status = useHost((state) => state.status)
  const model = useWorkbench((state) => state.model)
  const prompts = usePromptReadiness()
  if (status !== 'ready') return 'The engine is not running yet.'
  if (!model) return 'Open a model first.'
  if (!prompts.canRun) return prompts.reason ?? 'The prompts are being checked.'
  return null
}

/** Why this metric has no gradient at the base run, for methods that need one; null where it has. */
export function flatMetric(metric: MetricName, direction: Direction): string | null {
  if (metric !== 'kl' || direction !== 'noising') return null
  return 'KL is flat at the clean run, so it has no gradient there when noising: choose another metric, or denoising.'
}
