import { axesOf, planSweep } from '../../../contract'
import type {
  RunConfig,
  RunSummary,
  SweepMember,
  SweepMemberState,
  SweepPlan,
  SweepSummary,
} from '../../../contract'
import { remainingTime } from './remaining-time'
import type { Store, StoredMember, StoredSweep } from '../../store'

/** A sweep with its plan and what became of its runs. */
export interface SweepRecord {
  sweep: StoredSweep
  plan: SweepPlan
  members: SweepMember[]
}

/** Reads a sweep and its runs. `shown` gives a run's summary as it should read. */
export function readSweep(store: Store, id: string, shown: (run: RunSummary) => RunSummary): SweepRecord {
  const sweep = store.sweeps.get(id)
  const plan = planSweep(sweep.spec)
  const stored = store.sweeps.members(id)
  const runs = store.runs.listedOf(stored.flatMap(({ runId }) => runId ?? []))
  const members: SweepMember[] = []
  const record = { sweep, plan, members }
  for (const position of plan.members.keys()) {
    const member = stored[position] ?? NOTHING_YET
    const run = member.runId === null ? undefined : runs.get(member.runId)
    members.push(memberAt(record, position, member, run && shown(run)))
  }
  return record
}

/** Reads members again that may have changed since the record was read, and those that judge what they found. */
export function refreshMembers(
  record: SweepRecord,
  positions: readonly number[],
  store: Store,
  shown: (run: RunSummary) => RunSummary,
): void {
  const { sweep, plan, members } = record
  const again = new Set(positions)
  // A judging follows what it judges at once.
  for (const at of positions) if (plan.members[at + 1]?.judges === at) again.add(at + 1)
  for (const position of [...again].sort((a, b) => a - b)) {
    const member = store.sweeps.member(sweep.id, position) ?? NOTHING_YET
    const { runId } = member
    const run = runId === null ? undefined : store.runs.listedOf([runId]).get(runId)
    members[position] = memberAt(record, position, member, run && shown(run))
  }
}

function memberAt(
  { plan, members }: SweepRecord,
  position: number,
  { configuration, runId, source, message }: StoredMember,
  run: RunSummary | undefined,
): SweepMember {
  const { step, values, judges } = plan.members[position]
  const known = { run, isDeleted: runId !== null && !run, message }
  return {
    ...{ step, values, configurationId: configuration, source, run: run ?? null, worker: null },
    ...standOf(known, judges === null ? null : members[judges]),
  }
}

const NOTHING_YET: StoredMember = { configuration: null, runId: null, source: null, message: null }

const STATES: Record<RunSummary['state'], SweepMemberState> = {
  queued: 'running',
  running: 'running',
  paused: 'running',
  done: 'done',
  stopped: 'stopped',
  interrupted: 'stopped',
  failed: 'failed',
}

interface KnownOfMember {
  run: RunSummary | undefined
  isDeleted: boolean
  message: string | null
}

/** How far a member is, and why; `found` is the member whose circuit it judges. */
function standOf(
  { run, isDeleted, message }: KnownOfMember,
  found: SweepMember | null,
): Pick<SweepMember, 'state' | 'message'> {
  if (run) return { state: STATES[run.state], message: run.message }
  if (isDeleted) return { state: 'failed', message: 'Its run was deleted.' }
  if (message !== null) return { state: 'failed', message }
  if (found?.state === 'failed') return { state: 'failed', message: 'Its circuit was not found.' }
  if (found && isEmpty(found))
    return { state: 'unneeded', message: 'No edge was kept: there is no circuit to judge.' }
  return { state: 'waiting', message: null }
}

/** Whether a search has ended without a circuit. */
export function isEmpty({ state, run }: SweepMember): boolean {
  return state === 'done' && run?.method === 'acdc' && run.edgesKept === 0
}

export function summaryOfSweep({ sweep, members }: SweepRecord): SweepSummary {
  const { base } = sweep.spec
  const count = (fits: (member: SweepMember) => boolean) => members.filter(fits).length
  return {
    id: sweep.id,
    number: sweep.number,
    name: sweep.name,
    state: sweep.state,
    ...subjectOf(base),
    modelName: sweep.modelName,
    axes: axesOf(sweep.spec),
    runs: {
      total: members.length,
      done: count(({ state }) => state === 'done' || state === 'unneeded'),
      reused: count(({ source }) => source === 'reused'),
      underWay: count(({ state }) => state === 'running'),
      failed: count(({ state }) => state === 'failed'),
    },
    remainingMs: remainingTime(members),
    computer: sweep.computer,
    folder: sweep.folder,
    createdAt: sweep.createdAt,
    finishedAt: sweep.finishedAt,
    message: sweep.message,
  }
}

function subjectOf({ model, prompts, method, metric }: RunConfig) {
  return { model, promptsName: prompts.name, promptCount: prompts.rows.length, method, metric }
}
