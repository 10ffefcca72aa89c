import { setPriority } from 'node:os'
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads'

/** Less than half the share of the interface, more than that of the checks in the background. */
const PRIORITY = 5
const KEY = 'patchbay: computing gives way'

/** From now on the engine's thread of this process gives way to the interface in front of it. */
export function letComputingGiveWay(): void {
  setEnvironmentData(KEY, true)
}

/**
 * Called by a thread that computes, before it starts others, which have its priority. A computer with nothing else to do
 * computes as fast as before. Linux lowers the thread alone, other systems the process.
 */
export function giveWay(): void {
  if (!getEnvironmentData(KEY)) return
  try {
    setPriority(PRIORITY)
  } catch {
    // where it is not allowed, computing and drawing share the processor as equals
  }
}
