import { PatchbayError } from '../../../contract'
import type { SweepSummary } from '../../../contract'
import { whenFree, type SweepAsk } from '../../store'
import type { HostContext } from '../requests/host-context'
import { recordOf } from './start-sweep'
import { summaryOfSweep } from './sweep-record'

/** How often is looked whether the other Patchbay has done what it was asked. */
const ASK_EVERY_MS = 200

/**
 * Pauses or stops a sweep; the Patchbay that computes it does, which notices within a few seconds that it is asked to.
 * @throws PatchbayError (conflict) where it is not being computed.
 */
export async function endSweep(
  id: string,
  ask: SweepAsk,
  context: HostContext,
  signal: AbortSignal,
): Promise<SweepSummary> {
  context.interruptAbandoned()
  const { state, name } = context.store().sweeps.get(id)
  if (state !== 'running')
    throw new PatchbayError('conflict', `${name} is ${state}: there is nothing to ${ask}.`)
  if (context.sweeps.isActive(id)) await context.sweeps[ask](id)
  else await askOwner(id, ask, context, signal)
  return summaryOfSweep(recordOf(id, context))
}

async function askOwner(
  id: string,
  asked: SweepAsk,
  context: HostContext,
  signal: AbortSignal,
): Promise<void> {
  const { store } = context
  await whenFree(() => store().sweeps.change(id, { asked }))
  while (store().sweeps.get(id).state === 'running') {
    signal.throwIfAborted()
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS))
    // One that does not answer is found out to be gone.
    context.interruptAbandoned()
  }
}
