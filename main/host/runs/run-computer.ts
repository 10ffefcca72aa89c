import type { Settings } from '../../../contract'

/** What computes the runs of a sweep. That a run has ended is said by the event `run-status`, wherever it was computed. */
export interface RunComputer {
  /** How many runs of one sweep, with its settings, may be under way at a time. */
  atOnce(chosen: Partial<Settings>): number
  /**
   * Computes a run whose row is in the store, `queued` and ours. The files of its model had this stamp when they were last
   * held against it.
   * @param most how many of such runs may be computed beside each other; 1: it is computed alone.
   */
  enqueue(runId: string, stamp: string, most?: number): void
  /** Whether it waits or is computed here. */
  has(runId: string): boolean
  /** Which worker of a cluster computes it; null while none does, and for what is computed on this machine. */
  workerOf(runId: string): string | null
  /** Resolves once it is not computed any more and that is saved. Only for runs that `has` knows. */
  stop(runId: string): Promise<void>
}

/** Which computer a run is for, and how many it may be computed beside: see RunComputer.enqueue. */
export interface ComputedBy {
  computer: RunComputer
  most: number
}
