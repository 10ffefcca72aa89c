import type { CommonConfig, ModelInfo, PromptSet, Site } from '../../../contract'
import { answersQuestion } from '../../state/belonging'
import type { MethodRun } from '../../state/run-store'
import type { StageForm } from '../../state/stage-form'
import type { ConfigOf } from '../method-view'

/** Measures exactly these sites; `screening` is the run whose estimates of them are compared. */
export function confirmConfig(
  common: CommonConfig,
  { direction, ablation }: StageForm,
  only: Site[],
  screening: string | undefined,
): ConfigOf<'activation'> {
  const sites = [...new Set(only.map(({ site }) => site))]
  return { method: 'activation', ...common, direction, sites, neurons: [], only, screening, ablation }
}

/** A finished attribution run whose estimates are of what would be measured now; undefined where they are not. */
export function screeningFor(
  screen: MethodRun | null,
  on: { model: ModelInfo; prompts: PromptSet } | null,
  { metric, direction, ablation }: StageForm,
): string | undefined {
  if (!on || screen?.summary.state !== 'done') return undefined
  if (screen.detail.config?.method !== 'attribution') return undefined
  const isAnswer = answersQuestion(screen.detail, { ...on, metric, direction, ablation })
  return isAnswer ? screen.summary.id : undefined
}
