import type { RunConfig, RunSummary } from '../../contract'
import { asked } from './asked'
import { loadRun } from './shown-run'
import { ensureMethodRun } from './read-run'
import { methodRun, useRuns } from './run-store'
import { hasCircuit } from './method-names'
import { notifyProblem } from './notify'
import { holdsUnsavedWork } from './prompt-draft'
import { usePrompts } from './prompt-store'
import { takePromptSet } from './prompts'
import { readModel } from './session'
import { showInStage, stageForm, stageOf, updateStages } from './stages'
import { updateWorkbench, useWorkbench, type Workbench } from './workbench'

/**
 * Shows a run in the view of its method, opens its model, and makes its prompts and settings those of the form.
 * Prompts that are nowhere saved stay in the form: the view says that the run has others, and offers them.
 */
export async function openRun({ id, method }: Pick<RunSummary, 'id' | 'method'>): Promise<void> {
  const isWanted = asked.run.ask()
  const isCircuit = hasCircuit({ method }) || method === 'eap'
  if (!isCircuit && (await openStageRun(id, isWanted))) return
  if (!isWanted()) return
  updateWorkbench({ view: 'discover', runId: id, selection: null })
  await loadRun(id)
  const { live: run } = useRuns.getState()
  if (!isWanted() || run?.summary.id !== id || !run.detail.config) return
  takeSettings(run.detail.config)
  await takeInputs(run.detail.config)
}

/** False where the run is not one of a stage's: Discover shows it then. */
async function openStageRun(id: string, isWanted: () => boolean): Promise<boolean> {
  const viewThen = useWorkbench.getState().view
  await ensureMethodRun(id)
  if (!isWanted()) return true
  const run = methodRun(id)
  if (!run) {
    notifyProblem('The run could not be opened', new Error(useRuns.getState().problems[id]))
    return true
  }
  const { detail } = run
  const stage = stageOf(detail)
  if (!stage) return false
  // The model first: opening another one clears the stages.
  if (detail.config) await takeInputs(detail.config)
  if (!isWanted()) return true
  if (detail.config) takeSettings(detail.config)
  showInStage(stage, detail.summary)
  // Whoever went on to another view meanwhile stays there.
  if (useWorkbench.getState().view === viewThen) updateWorkbench({ view: stage })
  return true
}

async function takeInputs(config: RunConfig): Promise<void> {
  if (!holdsUnsavedWork(usePrompts.getState().draft)) takePrompts(config)
  const { model } = useWorkbench.getState()
  if (!model || config.model !== model.path) await readModel(config.model)
}

/** Makes the prompts of a run those of the form; what was typed there comes back by undo. */
export function takePrompts({ prompts }: RunConfig): void {
  takePromptSet(prompts, null)
}

/** Makes the settings of a run those of the form of its view. */
export function takeSettings(config: RunConfig): void {
  if (stageOf({ config })) updateStages({ metric: config.metric, ...stageForm(config) })
  else updateWorkbench(discoverForm(config))
}

function discoverForm(config: RunConfig): Partial<Workbench> {
  const { metric } = config
  switch (config.method) {
    case 'acdc': {
      const { threshold, order, orderMetric = null, absolute, ablation = 'resample' } = config
      return { metric, threshold, order, orderMetric, absolute, ablation, discoverMethod: 'acdc' }
    }
    case 'eap': {
      const { direction, igSteps, ablation = 'resample' } = config
      if (igSteps === 0) return { metric, direction, ablation, discoverMethod: 'eap' }
      return { metric, direction, discoverMethod: 'eap-ig', igSteps }
    }
    case 'edges': {
      const { direction, mlps, ablation = 'resample' } = config
      return { metric, direction, mlps, ablation, discoverMethod: 'edges' }
    }
    default:
      return {}
  }
}
