import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { JOB, kernelModule, sumKernel, type SumKernel } from './sum-kernel'

/** A program of the kernel, and of its sums what is to be made: addresses in bytes. */
export interface SumJob {
  program: number
  programEnd: number
  from: number
  to: number
  /** Of every array, what a thread takes at one time. */
  blockBytes: number
  /** What is read, in bytes. */
  readBytes: number
}

/** With more threads the memory is what they wait for. */
const MOST_THREADS = 4
/** To wake a thread takes as long as reading so much. */
const WORTH_CALLING_BYTES = 2 ** 20

/**
 * What a thread does that helps: it waits to be called, and takes blocks. As a text, because it has to be found in bundles and sources alike; all that it
 * computes is in the kernel.
 */
const HELP = `
const { workerData } = require('node:worker_threads')
const { module, memory, JOB } = workerData
const { work } = new WebAssembly.Instance(module, { sums: { memory } }).exports
const job = new Int32Array(memory.buffer, 0, JOB.words)
for (let calls = 0; ; ) {
  Atomics.wait(job, JOB.calls, calls)
  calls = Atomics.load(job, JOB.calls)
  work()
  Atomics.notify(job, JOB.done)
}`

/** This thread and others that help it make sums in one memory. */
export class SumThreads {
  private readonly kernel: SumKernel
  private readonly job: Int32Array
  private helpers: Worker[] | null = null

  /** `threads` as sessions have it; others are started where there is something to do for them. */
  constructor(
    private readonly memory: WebAssembly.Memory,
    private readonly threads: number,
  ) {
    this.kernel = sumKernel(memory)
    this.job = new Int32Array(memory.buffer, 0, JOB.words)
  }

  /** Blocks until it is done. */
  make({ readBytes, ...words }: SumJob): void {
    const { job } = this
    const blocks = Math.ceil((words.to - words.from) / words.blockBytes)
    for (const [name, value] of Object.entries(words)) job[JOB[name as keyof typeof words]] = value
    Atomics.store(job, JOB.done, 0)
    Atomics.store(job, JOB.left, blocks)
    if (readBytes >= WORTH_CALLING_BYTES && blocks > 1) this.callHelpers()
    this.kernel.work()
    for (let done = 0; done < blocks; done = Atomics.load(job, JOB.done)) Atomics.wait(job, JOB.done, done)
  }

  /** Ends the threads that help. */
  async release(): Promise<void> {
    await Promise.all((this.helpers ?? []).map((helper) => helper.terminate()))
    this.helpers = null
  }

  private callHelpers(): void {
    this.helpers ??= this.startHelpers()
    Atomics.add(this.job, JOB.calls, 1)
    Atomics.notify(this.job, JOB.calls)
  }

  private startHelpers(): Worker[] {
    const threads = Math.min(this.threads || availableParallelism(), MOST_THREADS)
    const workerData = { module: kernelModule(), memory: this.memory, JOB }
    return Array.from({ length: threads - 1 }, () => {
      const helper = new Worker(HELP, { eval: true, execArgv: [], workerData })
      // One that waits for the next call does not keep the process.
      helper.unref()
      return helper
    })
  }
}
