import { create } from 'zustand'
import { METHODS, type ArgsOf, type RunSummary } from '../../contract'
import { call } from './client'
import { shortThreshold } from './choice-scale'
import { findsOf } from './finds'
import { latest } from './latest'
import { KEPT, wholeOf, type LiveRun } from './live-run'
import { notifyProblem } from './notify'
import { currentPromptSet } from './prompt-store'
import { putSummaries, useRuns } from './run-store'
import { loadRun } from './shown-run'
import { discoverForm } from './discover-form'
import { updateWorkbench, useWorkbench } from './workbench'

type Config = ArgsOf<'runs.start'>['config']

/** Judgements of edges that were chosen by score: their runs, by what was chosen. */
const useMeasured = create<Record<string, string>>(() => ({}))

/** As many of the best edges by the same scores are the same edges. */
function keyOf(shown: LiveRun): string {
  const { excerpt, summary, kept } = shown
  return `${summary.id} ${excerpt?.kind === 'scores' ? excerpt.by : ''} ${kept}`
}

/** The judgement of exactly the edges on screen, as far as it is; null where none was asked for. */
export function useMeasurement(shown: LiveRun): RunSummary | null {
  const id = useMeasured((measured) => measured[keyOf(shown)])
  return useRuns(({ byId }) => (id ? (byId[id]?.summary ?? null) : null))
}

/** Edges on screen, ascending. */
function shownEdges({ state }: LiveRun): number[] {
  return [...state.keys()].filter((edge) => state[edge] === KEPT)
}

/** Model, prompts and metric of the run; of a file, which has none, those of the form. null where no model is open. */
function ground(run: LiveRun): Pick<Config, 'model' | 'prompts' | 'metric'> | null {
  const { config } = run.detail
  if (config) return { model: config.model, prompts: config.prompts, metric: config.metric }
  const { model } = useWorkbench.getState()
  return model && { model: model.path, prompts: currentPromptSet(), metric: discoverForm.get().metric }
}

/** Evaluates exactly the edges on screen, as a run of its own that Judge shows. */
export async function measureChoice(shown: LiveRun): Promise<void> {
  const run = wholeOf(shown)
  const common = ground(run)
  if (!common || shown.kept === 0) return
  const circuit = { runId: run.summary.id, edges: shownEdges(shown) }
  try {
    const summary = await call('runs.start', { config: { method: 'evaluate', ...common, circuit } })
    putSummaries([summary])
    useMeasured.setState({ [keyOf(shown)]: summary.id })
  } catch (error) {
    notifyProblem('The edges could not be measured', error)
  }
}

/** ACDC on the same model and prompts at the threshold on screen; null where no model is open. */
function acdcAt(shown: LiveRun): Config | null {
  const run = wholeOf(shown)
  const { excerpt } = shown
  const common = ground(run)
  if (!common || excerpt?.kind !== 'scores') return null
  const { config } = run.detail
  const threshold = shortThreshold(excerpt.threshold)
  if (config?.method === METHODS.acdc.name) {
    const { startFrom: _fork, ...rest } = config
    return { ...rest, threshold }
  }
  const ablation = config && 'ablation' in config ? config.ablation : undefined
  return { method: 'acdc', ...common, threshold, absolute: excerpt.by === 'absolute', ablation }
}

/** Why ACDC cannot be asked the same question, as a sentence; null where it can. */
export function acdcObstacle(shown: LiveRun): string | null {
  const run = wholeOf(shown)
  if (!ground(run)) return 'Open a model first.'
  const { summary } = run
  if (findsOf(summary).decidesEdges || summary.direction !== 'denoising') return null
  return 'These scores are of denoising, ACDC cuts edges from the clean run: its threshold is on another scale.'
}

/** Starts ACDC at the threshold on screen, and shows it. */
export async function runAcdcAtChoice(shown: LiveRun): Promise<void> {
  const config = acdcAt(shown)
  if (!config) return
  const isWanted = latest.run.begin()
  try {
    const summary = await call('runs.start', { config })
    if (!isWanted()) return
    updateWorkbench({ view: 'discover', runId: summary.id, selection: null })
    await loadRun(summary.id)
  } catch (error) {
    notifyProblem('The run could not be started', error)
  }
}
