import { LIVE_STATES, notesOf, PatchbayError } from '../../../../contract'
import type { HostEvent, MemoryNeed, RunSummary } from '../../../../contract'
import { Host } from '../../../host/host'
import { printNotes } from '../output/print'
import { ProgressLine } from './progress-line'
import { StopSignals } from './stop-signals'

/** A run that was started or resumed; where it is new, what memory was said to be needed. */
export interface BegunRun {
  run: RunSummary
  memory?: MemoryNeed
}

/** For the person who pressed Ctrl-C. */
export const resumeHint = (id: string, db: string | undefined) =>
  `Interrupted. What was decided is saved; to go on: patchbay runs resume ${id}${db === undefined ? '' : ` --db ${db}`}`

/**
 * Computes one run in this process, with its progress on stderr, until it is done. SIGINT and SIGTERM stop
 * it in order and throw `PatchbayError('interrupted')`, a second one ends the process; a run that fails throws
 * its sentence.
 */
export async function runToEnd(
  storePath: string,
  db: string | undefined,
  begin: (host: Host) => Promise<BegunRun>,
): Promise<BegunRun & { host: Host }> {
  const progress = new ProgressLine()
  let runId: string | null = null
  let over: (summary: RunSummary) => void = () => {}
  let lost: (error: PatchbayError) => void = () => {}
  const ended = new Promise<RunSummary>((resolve, reject) => ([over, lost] = [resolve, reject]))
  const take = (event: HostEvent) => {
    if (event.type === 'run-lost' && event.runId === runId) lost(new PatchbayError('conflict', event.message))
    if (event.type !== 'run-status' || (runId !== null && event.runId !== runId)) return
    progress.show(event.summary, event.progress)
    if (runId !== null && !LIVE_STATES.includes(event.summary.state)) over(event.summary)
  }
  const host = new Host({ storePath, emit: take })
  const signals = new StopSignals(() => {
    progress.end()
    process.stderr.write('Stopping after the present test ...\n')
    void host.close()
  })
  try {
    const { run: begun, memory } = await begin(host)
    runId = begun.id
    progress.end()
    const { provenance } = await host.call('runs.get', { id: runId })
    printNotes(notesOf(provenance))
    const run = LIVE_STATES.includes(begun.state) ? await ended : begun
    progress.end()
    if (run.state === 'done') return { host, run, memory }
    throw whyNotDone(host, run, db)
  } finally {
    signals.ignore()
  }
}

function whyNotDone(host: Host, { id, state, message }: RunSummary, db: string | undefined): PatchbayError {
  if (state !== 'failed') return new PatchbayError('interrupted', resumeHint(id, db))
  return new PatchbayError(host.failureOf(id)?.code ?? 'internal', message ?? 'The run failed.')
}
