import { PatchbayError, RESUMABLE_STATES } from '../../../contract'
import type { RunSummary, SweepSource } from '../../../contract'
import type { StoredSweep } from '../../store'
import type { HostContext } from '../requests/host-context'
import { resumeRun } from '../runs/resume-run'
import type { ComputedBy, RunComputer } from '../runs/run-computer'
import { refuseMemory } from '../runs/run-memory'
import { identifyRun, requireComputable, type IdentifiedRun } from '../runs/identify-run'
import { queueUnlessKnown, willHaveResult } from '../runs/queue-run'
import { openMember } from './shared-settings'
import type { SweepRecord } from './sweep-record'

/** A member that has its run. */
export interface BegunMember {
  configuration: string
  run: RunSummary
  source: SweepSource
}

/** Which member of which sweep, and what is to compute it. */
export interface DueMember {
  record: SweepRecord
  position: number
  computer: RunComputer
}

/**
 * Gives a member its run: one that has computed the same, or computes it, or began to; else a new one.
 * @throws PatchbayError where it cannot be computed, or is not what it was when the sweep began.
 */
export async function beginMember(
  due: DueMember,
  context: HostContext,
  signal: AbortSignal,
): Promise<BegunMember> {
  const { record, position, computer } = due
  const { sweep, plan, members } = record
  const config = plan.members[position].config((found) => ({ runId: members[found].run!.id }))
  const { settings } = sweep
  const atOnce = computer.atOnce(settings)
  const { opened, most } = await openMember(config, { settings, atOnce }, context, signal)
  const identified = await identifyRun(opened, context)
  const { configuration } = identified
  const before = members[position].configurationId
  if (before !== null && before !== configuration) throw changedSince(sweep, config.model)
  const by = { computer, most }
  const known = await knownRun(identified, by, context, signal)
  if (known) return { configuration, ...known }
  await refuseMemory(identified, context.store())
  await requireComputable(identified, context, signal)
  const run = await queueUnlessKnown(identified, { tags: [`sweep ${sweep.number}`] }, context, by)
  return run ? { configuration, run, source: 'computed' } : beginMember(due, context, signal)
}

/** A run with the same configuration, which has the result or will have it. */
async function knownRun(
  { configuration, config, settings }: IdentifiedRun,
  by: ComputedBy,
  context: HostContext,
  signal: AbortSignal,
): Promise<Pick<BegunMember, 'run' | 'source'> | null> {
  const runs = context.store().runs.ofConfiguration(configuration)
  const known = runs.find(({ state }) => state === 'done') ?? runs.find(willHaveResult)
  if (known) return { run: known, source: 'reused' }
  // One that was begun with the model elsewhere may not find it there any more.
  const begun = runs.find(({ state, model }) => RESUMABLE_STATES.includes(state) && model === config.model)
  if (!begun) return null
  const { threads, memoryBytes = null } = settings
  const chosen = by.most > 1 ? { threads, memoryBytes } : undefined
  return { run: await resumeRun(begun.id, chosen, context, signal, by), source: 'resumed' }
}

function changedSince({ name }: StoredSweep, model: string): PatchbayError {
  return new PatchbayError(
    'conflict',
    `The model ${model}, its tokenizer or this Patchbay is not what it was when ${name} began: start a new sweep.`,
  )
}
