import { LIVE_STATES, PatchbayError } from '../../../../contract'
import type { HostEvent, RunProgress, RunSummary, Settings } from '../../../../contract'
import type { ClusterJob } from '../../../host/cluster/job'
import { Host } from '../../../host/host'
import type { RunBundle } from '../../../store'

interface JobComputerOptions {
  /** A store of its own: what it holds of a job that is not done is gone on with. */
  storePath: string
  /** Folders in which models are looked for. */
  models: readonly string[]
  settings: Partial<Settings>
  onProgress?: (summary: RunSummary, progress: RunProgress | null) => void
}

type RunEnd = Pick<RunSummary, 'state' | 'message'>

/** A host that computes jobs of others, one after another. */
export class JobComputer {
  private readonly host: Host
  private readonly options: JobComputerOptions
  private readonly closed = new AbortController()
  private runId: string | null = null
  /** Why a run that failed could not be saved. */
  private unsavedWhy: string | null = null
  private ended: (end: RunEnd) => void = () => {}

  constructor(options: JobComputerOptions) {
    this.options = options
    this.host = new Host({ storePath: options.storePath, emit: (event) => this.take(event) })
  }

  /**
   * The run as it ended: done, failed with its reason, or stopped.
   * @throws PatchbayError (interrupted) where it was closed meanwhile; (conflict, not-found) where it cannot be computed here;
   * (store) where our store cannot keep it, such as on a full disk.
   */
  async compute(job: ClusterJob): Promise<RunBundle> {
    const { id, state, message } = await this.host.takeJob(job, this.options.models, this.closed.signal)
    // It ended here before, and still cannot be saved.
    if (LIVE_STATES.includes(state)) this.refuseUnsaved(id, message)
    if (state !== 'done') await this.toEnd(id)
    return this.host.bundleOf(id)
  }

  /** The run that is computed just now, as far as it is; null before it began. */
  current(): RunBundle | null {
    return this.runId === null ? null : this.host.bundleOf(this.runId)
  }

  /** Stops the run that is computed just now. */
  async stop(): Promise<void> {
    if (this.runId === null) return
    await this.host.call('runs.control', { id: this.runId, action: 'stop' }).catch((error: unknown) => {
      // It ended by itself just now.
      if (!(error instanceof PatchbayError)) throw error
    })
  }

  /** Stops after the present test; what was decided is in the store. */
  async close(): Promise<void> {
    this.closed.abort(new PatchbayError('interrupted', 'The worker was stopped.'))
    await this.host.close()
  }

  private async toEnd(id: string): Promise<void> {
    const over = new Promise<RunEnd>((resolve) => (this.ended = resolve))
    const { device: _device, ...settings } = this.options.settings
    await this.host.call('runs.resume', { id, settings })
    // Before, it is reported as the interrupted one that it was.
    this.runId = id
    const { summary } = await this.host.call('runs.get', { id })
    const { state, message } = LIVE_STATES.includes(summary.state) ? await over : summary
    this.runId = null
    if (state === 'interrupted') throw new PatchbayError('interrupted', message ?? 'The worker was stopped.')
    if (state === 'failed') this.refuseUnsaved(id, message)
  }

  /** A run that failed by our store and not by itself: another machine can go on with it. */
  private refuseUnsaved(id: string, message: string | null): void {
    const isUnsaved = LIVE_STATES.includes(this.host.bundleOf(id).run.state as RunSummary['state'])
    const failure = this.host.failureOf(id)
    if (failure?.code === 'store') this.unsavedWhy = failure.message
    else if (!isUnsaved) return
    throw new PatchbayError('store', this.unsavedWhy ?? message ?? 'The run could not be saved.')
  }

  private take(event: HostEvent): void {
    if (event.type === 'run-lost' && event.runId === this.runId)
      this.ended({ state: 'interrupted', message: event.message })
    if (event.type !== 'run-status' || event.runId !== this.runId) return
    this.options.onProgress?.(event.summary, event.progress)
    if (!LIVE_STATES.includes(event.summary.state)) this.ended(event.summary)
  }
}
