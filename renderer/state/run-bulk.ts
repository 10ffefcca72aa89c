import { strToU8, zip } from 'fflate'
import type { RunSummary } from '../../contract'
import { downloadBlob } from '../widgets/files'
import { formatPlural } from '../widgets/format'
import { call } from './client'
import { notifyProblem } from './notify'
import { notifyChange } from './notify-change'
import { clearDeletedRun } from './run-list'
import { putSummaries } from './run-store'
import { dropFromTable } from './runs-table'
import { recordChange } from './undo'

/** What a user does with several runs at once. Where one of them fails, that is said, and the others are done. */

/** Deletes runs, with one undo for all. */
export async function deleteRuns(runs: readonly RunSummary[]): Promise<void> {
  let { deleted, showAgain } = await remove(runs)
  if (deleted.length === 0) return
  notifyChange(`${formatPlural(deleted.length, 'run was', 'runs were')} deleted.`, {
    what: `delete ${formatPlural(deleted.length, 'run')}`,
    undo: async () => {
      await restore(deleted)
      for (const show of showAgain) show()
    },
    redo: async () => {
      ;({ deleted, showAgain } = await remove(deleted))
    },
  })
}

/** `showAgain` is what shows them where they were, should they come back. */
async function remove(runs: readonly RunSummary[]): Promise<{ deleted: RunSummary[]; showAgain: (() => void)[] }> {
  const deleted = await eachOf(runs, 'could not be deleted', ({ id }) => call('runs.delete', { id }))
  const showAgain = deleted.map(({ id }) => clearDeletedRun(id))
  dropFromTable(deleted.map(({ id }) => id))
  return { deleted, showAgain }
}

async function restore(runs: readonly RunSummary[]): Promise<void> {
  await eachOf(runs, 'could not be brought back', async ({ id }) =>
    putSummaries([await call('runs.restore', { id })]),
  )
}

/** Adds tags to runs, and takes others away. */
export async function tagRuns(
  runs: readonly RunSummary[],
  { add, remove }: { add: readonly string[]; remove: readonly string[] },
): Promise<void> {
  const tagged = (tags: readonly string[]) => [
    ...tags.filter((tag) => !remove.includes(tag) && !add.includes(tag)),
    ...add,
  ]
  const put = (tagsOf: (run: RunSummary) => string[]) =>
    eachOf(runs, 'could not be tagged', async (run) =>
      putSummaries([await call('runs.tag', { id: run.id, tags: tagsOf(run) })]),
    )
  const change = () => put(({ tags }) => tagged(tags))
  if ((await change()).length === 0) return
  recordChange({
    what: `tag ${formatPlural(runs.length, 'run')}`,
    undo: () => put(({ tags }) => tags),
    redo: change,
  })
}

/** One archive with what each run found, as JSON. */
export async function exportRuns(runs: readonly RunSummary[]): Promise<void> {
  const files: Record<string, Uint8Array> = {}
  await eachOf(runs, 'could not be exported', async ({ id, number }) => {
    const { fileName, text } = await call('runs.export', { id, format: 'json' })
    files[`${number}-${fileName}`] = strToU8(text)
  })
  if (Object.keys(files).length === 0) return
  const bytes = await new Promise<Uint8Array>((resolve, reject) =>
    zip(files, { level: 6 }, (error, data) => (error ? reject(error) : resolve(data))),
  )
  downloadBlob(
    `patchbay-runs-${runs.length}.zip`,
    new Blob([Uint8Array.from(bytes)], { type: 'application/zip' }),
  )
}

/** Those of which it went well. */
async function eachOf(
  runs: readonly RunSummary[],
  failed: string,
  action: (run: RunSummary) => Promise<unknown>,
): Promise<RunSummary[]> {
  const done: RunSummary[] = []
  for (const run of runs) {
    try {
      await action(run)
      done.push(run)
    } catch (error) {
      notifyProblem(`Run ${run.number} ${failed}`, error)
    }
  }
  return done
}
