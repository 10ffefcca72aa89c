import { useEffect } from 'react'
import { create } from 'zustand'
import type { RunDetail, RunSummary } from '../../contract'
import { isOfModel, isSamePrompts } from './belonging'
import { call } from './client'
import { notifyProblem } from './notify'
import { currentPromptSet, usePromptSet } from './prompt-store'
import { ensureMethodRun } from './read-run'
import { putSummaries, useMethodRun, useRunList, useRuns, type MethodRun } from './run-store'
import { stageForm } from './stage-form'
import { useWorkbench } from './workbench'

interface SelfCheck {
  isOpen: boolean
  isStarting: boolean
}

/** The panel in which model and prompts are checked before anything is believed of them. */
export const useSelfCheck = create<SelfCheck>(() => ({ isOpen: false, isStarting: false }))

export function openSelfCheck(): void {
  useSelfCheck.setState({ isOpen: true })
}

export function closeSelfCheck(): void {
  useSelfCheck.setState({ isOpen: false })
}

/** Starts the checks of the open model on the prompts in the form, as a run of their own. */
export async function startSelfCheck(): Promise<void> {
  const { model } = useWorkbench.getState()
  if (!model) return
  useSelfCheck.setState({ isStarting: true })
  try {
    const { metric } = stageForm.get()
    const config = { method: 'check' as const, model: model.path, prompts: currentPromptSet(), metric }
    const summary = await call('runs.start', { config })
    putSummaries([summary])
    await ensureMethodRun(summary.id)
  } catch (error) {
    notifyProblem('The self-check could not be started', error)
  } finally {
    useSelfCheck.setState({ isStarting: false })
  }
}

/** Older ones are seldom of the same prompts, and each has to be read. */
const MOST_READ = 4

/** The newest check of the open model on the prompts in the form; null where there is none. */
export function useCheckRun(): MethodRun | null {
  const model = useWorkbench((state) => state.model)
  const prompts = usePromptSet()
  return useNewestCheck(
    (run) => run.modelName === model?.name && run.promptCount === prompts.rows.length,
    (detail) =>
      model !== null &&
      isOfModel(detail, model) &&
      detail.config !== null &&
      isSamePrompts(detail.config.prompts, prompts),
  )
}

/** The newest check of the model and the prompts of a run; null where there is none. */
export function useCheckOfRun({ summary, config, provenance }: RunDetail): MethodRun | null {
  return useNewestCheck(
    (run) => run.modelName === summary.modelName && run.promptCount === summary.promptCount,
    (detail) =>
      provenance !== null &&
      config !== null &&
      detail.config !== null &&
      detail.provenance?.modelHash === provenance.modelHash &&
      isSamePrompts(detail.config.prompts, config.prompts),
  )
}

function useNewestCheck(
  mayBe: (run: RunSummary) => boolean,
  isIt: (detail: RunDetail) => boolean,
): MethodRun | null {
  const list = useRunList() ?? []
  const ids = list
    .filter((run) => run.method === 'check' && mayBe(run))
    .slice(0, MOST_READ)
    .map(({ id }) => id)
  const wanted = ids.join(' ')
  useEffect(() => {
    for (const id of wanted.split(' ').filter(Boolean)) void ensureMethodRun(id)
  }, [wanted])
  const found = useRuns(({ byId }) => ids.find((id) => byId[id]?.detail && isIt(byId[id].detail)) ?? null)
  return useMethodRun(found)
}
