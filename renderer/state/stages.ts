import { useEffect } from 'react'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { Direction, Place, PlaceRef, RunConfig, RunDetail, RunSummary } from '../../contract'
import { call } from './client'
import { ensureMethodRun, useMethodRuns, type MethodRun } from './method-runs'
import { notifyProblem } from './notify'
import { useWorkbench, updateWorkbench } from './workbench'

export const STAGES = ['screen', 'confirm', 'trace', 'judge'] as const
export type Stage = (typeof STAGES)[number]

export const SCREEN_METHODS = ['atp', 'atp-star', 'relp', 'activation'] as const
export type ScreenMethod = (typeof SCREEN_METHODS)[number]
export const TRACE_MODES = ['into', 'from', 'among', 'path'] as const
export type TraceMode = (typeof TRACE_MODES)[number]

/** The forms of the four stages, what was chosen in one for the next, and the run each shows. */
export interface Stages {
  runs: Record<Stage, string | null>
  screenMethod: ScreenMethod
  direction: Direction
  /** Families of places to screen; null = those that suit the method and the model. */
  places: Place[] | null
  /** Places chosen in Screen or Confirm; they are what the next stage works on. */
  selected: PlaceRef[]
  confirmWhat: 'top' | 'selection'
  top: number
  ablation: 'resample' | 'zero' | 'mean'
  traceMode: TraceMode
  receiver: string
  sender: string
  path: string
  mlps: 'frozen' | 'recomputed'
  /** The run whose circuit is judged, and the one it is compared with. */
  judged: string | null
  reference: string | null
  judgeTop: number
  judgeBy: 'signed' | 'absolute'
}

const INITIAL: Stages = {
  runs: { screen: null, confirm: null, trace: null, judge: null },
  screenMethod: 'atp',
  direction: 'noising',
  places: null,
  selected: [],
  confirmWhat: 'top',
  top: 20,
  ablation: 'resample',
  traceMode: 'into',
  receiver: 'logits',
  sender: 'input',
  path: '',
  mlps: 'frozen',
  judged: null,
  reference: null,
  judgeTop: 20,
  judgeBy: 'absolute',
}

export const useStages = create<Stages>()(
  persist(() => INITIAL, {
    name: 'patchbay.stages',
    version: 1,
    merge: (saved, current) => ({ ...current, ...(saved as Partial<Stages>) }),
  }),
)

/** Changes a part of the stages; the one way views write to them. */
export function updateStages(change: Partial<Stages>): void {
  useStages.setState(change)
}

/** The run a stage shows, read from the host when it is not there yet. */
export function useStageRun(stage: Stage): {
  run: MethodRun | null
  isLoading: boolean
  problem: string | null
} {
  const id = useStages((state) => state.runs[stage])
  const run = useMethodRuns((state) => (id ? (state.runs[id] ?? null) : null))
  const problem = useMethodRuns((state) => (id ? (state.problems[id] ?? null) : null))
  useEffect(() => {
    if (id) void ensureMethodRun(id)
  }, [id])
  return { run, isLoading: id !== null && !run && !problem, problem }
}

/** The stage that is the view on screen; null in the other views. */
export function useStageOnScreen(): Stage | null {
  return useWorkbench((state) => STAGES.find((stage) => stage === state.view) ?? null)
}

/** Starts a run and shows it in its stage; a workflow fills all four. */
export async function startStage(stage: Stage, config: RunConfig): Promise<void> {
  try {
    const summary = await call('runs.start', { config })
    await ensureMethodRun(summary.id)
    showInStage(stage, summary)
  } catch (error) {
    notifyProblem('The run could not be started', error)
  }
}

function showInStage(stage: Stage, { id, method }: Pick<RunSummary, 'id' | 'method'>): void {
  const runs = { ...useStages.getState().runs }
  const isWorkflow = method === 'workflow'
  for (const each of STAGES) if (each === stage || isWorkflow) runs[each] = id
  updateStages({ runs, ...(isWorkflow && { traceMode: 'among', judged: id, reference: null }) })
}

/** Ends the run for good; what it had done until then is not kept as a result. */
export async function cancelStage(run: RunSummary): Promise<void> {
  try {
    await call('runs.control', { id: run.id, action: 'stop' })
  } catch (error) {
    notifyProblem('The run could not be cancelled', error)
  }
}

/** The stage shows nothing: its run was deleted, or cannot be read. */
export function clearStage(stage: Stage): void {
  updateStages({ runs: { ...useStages.getState().runs, [stage]: null } })
}

/** Another model was opened: its places are others, and so are its runs. */
export function forgetStages(): void {
  const { runs, selected, places, judged, reference, receiver, sender, path } = INITIAL
  updateStages({ runs, selected, places, judged, reference, receiver, sender, path })
}

/** A deleted run must not stay in any stage. */
export function leaveStages(id: string): void {
  for (const stage of STAGES) if (useStages.getState().runs[stage] === id) clearStage(stage)
  const { judged, reference } = useStages.getState()
  if (judged === id) updateStages({ judged: null })
  if (reference === id) updateStages({ reference: null })
}

/** The stage a run belongs to; null for those that Discover shows. */
export function stageOf({ config }: Pick<RunDetail, 'config'>): Stage | null {
  switch (config?.method) {
    case 'attribution':
    case 'workflow':
      return 'screen'
    case 'activation':
      return config.only ? 'confirm' : 'screen'
    case 'edges':
      return config.select.kind === 'all' ? null : 'trace'
    case 'path':
      return 'trace'
    case 'evaluate':
    case 'check':
      return 'judge'
    default:
      return null
  }
}

/** Shows a run in its stage and takes its settings over into the stage's form. */
export function openInStage(stage: Stage, detail: RunDetail): void {
  const { config, summary } = detail
  showInStage(stage, summary)
  updateWorkbench({ view: stage })
  if (config) updateStages(formOf(config))
}

function formOf(config: RunConfig): Partial<Stages> {
  switch (config.method) {
    case 'attribution':
      return { screenMethod: config.variant, direction: config.direction, places: config.places }
    case 'activation':
      if (config.only) {
        const { direction, ablation, only } = config
        return { direction, ablation, selected: only, confirmWhat: 'selection' }
      }
      return { screenMethod: 'activation', direction: config.direction, places: config.places }
    case 'edges': {
      const { select, direction, mlps } = config
      if (select.kind === 'into') return { traceMode: 'into', receiver: select.receiver, direction, mlps }
      if (select.kind === 'from') return { traceMode: 'from', sender: select.sender, direction, mlps }
      if (select.kind === 'list') return { traceMode: 'among', direction, mlps }
      return { direction, mlps }
    }
    case 'path':
      return { traceMode: 'path', path: config.path, direction: config.direction }
    case 'workflow':
      return { direction: config.direction, top: config.top }
    default:
      return {}
  }
}

/** What every run of a stage takes from the workbench; null while no model is open. */
export function commonConfig() {
  const { model, prompts, metric } = useWorkbench.getState()
  return model ? { model: model.path, prompts, metric } : null
}
