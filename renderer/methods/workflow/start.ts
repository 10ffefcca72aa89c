import type { RunSummary } from '../../../contract'
import { noisingAblation, stageConfig, stageForm } from '../../state/stage-form'
import type { ConfigOf } from '../method-view'

/** All four stages with the forms as they are; null while no model is open. */
export function workflowConfig(): ConfigOf<'workflow'> | null {
  const common = stageConfig()
  const form = stageForm.get()
  const { direction, top } = form
  return common && { method: 'workflow', ...common, direction, top, ablation: noisingAblation(form) }
}

export function isWorkflow({ method }: Pick<RunSummary, 'method'>): boolean {
  return method === 'workflow'
}
