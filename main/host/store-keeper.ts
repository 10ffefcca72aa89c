import type { HostEvent } from '../../contract'
import { Store } from '../store'
import { isAlive } from './process-identity'

const ABANDONED =
  'The program ended while this run was going on. What was decided is saved; the run can be resumed.'

/**
 * Opens the store when it is first needed and tries again where it could not: the program runs on
 * without one, and every request that needs it is answered with the reason.
 */
export class StoreKeeper {
  readonly file: string
  private readonly emit: (event: HostEvent) => void
  private store: Store | null = null

  constructor(file: string, emit: (event: HostEvent) => void) {
    this.file = file
    this.emit = emit
  }

  get(): Store {
    if (this.store) return this.store
    const store = new Store(this.file)
    store.runs.purge(isAlive)
    this.store = store
    return store
  }

  /** Marks the runs whose process is gone; `isOurs` tells those that this process still holds. */
  interruptAbandoned(self: string, isOurs: (runId: string) => boolean): void {
    const { runs } = this.get()
    for (const { id, owner } of runs.live()) {
      const lives = owner === self ? isOurs(id) : owner !== null && isAlive(owner)
      if (lives || !runs.interruptAbandoned(id, owner, ABANDONED)) continue
      this.emit({ type: 'run-status', runId: id, summary: runs.summary(id), progress: null })
    }
  }

  close(): void {
    this.store?.close()
    this.store = null
  }
}
