/**
 * A terminal sends Ctrl-C to every process of its group, and npm passes its own on: copies of one key press
 * arrive within this time. Only a later one is a second press.
 */
const ONE_PRESS_MS = 1000
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Calls `stop` at the first signal that asks the process to end; a second one ends it at once. */
export class StopSignals {
  private readonly stop: () => void
  private stoppedAt: number | null = null

  constructor(stop: () => void) {
    this.stop = stop
    for (const signal of SIGNALS) process.on(signal, this.take)
  }

  /** After a signal they are listened to until the end: a late copy of it must not cut off the last sentence. */
  ignore(): void {
    if (this.stoppedAt === null) for (const signal of SIGNALS) process.off(signal, this.take)
  }

  private readonly take = () => {
    if (this.stoppedAt === null) {
      this.stoppedAt = performance.now()
      this.stop()
    } else if (performance.now() - this.stoppedAt > ONE_PRESS_MS) {
      process.kill(process.pid, 'SIGKILL') // safe: what was decided is saved
    }
  }
}
