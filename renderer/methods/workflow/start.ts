import type { RunSummary } from '../../../contract'
import { gradientMetric } from '../../state/gradient-metric'
import { noisingAblation, stageConfig, stageForm } from '../../state/stage-form'
import type { ConfigOf } from '../method-view'

/** All four stages with the forms as they are, by a metric that the screening has a gradient of; null while no model is open. */
export function workflowConfig(): ConfigOf<'workflow'> | null {
  const common = stageConfig()
  const form = stageForm.get()
  if (!common) return null
  const { direction, top } = form
  const metric = gradientMetric(common.metric, direction, common.prompts)
  return { method: 'workflow', ...common, metric, direction, top, ablation: noisingAblation(form) }
}

export function isWorkflow({ method }: Pick<RunSummary, 'method'>): boolean {
  return method === 'workflow'
}
