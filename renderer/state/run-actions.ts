import { FILE_LIMITS, refuseSize, type RunSummary } from '../../contract'
import { downloadText } from '../widgets/files'
import { notifyUndo } from '../widgets/notify-undo'
import { call } from './client'
import { notifyDone, notifyProblem } from './notify'
import { clearDeletedRun } from './run-list'
import { putSummaries } from './run-store'
import { askScores, isUnanswered } from './score-question'
import { flushEvents } from './shown-run'

/** What a user does with a run of the list: every action that calls the host and takes in its answer. */

/** Runs the action on the host, takes in its answer, and notifies where it fails. */
async function attempt(what: string, action: () => Promise<RunSummary>): Promise<RunSummary | null> {
  try {
    const summary = await action()
    flushEvents()
    putSummaries([summary])
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
  clearDeletedRun(run.id)
  const title = run.name === `Run ${run.number}` ? run.name : `Run ${run.number}, “${run.name}”,`
  notifyUndo(`${title} was deleted.`, () => {
    void attempt('The run could not be brought back', () => call('runs.restore', { id: run.id }))
  })
}

export async function exportRun(id: string, format: 'json' | 'csv'): Promise<void> {
  try {
    const { fileName, text } = await call('runs.export', { id, format })
    downloadText(fileName, text, format === 'json' ? 'application/json' : 'text/csv')
  } catch (error) {
    notifyProblem('The run could not be exported', error)
  }
}

/** Imports a circuit file as a new run; returns it, or null where that failed. Asks what the file does not say about its scores. */
export async function importCircuit(file: File): Promise<RunSummary | null> {
  const summary = await attempt(`“${file.name}” could not be imported`, async () => {
    refuseSize(file.size, file.name, FILE_LIMITS.circuit)
    return call('runs.import', { text: await file.text(), fileName: file.name })
  })
  // The question names the run, and is shown where the notice would be.
  if (summary && isUnanswered(summary)) askScores(summary)
  else if (summary) notifyDone(`“${file.name}” was imported as run ${summary.number}.`)
  return summary
}
