import type { RunConfig, RunSummary } from '../../contract'
import { methodView } from '../methods/registry'
import { latest } from './latest'
import { call } from './client'
import { notifyProblem } from './notify'
import { ensureMethodRun } from './read-run'
import { showInStages } from './stages'

/** Starts a run and shows it in its stages, unless another was requested in the first of them meanwhile. */
export async function startInStage(config: RunConfig): Promise<void> {
  const [stage] = methodView(config.method).stagesOf(config)
  const isWanted = latest.stage[stage].begin()
  try {
    const summary = await call('runs.start', { config })
    await ensureMethodRun(summary.id)
    if (isWanted()) showInItsStages(config, summary)
  } catch (error) {
    notifyProblem('The run could not be started', error)
  }
}

/** Shows a run in every stage that shows a part of it, and adjusts their forms. */
export function showInItsStages(config: RunConfig, run: Pick<RunSummary, 'id'>): void {
  const view = methodView(config.method)
  showInStages(view.stagesOf(config), run.id)
  view.whenShown?.(run)
}
