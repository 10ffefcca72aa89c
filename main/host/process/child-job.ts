import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

/** How a process for one job is started, and how long it may take. */
export interface ChildOptions {
  file: string
  execArgv?: string[]
  env?: NodeJS.ProcessEnv
  limitMs: number
  /** Aborted, it ends the process. */
  signal?: AbortSignal
}

/** What the process answered, or in a clause why it did not. */
export type ChildAnswer<Answer> = { kind: 'answered'; answer: Answer } | { kind: 'lost'; reason: string }

/** Does one job in a process of its own, for work that may hang or bring its process down. Never rejects. */
export function askChild<Answer>(
  job: object,
  { file, execArgv, env, limitMs, signal }: ChildOptions,
): Promise<ChildAnswer<Answer>> {
  const child = fork(file, [], {
    execPath: process.env.PATCHBAY_NODE ?? process.execPath,
    execArgv: execArgv ?? process.execArgv,
    // Makes a Node of Electron's binary; others ignore it.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', ...env },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // JSON would make null of Infinity, which is less than any tolerance.
    serialization: 'advanced',
    signal,
    killSignal: 'SIGKILL',
  })
  return new Promise((resolve) => {
    const fail = (reason: string) => resolve({ kind: 'lost', reason })
    const timer = setTimeout(() => {
      fail(`it did not answer within ${Math.round(limitMs / 1000)} s`)
      child.kill('SIGKILL')
    }, limitMs)
    child.once('message', (answer) => resolve({ kind: 'answered', answer: answer as Answer }))
    child.once('error', (error) => fail(error.message))
    child.once('exit', (code, killedBy) => {
      clearTimeout(timer)
      fail(`its process ended (${killedBy ? `signal ${killedBy}` : `exit code ${code}`})`)
    })
    // A child that died at once is answered by its exit.
    child.send(job, () => {})
  })
}

/** In the process: does the job that comes, answers and ends. It ends too when its parent does. */
export function answerParent<Job, Answer>(work: (job: Job) => Promise<Answer>): void {
  process.once('message', (job) => {
    void work(job as Job).then((answer) => process.send!(answer, () => process.exit(0)))
  })
  process.on('disconnect', () => process.exit(1))
}

/** In the bundle its file is in the same folder; run from the sources (in tests) it is still TypeScript. */
export function entryFile(name: string): string {
  const bundled = path.join(import.meta.dirname, `${name}.cjs`)
  return existsSync(bundled) ? bundled : path.join(import.meta.dirname, `${name}.ts`)
}
