import type { ModelInfo, RunConfig } from '../../contract'
import { isOfModel } from './belonging'
import { readRuns, type MethodRun } from './run-store'
import { isSameValue } from './same-value'
import { showInStages, type Stage } from './stages'
import { useWorkbench } from './workbench'

/** Shows in a stage the run that answered this very question already; false where there is none. */
export function showKnownRun(stage: Stage, config: RunConfig | null): boolean {
  const { model } = useWorkbench.getState()
  const known = config && model && knownRun(readRuns(), config, model)
  if (!known) return false
  showInStages([stage], known)
  return true
}

/** A finished run of this very configuration on this model; null where there is none. */
export function knownRun(runs: readonly MethodRun[], config: RunConfig, model: ModelInfo): string | null {
  const known = runs.filter(
    ({ summary, detail }) =>
      summary.state === 'done' && isOfModel(detail, model) && isSameValue(detail.config, config),
  )
  return known.at(-1)?.summary.id ?? null
}
