import { messageOf, PatchbayError, type HostEvent } from '../../contract'
import { call, onEvent } from './client'
import { notifyProblem } from './notify'
import { readWhenDone, rereadRuns } from './read-run'
import { putList, putSummaries, useRuns } from './run-store'
import { forgetRun } from './session'
import { flushEvents, isShown, loadRun, queueEvent, reloadShownRun } from './shown-run'
import { dropRunFromStages } from './stages'
import { updateWorkbench, useWorkbench } from './workbench'

/** Reads the list of runs and keeps every run live; returns the function that ends it. */
export function followRuns(): () => void {
  void refreshRuns()
  return onEvent(take)
}

function take(event: HostEvent): void {
  if (event.type === 'run-lost') notifyProblem('The run is no longer computed here', event.message)
  if (event.type === 'runs-changed') void refreshRuns()
  if (event.type === 'run-decisions') queueEvent(event)
  if (event.type === 'run-status') takeStatus(event)
  if (event.type !== 'host-status' || event.status !== 'ready') return
  void refreshRuns()
  rereadRuns()
  reloadShownRun()
}

function takeStatus(event: Extract<HostEvent, { type: 'run-status' }>): void {
  if (!isShown(event.runId)) putSummaries([event.summary], event.progress)
  queueEvent(event)
  readWhenDone(event.summary)
}

export async function refreshRuns(): Promise<void> {
  try {
    const summaries = await call('runs.list', {})
    const before = useRuns.getState().listed ?? []
    flushEvents()
    putList(summaries)
    const gone = before.filter((id) => summaries.every((run) => run.id !== id))
    await Promise.all(gone.map(clearIfDeleted))
  } catch (error) {
    useRuns.setState({ listProblem: messageOf(error) })
  }
}

/** Drops a run that another window or the command line deleted. Checked with the host: a list may be older than a run just started. */
async function clearIfDeleted(id: string): Promise<void> {
  try {
    await call('runs.get', { id })
  } catch (error) {
    if (error instanceof PatchbayError && error.code === 'not-found') clearDeletedRun(id)
  }
}

/** Clears a deleted run from every view; returns what shows it there again, where nothing else has taken its place. */
export function clearDeletedRun(id: string): () => void {
  const { runId, compareA, compareB } = useWorkbench.getState()
  if (runId === id) forgetRun()
  const showInStagesAgain = dropRunFromStages(id)
  if (compareA === id) updateWorkbench({ compareA: null })
  if (compareB === id) updateWorkbench({ compareB: null })
  return () => {
    const now = useWorkbench.getState()
    if (runId === id && now.runId === null) {
      updateWorkbench({ runId: id })
      void loadRun(id)
    }
    showInStagesAgain()
    if (compareA === id && now.compareA === null) updateWorkbench({ compareA: id })
    if (compareB === id && now.compareB === null) updateWorkbench({ compareB: id })
  }
}
