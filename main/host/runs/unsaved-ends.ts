import type { RunSummary } from '../../../contract'
import { NotOwnerError, type RunChange, type Store } from '../../store'
import { withChange } from './run-session'

interface UnsavedEnd {
  owner: string | null
  change: RunChange
}

/** Ends of runs that the store did not take (a full disk); saved when it does. */
export class UnsavedEnds {
  private readonly ends = new Map<string, UnsavedEnd>()

  has(runId: string): boolean {
    return this.ends.has(runId)
  }

  add(runId: string, end: UnsavedEnd): void {
    this.ends.set(runId, end)
  }

  /** Tries all again; stops at the first that the store still does not take. */
  save(store: Store): void {
    for (const [runId, { owner, change }] of this.ends) {
      try {
        store.runs.change(runId, owner, change)
      } catch (error) {
        // Another's run by now: what is known of it is in the store. Otherwise the reason is in the run's message
        // already, and `shown` goes on showing it.
        if (!(error instanceof NotOwnerError)) return
      }
      this.ends.delete(runId)
    }
  }

  /** A summary as it should read where the run's end could not be saved yet. */
  shown(summary: RunSummary): RunSummary {
    const unsaved = this.ends.get(summary.id)
    return unsaved ? withChange(summary, unsaved.change) : summary
  }
}
