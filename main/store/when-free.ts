import { isBusy } from './store-errors'

/** How long a request waits for a store that another program is writing. */
export const PATIENCE_MS = 5_000
const RETRY_MS = 25

/**
 * Does work that writes the store, again and again while another program is writing it; the thread is free in
 * between, so that others are answered. What `work` does before it throws must not need undoing: one transaction.
 * @throws PatchbayError (store) where the store does not become free within `patienceMs`.
 */
export async function whenFree<T>(work: () => T, patienceMs = PATIENCE_MS): Promise<T> {
  const giveUpAt = performance.now() + patienceMs
  for (;;) {
    try {
      return work()
    } catch (error) {
      if (!isBusy(error) || performance.now() >= giveUpAt) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
}
