import { useEffect } from 'react'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { WORKFLOW_STEPS, type ModelInfo, type RunSummary, type WorkflowStep } from '../../contract'
import { latest } from './latest'
import { isOfModel } from './belonging'
import { call } from './client'
import { resetModelChoices, dropRunFromForms } from './forms'
import { notifyProblem } from './notify'
import { ensureMethodRun, forgetMethodRun } from './read-run'
import { isLive } from './run-states'
import { methodRun, useMethodRun, useRuns, type MethodRun } from './run-store'
import { windowStorage } from './window-storage'
import { useWorkbench } from './workbench'

/** Each stage is a step of a workflow too. */
export const STAGES = WORKFLOW_STEPS
export type Stage = WorkflowStep

/** The run each stage shows. */
export interface Stages {
  runs: Record<Stage, string | null>
}

const INITIAL: Stages = { runs: { screen: null, confirm: null, trace: null, judge: null } }

export const useStages = create<Stages>()(
  persist(() => INITIAL, {
    name: 'patchbay.stages',
    version: 1,
    storage: windowStorage(),
    // Earlier versions kept the stages' forms here too.
    merge: (saved, current) => ({
      runs: { ...current.runs, ...(saved as Partial<Stages> | undefined)?.runs },
    }),
  }),
)

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

/** Shows a run, or nothing, in these stages; an earlier request for them that is not answered yet is dropped. */
export function showInStages(stages: readonly Stage[], id: string | null): void {
  const runs = { ...useStages.getState().runs }
  for (const stage of stages) {
    latest.stage[stage].begin()
    runs[stage] = id
  }
  useStages.setState({ runs })
}

/** Ends the run for good; what it had computed so far is not kept as a result. */
export async function cancelStage(run: RunSummary): Promise<void> {
  try {
    await call('runs.control', { id: run.id, action: 'stop' })
  } catch (error) {
    notifyProblem('The run could not be cancelled', error)
  }
}

/** Empties the stage: its run was deleted, or cannot be read. */
export function clearStage(stage: Stage): void {
  showInStages([stage], null)
}

/** Another model was opened: clears runs of other models from the stages, except live ones, which can be cancelled there. */
export function clearStagesOfOtherModels(model: ModelInfo): void {
  const shown = useStages.getState().runs
  const isKept = (run: MethodRun | null) =>
    run !== null && (isOfModel(run.detail, model) || isLive(run.summary.state))
  showInStages(
    STAGES.filter((stage) => !isKept(methodRun(shown[stage] ?? ''))),
    null,
  )
  resetModelChoices()
}

/** Clears a deleted run from the stages and the forms; returns what shows it in the stages again that are still empty. */
export function dropRunFromStages(id: string): () => void {
  forgetMethodRun(id)
  const showing = STAGES.filter((stage) => useStages.getState().runs[stage] === id)
  showInStages(showing, null)
  dropRunFromForms(id)
  return () => {
    const { runs } = useStages.getState()
    showInStages(
      showing.filter((stage) => runs[stage] === null),
      id,
    )
  }
}
