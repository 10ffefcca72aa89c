import { create } from 'zustand'
import { FILE_LIMITS, PatchbayError, refuseSize, type RunSummary } from '../../contract'
import { downloadText } from '../widgets/files'
import { notifyUndo } from '../widgets/notify-undo'
import { call, onEvent } from './client'
import { notifyDone, notifyProblem } from './notify'
import { askScores, isUnanswered } from './score-question'
import { forgetRun } from './session'
import { leaveStages } from './stages'
import { updateWorkbench, useWorkbench } from './workbench'

interface RunsStore {
  /** null until the host answered. */
  runs: RunSummary[] | null
  /** One sentence when the list could not be read. */
  problem: string | null
}

export const useRuns = create<RunsStore>(() => ({ runs: null, problem: null }))

export async function refreshRuns(): Promise<void> {
  try {
    const runs = await call('runs.list', {})
    const before = useRuns.getState().runs ?? []
    useRuns.setState({ runs, problem: null })
    const gone = before.filter(({ id }) => runs.every((run) => run.id !== id))
    await Promise.all(gone.map(({ id }) => leaveDeleted(id)))
  } catch (error) {
    useRuns.setState({ problem: error instanceof Error ? error.message : String(error) })
  }
}

/** Reads the list and keeps it live; returns the function that ends it. */
export function followRunList(): () => void {
  void refreshRuns()
  return onEvent((event) => {
    if (event.type === 'run-status') takeSummary(event.summary)
    if (event.type === 'run-lost') notifyProblem('The run is not computed here any more', event.message)
    const isBack = event.type === 'host-status' && event.status === 'ready'
    if (isBack || event.type === 'runs-changed') void refreshRuns()
  })
}

function takeSummary(summary: RunSummary): void {
  useRuns.setState(({ runs }) => {
    if (!runs) return {}
    const isKnown = runs.some((run) => run.id === summary.id)
    return { runs: isKnown ? runs.map((run) => (run.id === summary.id ? summary : run)) : [summary, ...runs] }
  })
}

/** Runs the action on the host, takes its answer into the list, and says so where it fails. */
async function attempt(what: string, action: () => Promise<RunSummary>): Promise<RunSummary | null> {
  try {
    const summary = await action()
    takeSummary(summary)
    return summary
  } catch (error) {
    notifyProblem(what, error)
    return null
  }
}

export async function renameRun(id: string, name: string): Promise<void> {
  await attempt('The run could not be renamed', () => call('runs.rename', { id, name }))
}

export async function tagRun(id: string, tags: string[]): Promise<void> {
  await attempt('The tags could not be changed', () => call('runs.tag', { id, tags }))
}

export async function resumeRun(id: string): Promise<void> {
  await attempt('The run could not be resumed', () => call('runs.resume', { id }))
}

/** Deletes a run, with undo. */
export async function deleteRun(run: RunSummary): Promise<void> {
  try {
    await call('runs.delete', { id: run.id })
  } catch (error) {
    notifyProblem('The run could not be deleted', error)
    return
  }
  leaveRun(run.id)
  useRuns.setState(({ runs }) => ({ runs: runs?.filter(({ id }) => id !== run.id) ?? null }))
  const title = run.name === `Run ${run.number}` ? run.name : `Run ${run.number}, “${run.name}”,`
  notifyUndo(`${title} was deleted.`, () => {
    void attempt('The run could not be brought back', () => call('runs.restore', { id: run.id }))
  })
}

/** What another window or the command line deleted. The host is asked: a list may be older than a run just begun. */
async function leaveDeleted(id: string): Promise<void> {
  try {
    await call('runs.get', { id })
  } catch (error) {
    if (error instanceof PatchbayError && error.code === 'not-found') leaveRun(id)
  }
}

/** A deleted run must not stay on screen elsewhere. */
function leaveRun(id: string): void {
  const { runId, compareA, compareB } = useWorkbench.getState()
  if (runId === id) forgetRun()
  leaveStages(id)
  if (compareA === id) updateWorkbench({ compareA: null })
  if (compareB === id) updateWorkbench({ compareB: null })
}

export async function exportRun(id: string, format: 'json' | 'csv'): Promise<void> {
  try {
    const { fileName, text } = await call('runs.export', { id, format })
    downloadText(fileName, text, format === 'json' ? 'application/json' : 'text/csv')
  } catch (error) {
    notifyProblem('The run could not be exported', error)
  }
}

/** Imports a circuit file as a run of its own; returns it, null where that failed. Asks what its file does not say. */
export async function importCircuit(file: File): Promise<RunSummary | null> {
  const summary = await attempt(`“${file.name}” could not be imported`, async () => {
    refuseSize(file.size, file.name, FILE_LIMITS.circuit)
    return call('runs.import', { text: await file.text(), fileName: file.name })
  })
  // The question names the run, and stands where the notice would.
  if (summary && isUnanswered(summary)) askScores(summary)
  else if (summary) notifyDone(`“${file.name}” was imported as run ${summary.number}.`)
  return summary
}
