import { existsSync } from 'node:fs'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { fromErrorData, PatchbayError, shown } from '../../../../contract'
import { SHARED_BYTES, TEXT_OFFSET } from './reading-tasks'
import type { FromReader, Reading, TaskName, ToReader } from './reading-tasks'

/** Of the heap; what a file holds as bytes comes on top. */
const MEMORY_MB = 448
const LOOK_EVERY_MS = 100
/** Processor time that the splitting of one text into tokens may take. */
const TEXT_LIMIT_MS = 1_500
/** On a machine that is busy with other things, a thread gets no processor time for a while. */
const MOST_WAITING_MS = 60_000
/**
 * A thread inside one long built-in step (replacing in 60 MB, say) does not even report its time. By the clock, of which a thread of a
 * busy machine has a small part.
 */
const MOST_UNANSWERED_MS = 30_000

export interface ThreadOptions {
  workerFile?: string
  execArgv?: string[]
  mostUnansweredMs?: number
  /** How long a task waits for the threads that there are. */
  patienceMs?: number
}

interface Current {
  limitMs: number
  /** When the last step or text began. */
  beganAt: number
  /** Processor time of the thread when its event loop last turned, and when it began the text that it splits. */
  cpuBeforeMs: number
  textBeganMs: number
  /** How many texts it had begun then. */
  textsBegun: number
  reading: Reading | null
  resolve(result: unknown): void
  reject(error: Error): void
}

/** One thread that reads: a task at a time, and its end where that takes too long, too much, or is cancelled. */
export class ReadingThread {
  /** Path of the model that it holds. */
  model: string | null = null
  private readonly worker: Worker
  private readonly shared = new SharedArrayBuffer(SHARED_BYTES)
  private readonly onGone: () => void
  private current: Current | null = null
  private hasTurned = false
  private isAsked = false
  private askedAt = 0
  private readonly mostUnansweredMs: number

