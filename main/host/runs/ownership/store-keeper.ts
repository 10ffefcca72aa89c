import path from 'node:path'
import { PatchbayError } from '../../../../contract'
import type { HostEvent } from '../../../../contract'
import { userDataFolder } from '../../../paths'
import { closeFolderToOthers, Store } from '../../../store'
import { BEAT_MS } from './lease'
import type { OwnerWatch } from './owner-watch'

/** How often a waiting request looks again whether another Patchbay lives. */
const ASK_EVERY_MS = 200

/**
 * Opens the store when it is first needed and tries again where it could not: the program runs on
 * without one, and every request that needs it is answered with the reason.
 */
export class StoreKeeper {
  readonly file: string
  private readonly emit: (event: HostEvent) => void
  private readonly watch: OwnerWatch
  private store: Store | null = null
  private timer: NodeJS.Timeout | null = null

  constructor(file: string, emit: (event: HostEvent) => void, watch: OwnerWatch) {
    this.file = file
    this.emit = emit
    this.watch = watch
  }

  get(): Store {
    if (this.store) return this.store
    this.store = new Store(this.file)
    if (path.dirname(this.file) === userDataFolder()) closeFolderToOthers(userDataFolder())
    this.timer = setInterval(() => this.lookAtOthers(), BEAT_MS).unref()
    return this.store
  }

  /** What other Patchbays left undone, and what they, or the command line, changed meanwhile. */
  private lookAtOthers(): void {
    this.interruptAbandoned()
    try {
      if (!this.get().wasChangedElsewhere()) return
      this.emit({ type: 'runs-changed' })
      this.emit({ type: 'roles-changed', modelHash: null })
      this.emit({ type: 'sweep-changed', sweepId: null })
    } catch (error) {
      if (!(error instanceof PatchbayError)) throw error
    }
  }

  /** Marks the runs whose Patchbay is known to be gone by now. */
  interruptAbandoned(): void {
    const store = this.get()
    try {
      for (const runId of this.watch.look(store)) {
        this.emit({ type: 'run-status', runId, summary: store.runs.listed(runId), progress: null })
      }
    } catch (error) {
      // A store that cannot be written just now is looked at again soon; what needs it says why it cannot be used.
      if (!(error instanceof PatchbayError)) throw error
    }
  }

  /** Waits until it is known whether the holder of a lease lives: true with its next beat, false where it has ended. */
  async lives(owner: string, signal: AbortSignal): Promise<boolean> {
    const { leases } = this.get()
    const before = leases.get(owner)?.beat
    for (;;) {
      this.interruptAbandoned()
      const now = leases.get(owner)
      if (!now || now.beat !== before) return now !== undefined
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS))
      signal.throwIfAborted()
    }
  }

  close(): void {
    if (this.timer) clearInterval(this.timer)
    this.store?.close()
    this.store = null
  }
}
