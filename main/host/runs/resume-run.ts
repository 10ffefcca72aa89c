import { checkedModel, LIVE_STATES, PatchbayError, RESUMABLE_STATES } from '../../../contract'
import type { RunSummary, Settings } from '../../../contract'
import { whenFree, type StoredRun } from '../../store'
import { pinnedPath } from '../files/model-path'
import type { HostContext } from '../requests/host-context'
import { isUncertified } from './run-job'
import { holderOf } from './ownership/holder'
import type { ComputedBy } from './run-computer'
import { refuseMemory } from './run-memory'
import { refuseOtherModel } from './same-model'
import { refuseOtherReading } from './same-reading'
import { settingsForResume } from './run-settings'

/**
 * Queues a run that nobody computes, to go on from its journal.
 * @throws PatchbayError (conflict) where it cannot go on, or its model has changed; as refuseMemory.
 */
export async function resumeRun(
  id: string,
  chosen: Partial<Settings> | undefined,
  context: HostContext,
  signal: AbortSignal,
  by: ComputedBy = { computer: context.queue, most: 1 },
): Promise<RunSummary> {
  const run = context.store().runs.get(id)
  const { config, provenance, settings: before } = run
  if (!config || !provenance)
    throw new PatchbayError(
      'conflict',
      `${context.store().runs.summary(id).name} is an imported circuit: there is nothing to compute.`,
    )
  const summary = await requireResumable(id, context, signal)
  const path = pinnedPath(config.model, provenance.modelSource)
  const info = await context.models.identified(await context.models.open(path, signal))
  refuseOtherModel({ name: summary.name, model: config.model, provenance }, info.identity)
  const settings = await settingsForResume(config.method, context.store(), before, chosen)
  const prepared = await context.models.preparePrompts({ ...config, model: path }, signal)
  const { name } = context.store().runs.summary(id)
  const { dataHash } = provenance
  const begun = { name, model: path, prompts: config.prompts, dataHash, cannot: 'cannot go on' }
  await refuseOtherReading(begun, prepared, context.models, signal)
  await refuseMemory({ config, prepared, settings: settings.at(-1)! }, context.store())
  await context.devices.require(info, settings.at(-1)!.device, signal)
  signal.throwIfAborted()
  // One that another machine asks for has none, and its model is checked once.
  const known = isUncertified(run) ? context.certificates.known(checkedModel(info)) : null
  const queued = await whenFree(() => {
    const { runs } = context.store()
    const claimed = runs.claim(id, context.lease.hold(), settings)
    return claimed && known ? runs.change(id, context.lease.id, { certificate: known }) : claimed
  })
  // Of two that resume it at once, one was faster.
  if (!queued) {
    await requireResumable(id, context, signal)
    return resumeRun(id, chosen, context, signal, by)
  }
  context.emit({ type: 'run-status', runId: id, summary: queued, progress: null })
  by.computer.enqueue(id, info.stamp, by.most)
  return context.store().runs.summary(id)
}

/** @throws PatchbayError (conflict) saying why a run cannot be resumed; where another Patchbay computes it, once that one is known to live. */
async function requireResumable(id: string, context: HostContext, signal: AbortSignal): Promise<RunSummary> {
  const before = context.store().runs.get(id)
  if (isOthers(before, context)) await context.lives(before.owner!, signal)
  const run = context.store().runs.get(id)
  if (isOthers(run, context))
    throw othersRun(run.summary.name, id, context, 'it can be resumed when it is stopped there')
  const { name, state } = run.summary
  if (RESUMABLE_STATES.includes(state)) return run.summary
  throw new PatchbayError(
    'conflict',
    `${name} is ${state}: only a stopped, interrupted or failed run can be resumed.`,
  )
}

function isOthers({ summary, owner }: StoredRun, { queue }: HostContext): boolean {
  return LIVE_STATES.includes(summary.state) && owner !== null && !queue.has(summary.id)
}

/** Why nothing can be done to a run that another Patchbay computes; `mend` says what can. */
export function othersRun(name: string, id: string, { store }: HostContext, mend: string): PatchbayError {
  const holder = holderOf(store(), id)
  return new PatchbayError('conflict', `${name} is being computed by another Patchbay (${holder}): ${mend}.`)
}
