import { PatchbayError, type MakePrompts, type PromptRow } from '../../../../contract'
import { ReadingThread, type ThreadOptions } from './reading-thread'
import type { TaskArgs, TaskName, TaskResult } from './reading-tasks'

/** Further tasks wait: each may take half a gigabyte. */
const MOST_THREADS = 3
/** To start a thread takes longer than most tasks: a further one is started only for a task that has waited for so long. */
const PATIENCE_MS = 600
/**
 * Processor time of one step of a task; what grows with the number of texts gets more with it. A slow machine that shares its caches
 * with much other work needs several times what a quiet one does, and a thread that takes long keeps nobody waiting.
 */
const LIMIT_MS = 10_000
const LIMIT_MS_PER_TEXT = 10

interface Waiting {
  modelPath: string | null
  /** It has waited for long enough that a thread is started for it. */
  isLate: boolean
  begin(thread: ReadingThread): void
}

/**
 * Reads what strangers wrote, in threads that can be ended, so that no file or text stops the program: while one is
 * stuck the others answer. A thread that is idle keeps the model that it opened last.
 */
export class ReadingThreads {
  private readonly threads = new Set<ReadingThread>()
  private readonly taken = new Set<ReadingThread>()
  private readonly waiting: Waiting[] = []
  private readonly options: ThreadOptions
  private isClosed = false

  constructor(options: ThreadOptions = {}) {
    this.options = options
  }

  /**
   * One task. @throws PatchbayError: what the task finds; bad-input where it takes more than 10 s of processor time,
   * more than 1.5 s for a single text, or half a gigabyte; the reason of `signal` where it is cancelled.
   */
  async run<N extends TaskName>(name: N, args: TaskArgs<N>, signal?: AbortSignal): Promise<TaskResult<N>> {
    signal?.throwIfAborted()
    const modelPath = ('path' in args ? args.path : null) ?? null
    const thread = await this.free(modelPath, signal)
    if (modelPath !== null) {
      if (name === 'open-model')
        for (const other of this.threads) if (other !== thread) other.forget(modelPath)
      thread.model = modelPath
    }
    const texts =
      ('rows' in args ? textCount(args.rows) : 0) + ('request' in args ? wordCount(args.request) : 0)
    const limitMs = LIMIT_MS + texts * LIMIT_MS_PER_TEXT
    try {
      signal?.throwIfAborted() // while it waited for a thread
      return (await thread.run(name, args, limitMs, signal)) as TaskResult<N>
    } finally {
      this.taken.delete(thread)
      this.next()
    }
  }

  /** Starts a thread before there is something to read: the first model is there sooner. */
  prepare(): void {
    if (this.threads.size === 0 && !this.isClosed) this.start()
  }

  close(): void {
    this.isClosed = true
    const closed = new PatchbayError('interrupted', 'Patchbay was closed.')
    for (const thread of this.threads) thread.end(closed)
  }

  /** An idle thread, that with the model first; else the next that becomes idle, or a new one where that takes long. */
  private free(modelPath: string | null, signal?: AbortSignal): Promise<ReadingThread> {
    const thread = this.take(modelPath, false)
    if (thread) return Promise.resolve(thread)
    return new Promise((resolve, reject) => {
      const entry: Waiting = {
        modelPath,
        isLate: false,
        begin: (free) => (clearTimeout(late), resolve(free)),
      }
      this.waiting.push(entry)
      const late = setTimeout(() => {
        entry.isLate = true
        this.next()
      }, this.options.patienceMs ?? PATIENCE_MS)
      signal?.addEventListener('abort', () => {
        clearTimeout(late)
        const at = this.waiting.indexOf(entry)
        if (at >= 0) this.waiting.splice(at, 1)
        reject(signal.reason as Error)
      })
    })
  }

  private take(modelPath: string | null, isLate: boolean): ReadingThread | null {
    const idle = [...this.threads].filter((thread) => !this.taken.has(thread))
    const best = idle.find(({ model }) => model === modelPath) ?? idle[0]
    const most = isLate ? MOST_THREADS : 1
    const thread = best ?? (this.threads.size < most ? this.start() : null)
    if (thread) this.taken.add(thread)
    return thread
  }

  private start(): ReadingThread {
    const thread = new ReadingThread(this.options, () => {
      this.threads.delete(thread)
      this.taken.delete(thread)
      this.next()
    })
    this.threads.add(thread)
    return thread
  }

  private next(): void {
    if (this.isClosed || this.waiting.length === 0) return
    const [first] = this.waiting
    const thread = this.take(first.modelPath, first.isLate)
    if (!thread) return
    this.waiting.shift()
    first.begin(thread)
  }
}

/** Prompts and answers: each answer is split together with its prompt. */
function textCount(rows: readonly PromptRow[]): number {
  return rows.reduce(
    (count, { answers, wrongAnswers }) => count + 2 + answers.length + wrongAnswers.length,
    0,
  )
}

/** Words that are held against a tokenizer before the first prompt is made; those of the tasks are some hundreds. */
function wordCount({ lists = {} }: MakePrompts): number {
  return 1_000 + Object.values(lists).reduce((sum, words) => sum + words.length, 0)
}
