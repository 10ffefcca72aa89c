import { PatchbayError } from '../../../contract'
import type { Settings, SweepMember, SweepSummary } from '../../../contract'
import { whenFree } from '../../store'
import type { HostContext } from '../requests/host-context'
import { noComputer } from './shared-settings'
import { planMembers, type SweepArgs } from './plan-members'
import { readSweep, summaryOfSweep, type SweepRecord } from './sweep-record'

/** Checks a sweep, enters it into the store and begins it. */
export async function startSweep(
  { spec: given, settings = {}, name, computer = 'here' }: SweepArgs & { name?: string; computer?: string },
  context: HostContext,
  signal: AbortSignal,
): Promise<SweepSummary> {
  const planned = await planMembers({ spec: given, settings }, context, signal)
  const { spec, plan, modelName, configurations } = planned
  signal.throwIfAborted()
  const { store, lease, sweeps } = context
  const { id } = await whenFree(() => {
    const owner = lease.hold()
    return store().transaction(() => {
      const members = plan.members.length
      const sweep = store().sweeps.insert({
        name: name || undefined,
        spec,
        settings,
        modelName,
        owner,
        computer,
        members,
      })
      configurations.forEach((configuration, position) =>
        store().sweeps.setMember(sweep.id, position, { ...NO_RUN, configuration }),
      )
      return sweep
    })
  })
  sweeps.begin(id)
  return summaryOfSweep(recordOf(id, context))
}

const NO_RUN = { runId: null, source: null, message: null }

interface ResumedSweep {
  id: string
  member?: number
  settings?: Partial<Settings>
  /** In place of the one that computed it so far. */
  computer?: string
}

/**
 * Goes on with a sweep that nobody computes: with all that has no result, or with one run alone (and the judging of its
 * circuit). Those are begun again, or continued from their journals.
 * @throws PatchbayError (conflict) where it is being computed, or nothing is left of it.
 */
export async function resumeSweep(
  { id, member, settings, computer }: ResumedSweep,
  context: HostContext,
): Promise<SweepSummary> {
  const record = recordOf(id, context)
  const { name, state } = record.sweep
  if (state === 'running') throw new PatchbayError('conflict', `${name} is being computed already.`)
  const by = computer ?? record.sweep.computer
  if (!context.computers[by]) throw noComputer(name, by)
  const left = leftOf(record, member)
  if (left.length === 0 && state !== 'paused')
    throw new PatchbayError('conflict', `${name} is done: every run of it has its result.`)
  const { store, lease, sweeps } = context
  const claimed = await whenFree(() => {
    const owner = lease.hold()
    return store().transaction(() => {
      const taken = store().sweeps.claim(id, owner, { settings, computer: by })
      if (taken) for (const position of left) clearMember(record, position, context)
      return taken
    })
  })
  if (!claimed) throw new PatchbayError('conflict', `${name} is being computed already.`)
  sweeps.begin(id)
  return summaryOfSweep(recordOf(id, context))
}

/** Positions of what has no result yet, and is not computed. */
function leftOf({ plan, members }: SweepRecord, only: number | undefined): number[] {
  const positions = members.flatMap(({ state }, at) => (SETTLED.includes(state) ? [] : [at]))
  return positions.filter((at) => only === undefined || at === only || plan.members[at].judges === only)
}

const SETTLED: readonly SweepMember['state'][] = ['done', 'unneeded', 'running']

function clearMember({ sweep, members }: SweepRecord, position: number, { store }: HostContext): void {
  const configuration = members[position].configurationId
  store().sweeps.setMember(sweep.id, position, { ...NO_RUN, configuration })
}

export function recordOf(id: string, { store, queue }: HostContext): SweepRecord {
  return readSweep(store(), id, (run) => queue.shown(run))
}
