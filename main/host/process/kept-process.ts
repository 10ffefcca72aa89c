import { fork, type ChildProcess } from 'node:child_process'
import { fromErrorData, PatchbayError, type Answer } from '../../../contract'

/** Without work for so long, a process gives its memory back. */
const IDLE_MS = 60_000
const CANCEL_MS = 2_000

/** What a kept process is sent; `cancel`: nobody waits for the answer to that question any longer. */
export type ToKept<Question> = (Question & { id: number }) | { cancel: number }
export interface FromKept<Value> {
  id: number
  answer: Answer<Value>
}

export interface KeptProcessOptions {
  file: string
  execArgv?: string[]
  idleMs?: number
  /** What is cancelled is ended with its process where it takes longer; what is small is over before. */
  cancelMs?: number
  /** Says that a question has no answer since its process ended, for such a reason. */
  lost(reason: string): string
}

/** A process that is started with the first question, keeps what it has loaded, and ends when it has been idle. */
export class KeptProcess<Question extends object, Value> {
  private child: ChildProcess | null = null
  /** null: the process was ended for the sake of another question, and this one is to be asked again. */
  private readonly waiting = new Map<number, (answer: Answer<Value> | null) => void>()
  private nextId = 1
  private idle: NodeJS.Timeout | null = null
  private starts = 0

  constructor(private readonly options: KeptProcessOptions) {}

  /**
   * `questionTo` makes the question for the process of that number: what an earlier one knew is lost.
   * @throws PatchbayError: as the process answers, the process was lost, or the reason of `signal`.
   */
  async ask(questionTo: (process: number) => Question, signal?: AbortSignal): Promise<Value> {
    for (;;) {
      signal?.throwIfAborted()
      const given = await this.answerTo(questionTo, signal)
      signal?.throwIfAborted()
      if (given === null) continue
      if (given.ok) return given.value
      throw fromErrorData(given.error)
    }
  }

  private async answerTo(
    questionTo: (process: number) => Question,
    signal?: AbortSignal,
  ): Promise<Answer<Value> | null> {
    if (this.idle) clearTimeout(this.idle)
    const id = this.nextId++
    const child = (this.child ??= this.start())
    const answer = new Promise<Answer<Value> | null>((resolve) => this.waiting.set(id, resolve))
    let impatience: NodeJS.Timeout | null = null
    const cancel = () => {
      child.send({ cancel: id } satisfies ToKept<Question>, () => {})
      impatience = setTimeout(() => this.endFor(id), this.options.cancelMs ?? CANCEL_MS)
    }
    signal?.addEventListener('abort', cancel, { once: true })
    try {
      // A process that died at once is answered by its exit.
      child.send({ ...questionTo(this.starts), id } satisfies ToKept<Question>, () => {})
      return await answer
    } finally {
      signal?.removeEventListener('abort', cancel)
      if (impatience) clearTimeout(impatience)
      if (this.waiting.size === 0) this.restLater()
    }
  }

  /** Ends the process; what is asked of it is answered with `interrupted`. */
  end(): void {
    this.kill()
    this.answerAll(failure(new PatchbayError('interrupted', 'The request was cancelled.')))
  }

  /** Ends the process since nobody waits for this question any longer; the others have another one. */
  private endFor(id: number): void {
    if (!this.waiting.has(id)) return
    this.kill()
    this.answerAll(null)
  }

  private kill(): void {
    const { child } = this
    this.child = null
    child?.kill('SIGKILL')
  }

  private restLater(): void {
    if (this.idle) clearTimeout(this.idle)
    this.idle = setTimeout(() => this.end(), this.options.idleMs ?? IDLE_MS).unref()
  }

  private start(): ChildProcess {
    const { file, execArgv } = this.options
    this.starts++
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
      const { id, answer } = message as FromKept<Value>
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
    this.answerAll(failure(new PatchbayError('bad-input', this.options.lost(reason))))
  }

  private answerAll(answer: Answer<Value> | null): void {
    for (const resolve of this.waiting.values()) resolve(answer)
    this.waiting.clear()
  }
}

function howItEnded(code: number | null, killedBy: NodeJS.Signals | null): string {
  return killedBy ? `signal ${killedBy}` : `exit code ${code}`
}

function failure({ code, message }: PatchbayError): Answer<never> {
  return { ok: false, error: { code, message } }
}
