import {
  messageOf,
  METRICS,
  PatchbayError,
  type AppInfo,
  type ModelInfo,
  type SampleInfo,
  type SamplePrompts,
} from '../../contract'
import { acdcForm } from '../methods/acdc/form'
import { latest } from './latest'
import { isOfModel, isSameModel } from './belonging'
import { certifyModel, readCertificate } from './certificates'
import { call } from './client'
import { discoverForm } from './discover-form'
import { connectHost } from './host'
import { useRuns } from './run-store'
import { clearRun, loadRun } from './shown-run'
import { notifyProblem } from './notify'
import { currentPromptSet, usePrompts } from './prompt-store'
import { takePromptSet } from './prompts'
import { isLive, isResumable } from './run-states'
import { clearStagesOfOtherModels } from './stages'
import { updateWorkbench, useWorkbench, type Workbench } from './workbench'

/** What the user does: every action that calls the host and then changes the workbench. */

/** Restores the last session, or opens the bundled sample on the first start. */
export async function startSession(): Promise<void> {
  // Before anything is awaited: what a person opens meanwhile, prompts or a model, takes precedence.
  const isWanted = latest.prompts.begin()
  const isModelWanted = latest.model.begin()
  const info = await connectHost()
  if (!isModelWanted()) return
  const { modelPath, runId } = useWorkbench.getState()
  // A model that can no longer be opened is named with the reason, not replaced by the sample.
  // Not `openModel`: a run that a person opens meanwhile is not given up for it.
  if (modelPath) await readModel(modelPath)
  else await openFirstSample(info, isWanted)
  if (runId) await loadRun(runId)
  // A run deleted since, or a store that was moved: the view starts empty instead of with an error.
  const { live, problems } = useRuns.getState()
  if (runId && !live && problems[runId]) forgetRun()
}

async function openFirstSample({ samples }: AppInfo, isWanted: () => boolean): Promise<void> {
  // Prompts typed meanwhile, a new set and a run that was opened stay on screen.
  const isFree = () => !usePrompts.getState().isTouched && currentPromptSet().rows.length === 0
  const takesPrompts = () => isWanted() && isFree()
  // Not `openModel`: as above.
  if (samples.length > 0) await takeSample(samples[0], samples[0].prompts[0], takesPrompts, readModel)
}

/** Opens a model; on failure `modelProblem` says why and the model before stays. */
export async function openModel(path: string): Promise<boolean> {
  // A run that is being opened would open its own model.
  latest.run.begin()
  return readModel(path)
}

/** Reads the open model again, as its files or the reference beside it may have changed, and makes its certificate. */
export async function checkModelAgain({ path }: ModelInfo): Promise<void> {
  if (!(await openModel(path))) return
  const { model } = useWorkbench.getState()
  if (model?.path === path) await certifyModel(model)
}

let opening: AbortController | null = null

/** Ends the opening of a model; the one before stays open. */
export function cancelOpening(): void {
  latest.model.begin()
  opening?.abort()
  updateWorkbench({ opening: null })
}

/** Like openModel, for a run that is being opened. False where it cannot be read, or another was requested meanwhile. */
export async function readModel(path: string): Promise<boolean> {
  const isWanted = latest.model.begin()
  // Reading the one before would go on for an answer that nobody wants.
  opening?.abort()
  opening = new AbortController()
  updateWorkbench({ opening: path, modelProblem: null, modelToDownload: null })
  try {
    const model = await call('models.open', { path }, { signal: opening.signal })
    if (!isWanted()) return false
    const before = useWorkbench.getState()
    updateWorkbench({ model, modelPath: path, opening: null })
    void readCertificate(model)
    // At the start no model is open: what is restored belongs to the last one, and at the first start everything on
    // screen was opened meanwhile.
    const isAnother = before.model
      ? !isSameModel(before.model, model)
      : before.modelPath !== null && before.modelPath !== path
    if (isAnother) clearOtherModels(model)
    return true
  } catch (error) {
    if (isWanted())
      updateWorkbench({ opening: null, modelProblem: messageOf(error), ...downloadable(path, error) })
    return false
  }
}

/** Of a model that is no more than missing in the local cache. */
function downloadable(path: string, error: unknown): Pick<Workbench, 'modelToDownload'> {
  const isMissing = error instanceof PatchbayError && error.code === 'not-cached'
  return { modelToDownload: isMissing ? path : null }
}

/** Clears runs of other models from the screen; they stay in Runs. A live one stays on screen, where it can be stopped. */
function clearOtherModels(model: ModelInfo): void {
  const { live: run } = useRuns.getState()
  if (run && !isOfModel(run.detail, model) && !isLive(run.summary.state)) emptyDiscover()
  else if (!run) updateWorkbench({ selection: null })
  clearStagesOfOtherModels(model)
}

/** Opens a bundled model with one of its own prompt sets, its metric and threshold, and no run. */
export async function openSample(sample: SampleInfo, set = sample.prompts[0]): Promise<void> {
  // Before the model is read: a set that is requested meanwhile takes precedence over the sample's.
  if (await takeSample(sample, set, latest.prompts.begin())) forgetRun()
}

/**
 * Opens the sample's model with its prompts and form. If `takesPrompts` returns false once they are read, because
 * someone began to type or chose another set meanwhile, only the model. False where not all of it was taken.
 */
async function takeSample(
  sample: SampleInfo,
  { id, metric: itsMetric, threshold }: SamplePrompts,
  takesPrompts: () => boolean,
  open = openModel,
): Promise<boolean> {
  const isThere = await open(sample.path)
  if (!isThere) return false
  const prompts = await call('promptSets.get', { id }).catch((error: unknown) => {
    notifyProblem('The prompts of the sample could not be read', error)
    return null
  })
  // Another model was chosen while these were being read.
  const isStillOpen =
    useWorkbench.getState().modelPath === sample.path && useWorkbench.getState().opening === null
  if (!takesPrompts() || !isStillOpen) return false
  takePromptSet(prompts ?? { name: 'Untitled prompts', bos: 'tokenizer', rows: [] }, prompts && id)
  const metric = METRICS.find((name) => name === itsMetric)
  if (metric) discoverForm.set({ metric })
  acdcForm.set({ threshold })
  return true
}

export type RunAction = 'pause' | 'resume' | 'step' | 'stop'

/** Pause, resume, step or stop the run on screen; a run that ended is resumed from its journal. */
export async function controlRun(action: RunAction): Promise<void> {
  const { live: run } = useRuns.getState()
  if (!run) return
  const { id, state } = run.summary
  try {
    if (action === 'resume' && isResumable(state)) await call('runs.resume', { id })
    else await call('runs.control', { id, action })
  } catch (error) {
    notifyProblem(`Could not ${action} the run`, error)
  }
}

export function forgetRun(): void {
  latest.run.begin()
  emptyDiscover()
}

/** Leaves a run alone that is being opened: its model may be the one that was read. */
function emptyDiscover(): void {
  clearRun()
  updateWorkbench({ runId: null, selection: null })
}
