import { FILE_LIMITS, PatchbayError, refuseSize, type RunConfig, type RunSummary } from '../../contract'
import { shownTitle } from './shown-title'
import { downloadText } from '../widgets/files'
import { call } from './client'
import { notifyDone, notifyProblem } from './notify'
import { notifyChange } from './notify-change'
import { openRun } from './open-run'
import { clearDeletedRun } from './run-list'
import { putSummaries, useRuns } from './run-store'
import { dropFromTable } from './runs-table'
import { askScores, isUnanswered } from './score-question'
import { flushEvents } from './shown-run'
import { recordChange } from './undo'

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

/** Changes one thing that a person says of a run, so that it can be undone. */
async function changeRun<Value>(
  id: string,
  what: string,
  read: (run: RunSummary) => Value,
  next: Value,
  put: (value: Value) => Promise<RunSummary>,
): Promise<void> {
  const run = useRuns.getState().byId[id]?.summary
  const set = async (value: Value) => putSummaries([await put(value)])
  if (!(await attempt(`It was not possible to change ${what} the run`, () => put(next))) || !run) return
  const before = read(run)
  recordChange({ what: `change ${what} run ${run.number}`, undo: () => set(before), redo: () => set(next) })
}

/** An empty name takes the one that it was given back. */
export async function renameRun(id: string, name: string): Promise<void> {
  await changeRun(id, 'the name of', ({ name }) => name, name, (to) => call('runs.rename', { id, name: to }))
}

/** What a person writes about a run; '' takes it back. */
export async function noteRun(id: string, note: string): Promise<void> {
  await changeRun(id, 'the note of', (run) => run.note, note, (to) => call('runs.note', { id, note: to }))
}

/** Starts the stored configuration of a run once more, and shows it. */
export async function runAgain(id: string): Promise<void> {
  const begun = await attempt('The run could not be started again', async () => {
    const { config, summary } = await call('runs.get', { id })
    if (!config)
      throw new PatchbayError('bad-input', `${summary.name} is a file that was opened: nothing was computed.`)
    return call('runs.start', { config })
  })
  if (begun) await openRun(begun)
}

/** Starts a configuration from a dialog; a refusal is the dialog's to show. @throws PatchbayError */
export async function startChanged(config: RunConfig): Promise<void> {
  const begun = await call('runs.start', { config })
  putSummaries([begun])
  await openRun(begun)
}

export async function tagRun(id: string, tags: string[]): Promise<void> {
  await changeRun(id, 'the tags of', (run) => run.tags, tags, (to) => call('runs.tag', { id, tags: to }))
}

export async function resumeRun(id: string): Promise<void> {
  await attempt('The run could not be resumed', () => call('runs.resume', { id }))
}

/** Deletes a run, with undo. */
export async function deleteRun(run: RunSummary): Promise<void> {
  let showAgain = () => {}
  const remove = async () => {
    await call('runs.delete', { id: run.id })
    showAgain = clearDeletedRun(run.id)
    dropFromTable([run.id])
  }
  try {
    await remove()
  } catch (error) {
    notifyProblem('The run could not be deleted', error)
    return
  }
  notifyChange(`Run ${run.number}, “${shownTitle(run)}”, was deleted.`, {
    what: `delete run ${run.number}`,
    undo: async () => {
      putSummaries([await call('runs.restore', { id: run.id })])
      showAgain()
    },
    redo: remove,
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
