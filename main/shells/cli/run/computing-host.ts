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
 * A host in this process, whose runs are computed one after another with their progress on stderr. SIGINT and SIGTERM
 * stop the run in order, a second one ends the process.
 */
export class ComputingHost {
  readonly host: Host
  private readonly db: string | undefined
  private readonly signals: StopSignals
  private readonly progress = new ProgressLine()
  private runId: string | null = null
  private over: (summary: RunSummary) => void = () => {}
  private lost: (error: PatchbayError) => void = () => {}

  constructor(storePath: string, db: string | undefined) {
    this.db = db
    this.host = new Host({ storePath, emit: (event) => this.take(event) })
    this.signals = new StopSignals(() => {
      this.progress.end()
      process.stderr.write('Stopping after the present test ...\n')
      void this.host.close()
    })
  }

  /** Computes one run until it is done. @throws PatchbayError (interrupted), or the sentence of a run that fails. */
  async toEnd(begin: (host: Host) => Promise<BegunRun>): Promise<BegunRun> {
    this.runId = null
    const ended = new Promise<RunSummary>((resolve, reject) => ([this.over, this.lost] = [resolve, reject]))
    const { run: begun, memory } = await begin(this.host)
    this.runId = begun.id
    this.progress.end()
    const { provenance } = await this.host.call('runs.get', { id: begun.id })
    printNotes(notesOf(provenance))
    const run = LIVE_STATES.includes(begun.state) ? await ended : begun
    this.progress.end()
    if (run.state === 'done') return { run, memory }
    throw this.whyNotDone(run)
  }

  /** From now on a signal ends the process at once. */
  ignoreSignals(): void {
    this.signals.ignore()
  }

  private take(event: HostEvent): void {
    const { runId } = this
    if (event.type === 'run-lost' && event.runId === runId)
      this.lost(new PatchbayError('conflict', event.message))
    if (event.type !== 'run-status' || (runId !== null && event.runId !== runId)) return
    this.progress.show(event.summary, event.progress)
    if (runId !== null && !LIVE_STATES.includes(event.summary.state)) this.over(event.summary)
  }

  private whyNotDone({ id, state, message }: RunSummary): PatchbayError {
    if (state !== 'failed') return new PatchbayError('interrupted', resumeHint(id, this.db))
    return new PatchbayError(this.host.failureOf(id)?.code ?? 'internal', message ?? 'The run failed.')
  }
}
