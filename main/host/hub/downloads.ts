import { PatchbayError, type Download, type DownloadPlan, type HostEvent } from '../../../contract'
import { hubNameText } from '../../../contract'
import type { ReadingThreads } from '../files/reading/reading-threads'
import { cutOffDownloads, forgetBegun, recordBegun } from './begun-downloads'
import { planDownload, requireHubName, type PlannedDownload } from './plan-download'
import { RunningDownload } from './running-download'

/** Waits before trying again where nothing arrived since the last try. */
const RETRY_DELAYS_MS = [1_000, 2_000, 4_000, 8_000, 15_000]

export interface DownloadsOptions {
  reading: ReadingThreads
  emit: (event: HostEvent) => void
  retryDelaysMs?: readonly number[]
}

/** The downloads of this host, by the names of their models. The hub is asked by `plan` and `start` alone. */
export class Downloads {
  private readonly options: DownloadsOptions
  private readonly plans = new Map<string, PlannedDownload>()
  private readonly running = new Map<string, RunningDownload>()
  private isClosed = false

  constructor(options: DownloadsOptions) {
    this.options = options
  }

  /** What a download would fetch. @throws PatchbayError, as `planDownload` */
  async plan(typed: string, signal: AbortSignal): Promise<DownloadPlan> {
    const planned = await planDownload(requireHubName(typed), this.options.reading, signal)
    this.plans.set(planned.plan.name, planned)
    return planned.plan
  }

  /**
   * Begins the download of a commit, as it was planned, or joins the one that is going on.
   * @throws PatchbayError: its plan has a problem; as `plan` where it was not planned here
   */
  async start(typed: string, commit: string, signal: AbortSignal): Promise<Download> {
    const name = hubNameText(requireHubName(typed))
    const present = this.running.get(name)
    if (present?.isLive) return present.now()
    const planned = await this.plannedAt(name, commit, signal)
    if (planned.plan.problem !== null) throw new PatchbayError('bad-input', planned.plan.problem)
    if (this.isClosed) throw new PatchbayError('interrupted', 'Patchbay was closed.')
    return this.begin(planned).now()
  }

  /** The newest first; then those that were cut off in an earlier session. */
  list(): Download[] {
    const own = [...this.running.values()].map((download) => download.now()).reverse()
    return [...own, ...cutOffDownloads().filter(({ name }) => !this.running.has(name))]
  }

  /** Resolves when it has ended. */
  async cancel(typed: string): Promise<void> {
    const download = this.running.get(hubNameText(requireHubName(typed)))
    download?.cancel()
    await download?.ended
  }

  dismiss(typed: string): void {
    const name = hubNameText(requireHubName(typed))
    if (this.running.get(name)?.isLive) return
    this.running.delete(name)
    forgetBegun(requireHubName(name).repo)
  }

  /** Ends all; what was fetched is kept. */
  close(): void {
    this.isClosed = true
    for (const download of this.running.values()) download.cancel()
  }

  /** Resolves when nothing is being downloaded any more. */
  async idle(): Promise<void> {
    await Promise.all([...this.running.values()].map(({ ended }) => ended))
  }

  /** The plan that was shown; what of it is here now counts, and how full the disk is. */
  private async plannedAt(name: string, commit: string, signal: AbortSignal): Promise<PlannedDownload> {
    const { repo, revision } = requireHubName(name)
    const shown = this.plans.get(name)
    if (shown?.plan.commit === commit) return shown
    const planned = await planDownload({ repo, revision: commit }, this.options.reading, signal)
    return { ...planned, name: { repo, revision }, plan: { ...planned.plan, name, revision } }
  }

  private begin(planned: PlannedDownload): RunningDownload {
    const { emit, retryDelaysMs = RETRY_DELAYS_MS } = this.options
    const report = (download: Download) => emit({ type: 'hub-download', download })
    const download = new RunningDownload(planned, { report, retryDelaysMs })
    this.running.delete(planned.plan.name)
    this.running.set(planned.plan.name, download)
    this.plans.delete(planned.plan.name)
    recordBegun(planned)
    void download.ended.then(() => {
      if (download.now().state === 'done') forgetBegun(planned.plan.repo)
      emit({ type: 'hub-cache-changed' })
    })
    return download
  }
}
