import { useState } from 'react'
import type { RunConfig } from '../../contract'
import { DISCOVER_STARTS, startOf } from '../methods/registry'
import type { DiscoverStart } from '../methods/method-view'
import { latest } from './latest'
import { call } from './client'
import { discoverForm } from './discover-form'
import { followDiscover } from './follow-discover'
import { useAllForms } from './forms'
import { notifyProblem } from './notify'
import { currentPromptSet, usePromptSet } from './prompt-store'
import { loadRun } from './shown-run'
import { useObstacle } from './use-obstacle'
import { updateWorkbench, useWorkbench } from './workbench'

/** The method that is chosen in Discover. */
export function useDiscoverStart(): DiscoverStart {
  return startOf(
    DISCOVER_STARTS,
    discoverForm.use((form) => form.discoverMethod),
  )
}

/** What Run starts in Discover now; null while no model is open. */
export function discoverConfig(): RunConfig | null {
  const { model } = useWorkbench.getState()
  const form = discoverForm.get()
  const common = model && { model: model.path, prompts: currentPromptSet(), metric: form.metric }
  return common && startOf(DISCOVER_STARTS, form.discoverMethod).config(common, form)
}

export function useDiscoverConfig(): RunConfig | null {
  useAllForms()
  useWorkbench((state) => state.model)
  usePromptSet()
  return discoverConfig()
}

/** Starts the method chosen in Discover with the form as it is, and shows it unless another run was requested meanwhile. */
export async function startRun(): Promise<void> {
  const config = discoverConfig()
  if (!config) return
  const isWanted = latest.run.begin()
  try {
    const summary = await call('runs.start', { config })
    if (!isWanted()) return
    updateWorkbench({ view: 'discover', runId: summary.id, selection: null })
    followDiscover()
    await loadRun(summary.id)
  } catch (error) {
    notifyProblem('The run could not be started', error)
  }
}

/** For a button that starts a run: why it cannot start, as a sentence, and whether it is starting. */
export function useStartRun(): { start: () => void; obstacle: string | null; starting: boolean } {
  const [starting, setStarting] = useState(false)
  const general = useObstacle()
  const chosen = useDiscoverStart()
  useAllForms()
  const start = () => {
    setStarting(true)
    void startRun().finally(() => setStarting(false))
  }
  return { start, starting, obstacle: general ?? chosen.obstacle?.(discoverForm.get()) ?? null }
}