  constructor(
    { workerFile = defaultWorkerFile(), execArgv, mostUnansweredMs = MOST_UNANSWERED_MS }: ThreadOptions,
    onGone: () => void,
  ) {
    this.mostUnansweredMs = mostUnansweredMs
    this.onGone = onGone
    this.worker = new Worker(workerFile, {
      workerData: this.shared,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: 32 },
      ...(execArgv && { execArgv }),
    })
    this.worker.unref() // a program that has nothing else to do may end
    this.worker.on('message', (message: FromReader) => this.receive(message))
    this.worker.on('error', (error: NodeJS.ErrnoException) => this.fail(whyLost(error, this.current)))
    this.worker.on('exit', () => {
      this.fail(new PatchbayError('interrupted', 'The thread that reads files was ended.'))
      this.onGone()
    })
  }

  /** `limitMs` of processor time without a turn of the event loop end the thread, and so does `signal`. */
  run(name: TaskName, args: unknown, limitMs: number, signal?: AbortSignal): Promise<unknown> {
    return new Promise<unknown>((resolve, reject) => {
      const began = { beganAt: Date.now(), cpuBeforeMs: 0, textBeganMs: 0, textsBegun: 0 }
      this.current = { limitMs, ...began, reading: null, resolve, reject }
      this.hasTurned = true
      this.worker.ref()
      const cancel = () => this.end(signal?.reason as Error)
      signal?.addEventListener('abort', cancel, { once: true })
      const watch = setInterval(() => void this.look(), LOOK_EVERY_MS)
      this.current.resolve = (result) => (settle(), resolve(result))
      this.current.reject = (error) => (settle(), reject(error))
      const settle = () => {
        clearInterval(watch)
        signal?.removeEventListener('abort', cancel)
        this.worker.unref()
      }
      this.worker.postMessage({ kind: 'task', name, args } satisfies ToReader)
    })
  }

  forget(modelPath: string): void {
    if (this.model === modelPath) this.model = null
    this.worker.postMessage({ kind: 'forget', path: modelPath } satisfies ToReader)
  }

  /** Ends the thread; its task fails with `error`. */
  end(error: Error): void {
    this.onGone() // before the error is reported: the thread gets no more tasks
    this.fail(error)
    void this.worker.terminate()
  }

  private receive(message: FromReader): void {
    const { current } = this
    if (!current) return
    if (message.kind === 'turned') this.hasTurned = true
    else if (message.kind === 'reading') current.reading = message.what
    else {
      this.current = null
      if (message.kind === 'done') current.resolve(message.result)
      else current.reject(fromErrorData(message.error))
    }
  }

  private fail(error: Error): void {
    const { current } = this
    this.current = null
    current?.reject(error)
  }

  private async look(): Promise<void> {
    const { current } = this
    if (!current) return
    if (this.isAsked) {
      const seconds = `${this.mostUnansweredMs / 1_000} s without a sign of life`
      if (Date.now() - this.askedAt > this.mostUnansweredMs)
        this.end(tooLong(current, this.textBeingSplit(), seconds))
      return
    }
    this.isAsked = true
    this.askedAt = Date.now()
    const cpuMs = await this.cpuMs(current)
    this.isAsked = false
    if (this.current !== current) return
    this.noteProgress(current, cpuMs)
    const text = this.textBeingSplit()
    const isTextOver = text !== '' && cpuMs - current.textBeganMs > TEXT_LIMIT_MS
    const isOver =
      cpuMs - current.cpuBeforeMs > current.limitMs || Date.now() - current.beganAt > MOST_WAITING_MS
    const limitMs = isTextOver ? TEXT_LIMIT_MS : current.limitMs
    if (isOver || isTextOver) this.end(tooLong(current, text, `${limitMs / 1_000} s of processor time`))
  }

  private noteProgress(current: Current, cpuMs: number): void {
    const textsBegun = new Int32Array(this.shared, 0, 2)[1]
    if (!this.hasTurned && textsBegun === current.textsBegun) return
    if (this.hasTurned) current.cpuBeforeMs = cpuMs
    this.hasTurned = false
    Object.assign(current, { beganAt: Date.now(), textBeganMs: cpuMs, textsBegun })
  }

  /** Processor time of the thread; where this Node cannot measure it, the time that passed. */
  private async cpuMs({ beganAt }: Current): Promise<number> {
    if (typeof this.worker.cpuUsage !== 'function') return Date.now() - beganAt
    try {
      const { user, system } = await this.worker.cpuUsage()
      return (user + system) / 1000
    } catch {
      return 0 // it has just ended, and `exit` says so
    }
  }

  private textBeingSplit(): string {
    const length = new Int32Array(this.shared, 0, 1)[0]
    return Buffer.from(this.shared, TEXT_OFFSET, length).toString('utf8')
  }
}

function tooLong({ reading }: Current, text: string, most: string): PatchbayError {
  const limit = `more than ${most}`
  if (!reading)
    return new PatchbayError('bad-input', `Reading this takes too long (${limit}): use a smaller file.`)
  const { file, patterns } = reading
  if (text === '')
    return new PatchbayError(
      'bad-input',
      `${file} takes too long to read (${limit}): it is too large, or damaged.`,
    )
  const what = `${file} takes too long to split the text ${shown(text, 40)} into tokens (${limit})`
  const pattern = patterns.length === 0 ? 'shorten the text' : `${patternsText(patterns)} or shorten the text`
  return new PatchbayError('bad-input', `${what}: ${pattern}.`)
}

function patternsText(patterns: string[]): string {
  const named = patterns
    .slice(0, 3)
    .map((pattern) => shown(pattern, 60))
    .join(', ')
  return `mend its ${patterns.length === 1 ? 'pattern' : 'patterns'} ${named}`
}

function whyLost(error: NodeJS.ErrnoException, current: Current | null): PatchbayError {
  const what = current?.reading?.file ?? 'This'
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    const needs = `takes more than ${MEMORY_MB} MB of memory to read`
    return new PatchbayError('bad-input', `${what} ${needs}: it is too large, or damaged.`, { cause: error })
  }
  return new PatchbayError('internal', `The thread that reads files failed: ${error.message}.`, {
    cause: error,
  })
}

/** In the bundle it is in the same folder; run from the sources (in tests) it is still TypeScript. */
function defaultWorkerFile(): string {
  const bundled = path.join(import.meta.dirname, 'reading-worker.cjs')
  return existsSync(bundled) ? bundled : path.join(import.meta.dirname, 'reading-worker.ts')
}
