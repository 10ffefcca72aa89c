import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import type { Hash } from 'node:crypto'
import { sizeText, type HubName } from '../../../contract'
import type { CacheFiles } from './cache-files'
import { hashFile, startHash } from './file-hash'
import { readFile } from './hub-client'
import type { HubAccess } from './hub-access'
import { damaged, HubError, networkError } from './hub-errors'
import { RangeIgnoredError } from './hub-requests'
import type { RepositoryFile } from './needed-files'
import { writingError } from './writing-error'

/** What one file of a download is fetched with. */
export interface FetchTask {
  name: HubName
  commit: string
  access: HubAccess
  files: CacheFiles
  signal: AbortSignal
  /** Waits before the 1st, 2nd, ... try in a row that brings nothing; after the last the download fails. */
  retryDelaysMs: readonly number[]
  report: FetchReport
}

/** What a download reports of one file. */
export interface FetchReport {
  /** How much of the file is here now. */
  bytes(present: number): void
  checking(): void
  /** Why nothing arrives for a while; null when it goes on. */
  waiting(message: string | null): void
}

/** Longer than this nobody waits in front of a screen. */
const LONGEST_WAIT_MS = 120_000

/**
 * Fetches a file into its blob: goes on after what is here of it, tries again where the connection is cut, and gives
 * the blob its name only when its hash is that of the hub.
 * @throws HubError, the reason of the signal; what was fetched stays, unless it is damaged
 */
export async function fetchBlob(file: RepositoryFile, task: FetchTask): Promise<void> {
  const wasBegun = task.files.presentBytes(file) > 0
  if (await fetchWhole(file, task)) return
  // What an earlier download left may have been spoilt on this disk.
  if (wasBegun && (await fetchWhole(file, task))) return
  throw damaged(file, task.access.endpoint)
}

/** Whether it has arrived as it should; otherwise nothing of it is left. */
async function fetchWhole(file: RepositoryFile, task: FetchTask): Promise<boolean> {
  const part = new Part(file, task)
  try {
    await part.resume()
    let [most, tries] = [part.bytes, 0]
    while (part.bytes < file.bytes) {
      try {
        await part.receive()
        if (part.bytes < file.bytes) throw cutOff(task.access)
      } catch (error) {
        tries = part.bytes > most ? 0 : tries
        most = Math.max(most, part.bytes)
        if (error instanceof RangeIgnoredError) part.restart()
        await waitAfter(error, tries++, file, part.bytes, task)
      }
    }
    task.report.checking()
    return part.hashIsRight() ? part.finish() : part.remove()
  } finally {
    part.close()
  }
}

/** Some servers end an answer early as if it were whole. */
function cutOff({ endpoint }: HubAccess): HubError {
  return networkError(endpoint, Object.assign(new Error('cut off'), { code: 'ECONNRESET' }))
}

/** @throws what cannot be waited for */
async function waitAfter(
  error: unknown,
  tries: number,
  { path }: RepositoryFile,
  bytes: number,
  task: FetchTask,
) {
  const { signal, retryDelaysMs, report } = task
  signal.throwIfAborted()
  if (!(error instanceof HubError) || !error.mayPass) throw error
  const waitMs = error.waitMs ?? 0
  if (tries >= retryDelaysMs.length || waitMs > LONGEST_WAIT_MS) throw kept(error, path, bytes)
  report.waiting(`${error.message} Trying again.`)
  await wait(Math.max(waitMs, retryDelaysMs[tries]), undefined, { signal }).catch(() =>
    signal.throwIfAborted(),
  )
  report.waiting(null)
}

function kept(error: HubError, path: string, bytes: number): HubError {
  if (bytes === 0) return error
  const message = `${error.message} ${sizeText(bytes)} of ${path} are kept: download again to go on.`
  return new HubError(error.code, message, { cause: error })
}

/** The growing file, with the hash of what is in it. */
class Part {
  private readonly file: RepositoryFile
  private readonly task: FetchTask
  private readonly path: string
  private fd: number | null = null
  private hash: Hash
  /** How much of it is on the disk. */
  bytes = 0

  constructor(file: RepositoryFile, task: FetchTask) {
    this.file = file
    this.task = task
    this.path = task.files.part(file)
    this.hash = startHash(file.hash, file.bytes)
  }

  /** Opens it, and reads what is here. */
  async resume(): Promise<void> {
    this.fd = this.writing(() => openSync(this.path, 'a'))
    this.bytes = statSync(this.path).size
    if (this.bytes > this.file.bytes) this.restart()
    if (this.bytes > 0) {
      this.task.report.checking()
      await hashFile(this.hash, this.path, this.task.signal)
    }
    this.task.report.bytes(this.bytes)
  }

  /** Adds what arrives. */
  async receive(): Promise<void> {
    const { name, commit, access, signal, report } = this.task
    for await (const chunk of readFile(name, commit, this.file, access, signal, this.bytes)) {
      if (this.bytes + chunk.length > this.file.bytes) throw tooLong(this.file, access)
      this.write(chunk)
      this.hash.update(chunk)
      report.bytes(this.bytes)
    }
  }

  /** Empties it. */
  restart(): void {
    this.writing(() => ftruncateSync(this.fd!, 0))
    this.bytes = 0
    this.hash = startHash(this.file.hash, this.file.bytes)
  }

  /** To be asked once. */
  hashIsRight(): boolean {
    return this.hash.digest('hex') === this.file.hash.hex
  }

  /** Gives it its name as a blob. */
  finish(): true {
    this.writing(() => {
      fsyncSync(this.fd!) // a name must not outlive a loss of power that its content does not
      this.close()
      renameSync(this.path, this.task.files.blob(this.file))
    })
    return true
  }

  remove(): false {
    this.close()
    rmSync(this.path, { force: true })
    this.task.report.bytes(0)
    return false
  }

  close(): void {
    if (this.fd !== null) closeSync(this.fd)
    this.fd = null
  }

  private write(chunk: Uint8Array): void {
    this.writing(() => {
      for (let done = 0; done < chunk.length;) {
        const written = writeSync(this.fd!, chunk, done)
        done += written
        this.bytes += written
      }
    })
  }

  private writing<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw writingError(error, this.task.files.repository, this.file, this.bytes)
    }
  }
}

function tooLong({ path, bytes }: RepositoryFile, { endpoint }: HubAccess): HubError {
  return new HubError(
    'download',
    `${endpoint} sends more of ${path} than the ${bytes} bytes that it listed: try again later.`,
  )
}
