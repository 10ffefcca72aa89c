import {
  LIVE_STATES,
  METRICS,
  RESUMABLE_STATES,
  type AppInfo,
  type RunConfig,
  type RunState,
  type RunSummary,
  type SampleInfo,
} from '../../contract'
import { call } from './client'
import { connectHost } from './host'
import { clearRun, loadRun, useLiveRun } from './live-run-store'
import { ensureMethodRun, useMethodRuns } from './method-runs'
import { hasCircuit } from './method-names'
import { notifyProblem } from './notify'
import { usePrompts } from './prompt-store'
import { forgetStages, openInStage, stageOf, useStages } from './stages'
import { EMPTY_PROMPTS, updateWorkbench, useWorkbench, type Workbench } from './workbench'

/** What the person does: every action that asks the host and then changes the workbench. */

/** Restores the last session, or opens the bundled sample on the first start. */
export async function startSession(): Promise<void> {
  const info = await connectHost()
  const { modelPath, runId } = useWorkbench.getState()
  // A model that cannot be opened any more is named with the reason, not replaced by the sample.
  if (modelPath) await openModel(modelPath)
  else await openFirstSample(info)
  if (runId) await loadRun(runId)
  // A run deleted since, or a store that was moved: the view starts empty instead of with an error.
  if (runId && useLiveRun.getState().problem) forgetRun()
}

async function openFirstSample({ samples }: AppInfo): Promise<void> {
  // Prompts typed meanwhile, a set begun anew and a run that was opened stay on screen.
  const isBusy = () => usePrompts.getState().isTouched || useWorkbench.getState().prompts.rows.length > 0
  if (samples.length > 0) await takeSample(samples[0], isBusy)
}

/** Opens a model; on failure `modelProblem` says why and the model before stays. */
export async function openModel(path: string): Promise<boolean> {
  updateWorkbench({ opening: path, modelProblem: null })
  try {
    const before = useWorkbench.getState().model
    const model = await call('models.open', { path })
    // Another one was chosen while this was being read.
    if (useWorkbench.getState().opening !== path) return false
    updateWorkbench({ model, modelPath: path, opening: null })
    if (before && before.path !== path) forgetStages()
    return true
  } catch (error) {
    if (useWorkbench.getState().opening !== path) return false
    updateWorkbench({ opening: null, modelProblem: messageOf(error) })
    return false
  }
}

/** Opens a bundled model with its own prompts, metric and threshold, and no run. */
export async function openSample(sample: SampleInfo): Promise<void> {
  if (await takeSample(sample, () => false)) forgetRun()
}

/**
 * The sample's model with its prompts and form; where `keepsPrompts` says so in the end, because someone
 * began to type meanwhile, the model alone. False where it was not taken whole.
 */
async function takeSample(sample: SampleInfo, keepsPrompts: () => boolean): Promise<boolean> {
  const isThere = await openModel(sample.path)
  if (!isThere) return false
  const promptSetId = sample.path
  const prompts = await call('promptSets.get', { id: promptSetId }).catch((error: unknown) => {
    notifyProblem('The prompts of the sample could not be read', error)
    return null
  })
  if (keepsPrompts()) return false
  updateWorkbench({
    prompts: prompts ?? EMPTY_PROMPTS,
    promptSetId: prompts ? promptSetId : null,
    metric: METRICS.find((metric) => metric === sample.metric) ?? useWorkbench.getState().metric,
    threshold: sample.threshold,
  })
  return true
}

/** Starts the method chosen in Discover with the form as it stands and shows it. */
export async function startRun(): Promise<void> {
  const config = discoverConfig()
  if (!config) return
  try {
    const summary = await call('runs.start', { config })
    updateWorkbench({ view: 'discover', runId: summary.id, selection: null })
    await loadRun(summary.id)
  } catch (error) {
    notifyProblem('The run could not be started', error)
  }
}

function discoverConfig(): RunConfig | null {
  const { model, prompts, metric, threshold, order, absolute, discoverMethod, igSteps } =
    useWorkbench.getState()
  if (!model) return null
  const { direction, mlps } = useStages.getState()
  const common = { model: model.path, prompts, metric }
  switch (discoverMethod) {
    case 'acdc':
      return { method: 'acdc', ...common, threshold, order, absolute }
    case 'edges':
      return { method: 'edges', ...common, direction, select: { kind: 'all' }, mlps }
    default:
      return { method: 'eap', ...common, direction, igSteps: discoverMethod === 'eap' ? 0 : igSteps }
  }
}

export type RunAction = 'pause' | 'resume' | 'step' | 'stop'

/** Pause, resume, step or stop the run on screen; a run that ended is resumed from its journal. */
export async function controlRun(action: RunAction): Promise<void> {
  const { run } = useLiveRun.getState()
  if (!run) return
  const { id, state } = run.summary
  try {
    if (action === 'resume' && isResumable(state)) await call('runs.resume', { id })
    else await call('runs.control', { id, action })
  } catch (error) {
    notifyProblem(`Could not ${action} the run`, error)
  }
}

/**
 * Shows a run in the view of its method; its model, prompts and settings become the form of the next run.
 */
export async function openRun({ id, method }: Pick<RunSummary, 'id' | 'method'>): Promise<void> {
  const isCircuit = hasCircuit({ method }) || method === 'eap'
  if (!isCircuit && (await openStageRun(id))) return
  updateWorkbench({ view: 'discover', runId: id, selection: null })
  await loadRun(id)
  const { run } = useLiveRun.getState()
  if (run?.detail.config && run.summary.id === id) await takeOver(run.detail.config)
}

/** False where the run is not one of a stage's: Discover shows it then. */
async function openStageRun(id: string): Promise<boolean> {
  await ensureMethodRun(id)
  const { runs, problems } = useMethodRuns.getState()
  if (problems[id]) {
    notifyProblem('The run could not be opened', new Error(problems[id]))
    return true
  }
  const stage = stageOf(runs[id].detail)
  if (!stage) return false
  const { detail } = runs[id]
  // The model first: opening another one clears the stages.
  if (detail.config) await takeOver(detail.config)
  openInStage(stage, detail)
  return true
}

async function takeOver(config: RunConfig): Promise<void> {
  const { prompts, metric } = config
  updateWorkbench({ prompts, promptSetId: null, metric, ...discoverForm(config) })
  if (useWorkbench.getState().model?.path !== config.model) await openModel(config.model)
}

function discoverForm(config: RunConfig): Partial<Workbench> {
  switch (config.method) {
    case 'acdc': {
      const { threshold, order, absolute } = config
      return { threshold, order, absolute, discoverMethod: 'acdc' }
    }
    case 'eap':
      if (config.igSteps === 0) return { discoverMethod: 'eap' }
      return { discoverMethod: 'eap-ig', igSteps: config.igSteps }
    case 'edges':
      return config.select.kind === 'all' ? { discoverMethod: 'edges' } : {}
    default:
      return {}
  }
}

export function forgetRun(): void {
  clearRun()
  updateWorkbench({ runId: null, selection: null })
}

export function isLive(state: RunState): boolean {
  return LIVE_STATES.includes(state)
}

export function isResumable(state: RunState): boolean {
  return RESUMABLE_STATES.includes(state)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
