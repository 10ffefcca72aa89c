import { certificateNote, definitionOf, PatchbayError } from '../../../../contract'
import type { MethodName, RunSummary } from '../../../../contract'
import type { Host } from '../../../host/host'
import { storePathOf } from '../runs/store-options'
import { OutputError, print } from '../../streams'
import { writeOutFile } from '../output/out-file'
import { printJson, printNotes } from '../output/print'
import { reportText } from './report'
import type { BegunRun } from './computing-host'
import { runToEnd } from './run-to-end'

export interface ResultOptions {
  db?: string
  out?: string
  json?: boolean
}

/**
 * Runs to the end; what was found goes to --out or stdout, what is for people to stdout. A result that is
 * a verdict and fails makes the exit code 1.
 */
export async function computeAndReport(
  options: ResultOptions,
  begin: (host: Host) => Promise<BegunRun>,
): Promise<void> {
  const { host, ...begun } = await runToEnd(storePathOf(options), options.db, begin)
  try {
    await report(host, begun, options)
  } catch (error) {
    if (error instanceof OutputError) error.message += ` ${keptHint(begun.run, options)}`
    throw error
  }
  await host.close()
}

/** A full disk must not look as if hours of computing were lost. */
function keptHint({ number }: RunSummary, { db }: ResultOptions): string {
  return `The run is kept; to write it elsewhere: patchbay runs export ${number} --out FILE${db === undefined ? '' : ` --db ${db}`}`
}

async function report(host: Host, { run, memory }: BegunRun, options: ResultOptions): Promise<void> {
  const { text } = await host.call('runs.export', { id: run.id, format: 'json' })
  if (options.out !== undefined) await writeOutFile(options.out, text)
  const result = await host.call('runs.result', { id: run.id })
  if (result === null) throw new PatchbayError('internal', `${run.name} is done and has no result.`)
  const note = certificateNote(run)
  if (note?.level === 'warning') printNotes([note.text])
  if (options.json) await (options.out === undefined ? print(text) : printJson({ ...run, memory }))
  else await print(reportText(await host.call('runs.get', { id: run.id }), result, options.out))
  if (definitionOf(run.method as MethodName).hasPassed?.(result) === false) process.exitCode = 1
}
