import type { RunConfig, RunSummary } from '../../contract'
import { fillForm, isOfStages, methodView } from '../methods/registry'
import { call } from './client'
import { followDiscover } from './follow-discover'
import { latest } from './latest'
import { notifyProblem } from './notify'
import { holdsUnsavedWork } from './prompt-draft'
import { usePrompts } from './prompt-store'
import { takePromptSet } from './prompts'
import { ensureMethodRun } from './read-run'
import { methodRun, useRuns } from './run-store'
import { readModel } from './session'
import { loadRun } from './shown-run'
import { showInItsStages } from './start-stage'
import { takeRunOfAddress } from './window-address'
import { updateWorkbench, useWorkbench } from './workbench'

/**
 * Shows a run in the view of its method, opens its model, and makes its prompts and settings those of the form.
 * Unsaved prompts stay in the form: the view says that the run has others, and offers them.
 */
export async function openRun({ id, method }: Pick<RunSummary, 'id' | 'method'>): Promise<void> {
  const isWanted = latest.run.begin()
  if (isOfStages(method) && (await openStageRun(id, isWanted))) return
  if (!isWanted()) return
  updateWorkbench({ view: 'discover', runId: id, selection: null })
  followDiscover()
  await loadRun(id)
  const { live: run } = useRuns.getState()
  if (!isWanted() || run?.summary.id !== id || !run.detail.config) return
  fillForm(run.detail.config)
  await takeInputs(run.detail.config)
}

/** The run that this window was opened for. */
export async function openRunOfAddress(): Promise<void> {
  const id = takeRunOfAddress()
  if (id === null) return
  try {
    const { summary } = await call('runs.get', { id })
    await openRun(summary)
  } catch (error) {
    notifyProblem('The run could not be opened', error)
  }
}

/** False where no stage shows the run: Discover does then. */
async function openStageRun(id: string, isWanted: () => boolean): Promise<boolean> {
  const viewThen = useWorkbench.getState().view
  await ensureMethodRun(id)
  if (!isWanted()) return true
  const run = methodRun(id)
  if (!run) {
    notifyProblem('The run could not be opened', new Error(useRuns.getState().problems[id]))
    return true
  }
  const { config, summary } = run.detail
  // Of several the last, where its verdict is.
  const stage = config && methodView(config.method).stagesOf(config).at(-1)
  if (!config || !stage) return false
  // The model first: opening another one clears the stages.
  await takeInputs(config)
  if (!isWanted()) return true
  fillForm(config)
  showInItsStages(config, summary)
  // If another view was opened meanwhile, it stays.
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
