import { taskPairKey } from '../../../contract'
import type { ModelInfo, RowTask, TaskPair } from '../../../contract'
import { resolveModelPath } from '../files/model-path'
import { entryFile } from './child-job'
import { KeptProcess } from './kept-process'
import type { CheckerQuestion } from './task-checker'

/** Answers that are kept, of about a kilobyte each. */
const MOST_KEPT = 20_000

type Checked = Pick<ModelInfo, 'path' | 'stamp'>
type RowTasks = (RowTask | null)[]

export interface TaskChecksOptions {
  checkerFile?: string
  execArgv?: string[]
  idleMs?: number
}

/** Asks a process of its own what a model says of pairs of prompts, one request at a time. */
export class TaskChecks {
  private readonly checker: KeptProcess<CheckerQuestion, RowTasks>
  private readonly kept = new Map<string, RowTask>()
  private last: Promise<unknown> = Promise.resolve()

  constructor({ checkerFile = entryFile('task-checker'), ...options }: TaskChecksOptions = {}) {
    const lost = (reason: string) =>
      `What the model says could not be found out: its process ended (${reason}); the model may be too large for the memory that is free.`
    this.checker = new KeptProcess({ file: checkerFile, lost, ...options })
  }

  /**
   * [pair] what is known by the time it answers; null is to be asked for again.
   * @throws PatchbayError: the model cannot be loaded or run, the process was lost, or the reason of `signal`.
   */
  async check(model: Checked, pairs: TaskPair[], signal?: AbortSignal): Promise<RowTasks> {
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
    this.checker.end()
  }

  private async ask({ path, stamp }: Checked, pairs: TaskPair[], signal?: AbortSignal): Promise<RowTasks> {
    return this.checker.ask(() => ({ modelPath: resolveModelPath(path), stamp, pairs }), signal)
  }

  /** The oldest are forgotten first. */
  private keep(key: string, task: RowTask): void {
    this.kept.set(key, task)
    if (this.kept.size > MOST_KEPT) this.kept.delete(this.kept.keys().next().value!)
  }
}
