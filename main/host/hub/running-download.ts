import { setTimeout as wait } from 'node:timers/promises'
import { LIVE_DOWNLOAD_STATES, messageOf, type Download, type DownloadState } from '../../../contract'
import { takeFileLock } from '../../store'
import { CacheFiles } from './cache-files'
import { fetchBlob, type FetchReport } from './fetch-blob'
import type { RepositoryFile } from './needed-files'
import type { PlannedDownload } from './plan-download'
import { Speed } from './speed'
import { writingError } from './writing-error'

/** How often it is reported how a download goes, and looked whether another Patchbay has finished the same. */
const REPORT_MS = 250

const CANCELLED = 'Cancelled: what was fetched is kept, and the next download goes on from there.'

export interface DownloadOptions {
  report: (download: Download) => void
  retryDelaysMs: readonly number[]
}

/** One download from its plan to its end. */
export class RunningDownload {
  private readonly planned: PlannedDownload
  private readonly options: DownloadOptions
  private readonly controller = new AbortController()
  private readonly cache: CacheFiles
  private readonly speed = new Speed()
  private readonly presentBytes: Map<RepositoryFile, number>
  /** What was not reported yet. */
  private hasNews = false
  private state: DownloadState = 'downloading'
  private file: RepositoryFile | null = null
  private message: string | null = null
  /** Resolves when it has ended, however it did. */
  readonly ended: Promise<void>

  constructor(planned: PlannedDownload, options: DownloadOptions) {
    const { files, plan } = planned
    this.planned = planned
    this.options = options
    this.cache = new CacheFiles(plan.repo, plan.commit)
    this.presentBytes = new Map(files.map((file) => [file, this.cache.presentBytes(file)]))
    this.ended = this.run()
  }

  get isLive(): boolean {
    return LIVE_DOWNLOAD_STATES.includes(this.state)
  }

  cancel(): void {
    this.controller.abort()
  }

  /** As it is now. */
  now(): Download {
    const { name, repo, revision, commit, from, totalBytes } = this.planned.plan
    const doneBytes = [...this.presentBytes.values()].reduce((sum, bytes) => sum + bytes, 0)
    const bytesPerSecond = this.state === 'downloading' ? this.speed.bytesPerSecond(performance.now()) : null
    return {
      ...{ name, repo, revision, commit, from, totalBytes, doneBytes, bytesPerSecond },
      state: this.state,
      file: this.file?.path ?? null,
      filesDone: [...this.presentBytes].filter(([file, bytes]) => bytes === file.bytes && file !== this.file)
        .length,
      filesTotal: this.planned.files.length,
      remainingMs: bytesPerSecond ? ((totalBytes - doneBytes) / bytesPerSecond) * 1000 : null,
      message: this.message,
    }
  }

  private async run(): Promise<void> {
    const { signal } = this.controller
    const reporting = setInterval(() => this.hasNews && this.reportNow(), REPORT_MS)
    try {
      await this.fetchAll(signal)
      this.end('done', null)
    } catch (error) {
      if (signal.aborted) this.end('cancelled', CANCELLED)
      else this.end('failed', messageOf(writingError(error, this.cache.repository)))
    } finally {
      clearInterval(reporting)
    }
  }

  private async fetchAll(signal: AbortSignal): Promise<void> {
    const { files, plan } = this.planned
    if (this.cache.isComplete(files, plan.revision)) return this.cache.removeParts(files)
    this.cache.makeFolders()
    const unlock = await this.locked(signal)
    try {
      for (const file of files) {
        this.file = file
        this.change('downloading')
        if (!this.cache.has(file)) await fetchBlob(file, this.taskOf(file, signal))
        this.presentBytes.set(file, file.bytes)
      }
      // Only now do the files get their names, the weights last: a model that is not whole never opens.
      signal.throwIfAborted()
      this.cache.link(files, plan.revision)
    } finally {
      unlock()
    }
  }

  /** Only one Patchbay fetches a repository; the others wait, and find what it fetched. */
  private async locked(signal: AbortSignal): Promise<() => void> {
    for (;;) {
      const unlock = takeFileLock(this.cache.lock)
      if (unlock) return unlock
      if (this.state !== 'waiting') this.change('waiting', 'Another Patchbay is downloading this model.')
      await wait(REPORT_MS, undefined, { signal })
    }
  }

  private taskOf(file: RepositoryFile, signal: AbortSignal) {
    const { name, access, plan } = this.planned
    const { retryDelaysMs } = this.options
    return {
      name,
      commit: plan.commit,
      access,
      files: this.cache,
      signal,
      retryDelaysMs,
      report: this.reportOf(file),
    }
  }

  private reportOf(file: RepositoryFile): FetchReport {
    return {
      bytes: (present) => {
        this.presentBytes.set(file, present)
        if (this.state === 'downloading') this.speed.add(this.now().doneBytes, performance.now())
        else this.change('downloading')
        this.hasNews = true
      },
      checking: () => this.change('checking'),
      waiting: (message) => this.change('downloading', message),
    }
  }

  private change(state: DownloadState, message: string | null = null): void {
    if (state !== this.state) this.speed.reset()
    this.state = state
    this.message = message
    this.reportNow()
  }

  private end(state: DownloadState, message: string | null): void {
    this.file = null
    this.change(state, message)
  }

  private reportNow(): void {
    this.hasNews = false
    this.options.report(this.now())
  }
}
