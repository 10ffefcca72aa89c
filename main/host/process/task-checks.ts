import { fork, type ChildProcess } from 'node:child_process'
import { fromErrorData, PatchbayError, taskPairKey } from '../../../contract'
import type { Answer, ModelInfo, RowTask, TaskPair } from '../../../contract'
import { resolveModelPath } from '../files/model-path'
import { entryFile } from './child-job'
import type { FromChecker, ToChecker } from './task-checker'

/** Without work for so long, the process gives its memory back. */
const IDLE_MS = 60_000
/** What is cancelled is ended where it takes longer; a run of a small model is over before. */
const CANCEL_MS = 2_000
/** Answers that are kept, of about a kilobyte each. */
const MOST_KEPT = 20_000

type Checked = Pick<ModelInfo, 'path' | 'stamp'>
type RowAnswer = Answer<(RowTask | null)[]>

export interface TaskChecksOptions {
  checkerFile?: string
  execArgv?: string[]
  idleMs?: number
}

/** Asks a process of its own what a model says of pairs of prompts, one request at a time. */
export class TaskChecks {
  private readonly options: TaskChecksOptions
  private child: ChildProcess | null = null
  private readonly waiting = new Map<number, (answer: RowAnswer) => void>()
  private readonly kept = new Map<string, RowTask>()
  private nextId = 1
  private idle: NodeJS.Timeout | null = null
  private last: Promise<unknown> = Promise.resolve()

  constructor(options: TaskChecksOptions = {}) {
    this.options = options
  }

  /**
   * [pair] what is known by the time it answers; null is to be asked for again.
   * @throws PatchbayError: the model cannot be loaded or run, the process was lost, or the reason of `signal`.
   */
  async check(model: Checked, pairs: TaskPair[], signal?: AbortSignal): Promise<(RowTask | null)[]> {
    const keys = pairs.map((pair) => `${model.stamp} ${taskPairKey(pair)}`)
    const known = keys.map((key) => this.kept.get(key) ?? null)
    const missing = [...pairs.keys()].filter((row) => known[row] === null)
    if (missing.length === 0) return known
    const wanted = missing.map((row) => pairs[row])
    const answered = this.last.then(() => this.ask(model, wanted, signal))
    this.last = answered.catch(() => {})
    const found = await answered
    found.forEach((task, i) => {
      const row = missing[i]
      known[row] = task
      if (task) this.keep(keys[row], task)
    })
    return known
  }

  close(): void {
    this.end()
  }

  private async ask(model: Checked, pairs: TaskPair[], signal?: AbortSignal): Promise<(RowTask | null)[]> {
    signal?.throwIfAborted()
    if (this.idle) clearTimeout(this.idle)
    const id = this.nextId++
    const child = (this.child ??= this.start())
    const job: ToChecker = { id, modelPath: resolveModelPath(model.path), stamp: model.stamp, pairs }
    const answer = new Promise<RowAnswer>((resolve) => this.waiting.set(id, resolve))
    let impatience: NodeJS.Timeout | null = null
    const cancel = () => (impatience = setTimeout(() => this.end(), CANCEL_MS))
    signal?.addEventListener('abort', cancel, { once: true })
    try {
      // A process that died at once is answered by its exit.
      child.send(job, () => {})
      const given = await answer
      signal?.throwIfAborted()
      if (given.ok) return given.value
      throw fromErrorData(given.error)
    } finally {
      signal?.removeEventListener('abort', cancel)
      if (impatience) clearTimeout(impatience)
      this.idle = setTimeout(() => this.end(), this.options.idleMs ?? IDLE_MS).unref()
    }
  }

  private start(): ChildProcess {
    const { checkerFile: file = entryFile('task-checker'), execArgv } = this.options
    const child = fork(file, [], {
      execPath: process.env.PATCHBAY_NODE ?? process.execPath,
      execArgv: execArgv ?? process.execArgv,
      // Makes a Node of Electron's binary; others ignore it.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    })
    let reason = ''
    child.on('message', (message) => {
      const { id, answer } = message as FromChecker
      this.waiting.get(id)?.(answer)
      this.waiting.delete(id)
    })
    child.on('error', (error) => (reason = error.message))
    child.on('exit', (code, killedBy) => this.lost(child, reason || howItEnded(code, killedBy)))
    return child
  }

  private lost(child: ChildProcess, reason: string): void {
    if (this.child !== child && this.child !== null) return
    this.child = null
    const message = `What the model says could not be found out: its process ended (${reason}); the model may be too large for the memory that is free.`
    for (const resolve of this.waiting.values()) resolve({ ok: false, error: { code: 'bad-input', message } })
    this.waiting.clear()
  }

  private end(): void {
    const { child } = this
    this.child = null
    child?.kill('SIGKILL')
    const cancelled = new PatchbayError('interrupted', 'The request was cancelled.')
    for (const resolve of this.waiting.values())
      resolve({ ok: false, error: { code: cancelled.code, message: cancelled.message } })
    this.waiting.clear()
  }

  /** The oldest are forgotten first. */
  private keep(key: string, task: RowTask): void {
    this.kept.set(key, task)
    if (this.kept.size > MOST_KEPT) this.kept.delete(this.kept.keys().next().value!)
  }
}

function howItEnded(code: number | null, killedBy: NodeJS.Signals | null): string {
  return killedBy ? `signal ${killedBy}` : `exit code ${code}`
}
