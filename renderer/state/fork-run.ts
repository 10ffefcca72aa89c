import { METHODS, type RunConfig } from '../../contract'
import { call } from './client'
import { latest } from './latest'
import type { LiveRun } from './live-run'
import { notifyProblem } from './notify'
import { canReplay, pauseReplay } from './replay'
import { loadRun } from './shown-run'
import { updateWorkbench } from './workbench'

/** What a fork decides by. */
export interface ForkChoice {
  /** How many decisions of the run it takes over. */
  step: number
  threshold: number
  absolute: boolean
}

/** Why a run cannot be forked at a step, as a sentence; null where it can. */
export function forkObstacle(run: LiveRun, step: number): string | null {
  if (!canReplay(run) || !isAcdc(run.detail.config))
    return 'Only a run that decides edge by edge can be forked.'
  if (step < 1) return 'Nothing is decided at this step: a fork would be a new run. Move the slider on.'
  if (step < run.graph.edgeCount) return null
  return 'Every edge is decided at this step: move the slider back to where the fork is to go on.'
}

/** Starts a run that begins with the first decisions of this one, and shows it. */
export async function forkRun(run: LiveRun, { step, threshold, absolute }: ForkChoice): Promise<void> {
  const { config } = run.detail
  if (forkObstacle(run, step) !== null || !isAcdc(config)) return
  pauseReplay()
  const isWanted = latest.run.begin()
  try {
    const startFrom = { runId: run.summary.id, step }
    const summary = await call('runs.start', { config: { ...config, threshold, absolute, startFrom } })
    if (!isWanted()) return
    updateWorkbench({ view: 'discover', runId: summary.id, selection: null })
    await loadRun(summary.id)
  } catch (error) {
    notifyProblem('The run could not be forked', error)
  }
}

function isAcdc(config: RunConfig | null): config is Extract<RunConfig, { method: 'acdc' }> {
  return config?.method === METHODS.acdc.name
}
