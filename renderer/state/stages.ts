import { useEffect } from 'react'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import {
  LIVE_STATES,
  WORKFLOW_STEPS,
  type Ablation,
  type Direction,
  type MetricName,
  type ModelInfo,
  type SiteFamily,
  type Site,
  type RunConfig,
  type RunDetail,
  type RunSummary,
  type WorkflowStep,
} from '../../contract'
import { asked } from './asked'
import { isOfModel } from './belonging'
import { call } from './client'
import { ensureMethodRun, forgetMethodRun } from './read-run'
import { methodRun, useMethodRun, useRuns, type MethodRun } from './run-store'
import { notifyProblem } from './notify'
import { currentPromptSet } from './prompt-store'
import { sitesOfEdges } from './sites'
import { useWorkbench, type MlpChoice } from './workbench'

/** Each stage is a step of a workflow too. */
export const STAGES = WORKFLOW_STEPS
export type Stage = WorkflowStep

export const SCREEN_METHODS = ['atp', 'atp-star', 'relp', 'activation'] as const
export type ScreenMethod = (typeof SCREEN_METHODS)[number]
export const TRACE_MODES = ['into', 'from', 'among', 'path'] as const
export type TraceMode = (typeof TRACE_MODES)[number]

/** The forms of the four stages, what was chosen in one for the next, and the run each shows. */
export interface Stages {
  runs: Record<Stage, string | null>
  /** Not Discover's: KL, the usual one there, has no gradient to screen by. */
  metric: MetricName
  screenMethod: ScreenMethod
  direction: Direction
  /** Families of sites to screen; null = those that suit the method and the model. */
  sites: SiteFamily[] | null
  /** Sites chosen in Screen or Confirm; they are what the next stage works on. */
  selected: Site[]
  confirmWhat: 'top' | 'selection'
  top: number
  ablation: Ablation
  traceMode: TraceMode
  receiver: string
  sender: string
  path: string
  mlps: MlpChoice
  /** The run whose circuit is judged, and the one it is compared with. */
  judged: string | null
  reference: string | null
  judgeTop: number
  judgeBy: 'signed' | 'absolute'
}

const INITIAL: Stages = {
  runs: { screen: null, confirm: null, trace: null, judge: null },
  metric: 'logit_diff',
  screenMethod: 'atp',
  direction: 'noising',
  sites: null,
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

/** What a stage patches with. Only activation patching has a choice in both directions, the others with noising alone. */
export function patchesWith(
  { direction, ablation }: Pick<Stages, 'direction' | 'ablation'>,
  by: 'activation' | 'another method',
): Ablation {
  return direction === 'noising' || by === 'activation' ? ablation : 'resample'
}

/** The run a stage shows, read from the host when it is not there yet. */
export function useStageRun(stage: Stage): {
  run: MethodRun | null
  isLoading: boolean
  problem: string | null
} {
  const id = useStages((state) => state.runs[stage])
  const run = useMethodRun(id)
  const problem = useRuns((state) => (id ? (state.problems[id] ?? null) : null))
  useEffect(() => {
    if (id) void ensureMethodRun(id)
  }, [id])
  return { run, isLoading: id !== null && !run && !problem, problem }
}

/** The stage that is the view on screen; null in the other views. */
export function useStageOnScreen(): Stage | null {
  return useWorkbench((state) => STAGES.find((stage) => stage === state.view) ?? null)
}

/** Starts a run and shows it in its stage, unless another is wanted there by then; a workflow fills all four. */
export async function startStage(stage: Stage, config: RunConfig): Promise<void> {
  const isWanted = asked.stage[stage].ask()
  try {
    const summary = await call('runs.start', { config })
    await ensureMethodRun(summary.id)
    if (isWanted()) showInStage(stage, summary)
  } catch (error) {
    notifyProblem('The run could not be started', error)
  }
}

/** Shows a run in its stage; a workflow's in all four. */
export function showInStage(stage: Stage, { id, method }: Pick<RunSummary, 'id' | 'method'>): void {
  const isWorkflow = method === 'workflow'
  setRuns(
    STAGES.filter((each) => each === stage || isWorkflow),
    id,
  )
  if (isWorkflow) updateStages({ traceMode: 'among', judged: id, reference: null })
}

/** Shows a run that is there already. */
export function showStageRun(stage: Stage, id: string): void {
  setRuns([stage], id)
}

/** What was asked for these stages before and is not answered yet comes too late. */
function setRuns(stages: readonly Stage[], id: string | null): void {
  const runs = { ...useStages.getState().runs }
  for (const stage of stages) {
    asked.stage[stage].ask()
    runs[stage] = id
  }
  updateStages({ runs })
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
  setRuns([stage], null)
}

/** Another model was opened: its sites are others, and so are its runs. One under way stays where it can be cancelled. */
export function leaveStagesOfOthers(model: ModelInfo): void {
  const { selected, sites, judged, reference, receiver, sender, path } = INITIAL
  const shown = useStages.getState().runs
  const isKept = (run: MethodRun | null) =>
    run !== null && (isOfModel(run.detail, model) || LIVE_STATES.includes(run.summary.state))
  setRuns(
    STAGES.filter((stage) => !isKept(methodRun(shown[stage] ?? ''))),
    null,
  )
  updateStages({ selected, sites, judged, reference, receiver, sender, path })
}

/** A deleted run must not stay in any stage. */
export function leaveStages(id: string): void {
  forgetMethodRun(id)
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

const patchingForm = ({
  direction,
  ablation = 'resample',
}: {
  direction: Direction
  ablation?: Ablation
}): Pick<Stages, 'direction' | 'ablation'> => ({ direction, ablation })

/** The form of a stage that would start such a run. */
export function stageForm(config: RunConfig): Partial<Stages> {
  switch (config.method) {
    case 'attribution':
      return { screenMethod: config.variant, ...patchingForm(config), sites: config.sites }
    case 'activation':
      if (config.only) {
        const { direction, ablation, only } = config
        return { direction, ablation, selected: only, confirmWhat: 'selection' }
      }
      const { direction, ablation, sites } = config
      return { screenMethod: 'activation', direction, ablation, sites }
    case 'edges': {
      const { select, mlps } = config
      const form = { ...patchingForm(config), mlps }
      if (select.kind === 'into') return { traceMode: 'into', receiver: select.receiver, ...form }
      if (select.kind === 'from') return { traceMode: 'from', sender: select.sender, ...form }
      if (select.kind === 'list') return { traceMode: 'among', selected: sitesOfEdges(select.edges), ...form }
      return form
    }
    case 'path':
      return { traceMode: 'path', path: config.path, ...patchingForm(config) }
    case 'workflow':
      return { ...patchingForm(config), top: config.top }
    case 'evaluate': {
      const { circuit, reference, top, by } = config
      return {
        judged: runIdOf(circuit),
        reference: runIdOf(reference),
        judgeBy: by,
        ...(top.length > 0 && { judgeTop: top[top.length - 1] }),
      }
    }
    default:
      return {}
  }
}

function runIdOf(source: { runId: string } | object | undefined): string | null {
  return source && 'runId' in source ? source.runId : null
}

/** What every run of a stage has; null while no model is open. */
export function commonConfig() {
  const { model } = useWorkbench.getState()
  const { metric } = useStages.getState()
  return model ? { model: model.path, prompts: currentPromptSet(), metric } : null
}
