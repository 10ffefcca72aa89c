import { LIVE_STATES, PatchbayError, toErrorData } from '../../../contract'
import type { HostEvent, RunSummary, SweepMember } from '../../../contract'
import { whenFree, type StoredMember } from '../../store'
import type { HostContext } from '../requests/host-context'
import type { RunComputer } from '../runs/run-computer'
import { noComputer } from './shared-settings'
import { beginMember } from './sweep-member'
import { readSweep, refreshMembers, type SweepRecord } from './sweep-record'

const CLOSED = 'Patchbay was closed; the sweep can be resumed.'
const STOPPED = 'Stopped by hand; the sweep can be resumed.'
const PAUSED = 'Paused by hand: what had begun is computed to its end, and the sweep can be resumed.'
const RUN_STOPPED = 'One of its runs was stopped by hand; the sweep can be resumed.'

/** A sweep that is computed here. */
interface Active {
  /** Aborted where it is to begin no run any more. */
  ending: AbortController
  /** As it was last read; null before that. What others do is seen in the runs that are under way. */
  record: SweepRecord | null
  /** Of its next try where the store cannot be written. */
  retry: NodeJS.Timeout | null
}

/** How long a sweep waits for a store that cannot be written, such as one on a full disk. */
const RETRY_MS = 5_000

/**
 * The sweeps that this Patchbay computes. Each has as many runs under way as its computer takes at a time, so that runs that
 * are started by hand meanwhile wait for a few of its runs and not for all. What became of a run is read from the run itself,
 * so that nothing has to be kept up to date: after a kill the sweep goes on from what the store holds.
 */
export class Sweeps {
  private readonly contextOf: () => HostContext
  private readonly active = new Map<string, Active>()
  private turn: Promise<void> = Promise.resolve()

  constructor(contextOf: () => HostContext) {
    this.contextOf = contextOf
  }

  /** Computes a sweep of the store that is ours. */
  begin(id: string): void {
    this.active.set(id, { ending: new AbortController(), record: null, retry: null })
    this.advanceSoon(id)
  }

  isActive(id: string): boolean {
    return this.active.has(id)
  }

  /** What happens to runs decides what is next. */
  take(event: HostEvent): void {
    if (this.active.size === 0) return
    const isEnd = event.type === 'run-status' && !LIVE_STATES.includes(event.summary.state)
    const isOthers = event.type === 'sweep-changed' && event.sweepId === null
    if (isEnd || isOthers || event.type === 'runs-changed')
      for (const id of this.active.keys()) this.advanceSoon(id)
  }

  /** Resolves once no run of it is computed any more, but for those that others began. */
  async stop(id: string): Promise<void> {
    await this.end(id, 'stopped', STOPPED, () => this.stopItsRuns(id))
  }

  /** Begins no further run. */
  async pause(id: string): Promise<void> {
    await this.end(id, 'paused', PAUSED)
  }

  /** Our lease was ended: what was ours is interrupted, or goes on in another Patchbay. */
  lose(): void {
    for (const id of [...this.active.keys()]) this.leave(id)
    this.contextOf().emit({ type: 'sweep-changed', sweepId: null })
  }

  /** Begins no run any more; the queue interrupts those that are computed. */
  async close(): Promise<void> {
    const ours = [...this.active.keys()]
    for (const id of ours) this.leave(id)
    await this.turn
    const { store, lease } = this.contextOf()
    const change = { state: 'interrupted', message: CLOSED, owner: null } as const
    try {
      for (const id of ours) await whenFree(() => store().sweeps.changeOwn(id, lease.id, change))
    } catch (error) {
      // A store that cannot be written: the sweep is found abandoned when the lease runs out.
      if (!(error instanceof PatchbayError)) throw error
    }
  }

  /** `before`: what is done before others see that it has ended, who may go on with it. */
  private async end(
    id: string,
    state: 'paused' | 'stopped',
    message: string,
    before: () => Promise<void> = async () => {},
  ): Promise<void> {
    this.leave(id)
    await this.turn
    await before()
    const { store, lease, emit } = this.contextOf()
    const owner = lease.id
    const change = { state, message, owner: null, asked: null }
    await whenFree(() => store().sweeps.changeOwn(id, owner, change))
    emit({ type: 'sweep-changed', sweepId: id })
  }

  private leave(id: string): void {
    const active = this.active.get(id)
    active?.ending.abort(new PatchbayError('interrupted', 'The sweep was stopped.'))
    if (active?.retry) clearTimeout(active.retry)
    this.active.delete(id)
  }

  private advanceSoon(id: string): void {
    this.turn = this.turn.then(() => this.advance(id)).catch((error: unknown) => this.fail(id, error))
  }

  /** Begins what is next, as long as its computer takes more. */
  private async advance(id: string): Promise<void> {
    for (;;) {
      const active = this.active.get(id)
      if (!active) return
      const { store, lease, emit } = this.contextOf()
      const record = this.read(active, id)
      if (record.sweep.owner !== lease.id) return this.leave(id)
      const { asked } = record.sweep
      if (asked) {
        // Not awaited: it waits for this turn.
        void this[asked](id).catch((error: unknown) => this.fail(id, error))
        return
      }
      emit({ type: 'sweep-changed', sweepId: id })
      const computer = computerOf(record, this.contextOf())
      const underWay = record.members.filter(({ state }) => state === 'running')
      const here = underWay.filter(({ run }) => computer.has(run!.id))
      if (here.length >= computer.atOnce(record.sweep.settings)) return
      const position = record.members.findIndex((member, at) => isDue(member, record, at))
      if (position >= 0) await this.beginNext(active, record, position, computer)
      else if (underWay.length === 0) return this.finish(record)
      else return
      if (!active.ending.signal.aborted) refreshMembers(record, [position], store(), this.shown)
    }
  }

  /** All of it at first, then what can have changed: members that nobody computes change by this Patchbay alone. */
  private read(active: Active, id: string): SweepRecord {
    const { store } = this.contextOf()
    const { record } = active
    if (!record) return (active.record = readSweep(store(), id, this.shown))
    const changing = record.members.flatMap(({ state }, at) => (CHANGING.includes(state) ? [at] : []))
    active.record = { ...record, sweep: store().sweeps.get(id) }
    refreshMembers(active.record, changing, store(), this.shown)
    return active.record
  }

  private async beginNext(
    { ending: { signal } }: Active,
    record: SweepRecord,
    position: number,
    computer: RunComputer,
  ): Promise<void> {
    const { store } = this.contextOf()
    const { id } = record.sweep
    const configuration = record.members[position].configurationId
    const save = (member: StoredMember) => whenFree(() => store().sweeps.setMember(id, position, member))
    try {
      const begun = await beginMember({ record, position, computer }, this.contextOf(), signal)
      await save({
        configuration: begun.configuration,
        runId: begun.run.id,
        source: begun.source,
        message: null,
      })
      if (signal.aborted) await this.stopItsRuns(id)
    } catch (error) {
      if (signal.aborted) return
      const { code, message } = toErrorData(error)
      if (code === 'store') throw error
      await save({ configuration, runId: null, source: null, message })
    }
  }

  private async finish({ sweep, members }: SweepRecord): Promise<void> {
    this.leave(sweep.id)
    const { store, lease, emit } = this.contextOf()
    const isStopped = members.some(({ state }) => state === 'stopped')
    const failed = members.filter(({ state }) => state === 'failed').length
    const end = isStopped
      ? ({ state: 'stopped', message: RUN_STOPPED } as const)
      : ({ state: 'done', message: failed > 0 ? failedText(failed, members.length) : null } as const)
    const change = { ...end, finishedAt: Date.now(), owner: null, asked: null }
    await whenFree(() => store().sweeps.changeOwn(sweep.id, lease.id, change))
    emit({ type: 'sweep-changed', sweepId: sweep.id })
  }

  /** What keeps a sweep from going on is saved with it. A store that cannot be written is tried again: nothing could be said in it. */
  private async fail(id: string, error: unknown): Promise<void> {
    const { code, message } = toErrorData(error)
    const active = this.active.get(id)
    if (code === 'store' && active) return this.retryLater(id, active, message)
    this.leave(id)
    const { store, lease, emit } = this.contextOf()
    try {
      await whenFree(() =>
        store().sweeps.changeOwn(id, lease.id, { state: 'interrupted', message, owner: null }),
      )
    } catch (unsaved) {
      if (!(unsaved instanceof PatchbayError)) throw unsaved
    }
    emit({ type: 'sweep-changed', sweepId: id })
  }

  private retryLater(id: string, active: Active, message: string): void {
    if (!active.retry) console.error(`${message} The sweep goes on once it can be saved.`)
    else clearTimeout(active.retry)
    active.retry = setTimeout(() => this.advanceSoon(id), RETRY_MS)
  }

  /** The runs that are computed for it here; those that were begun by others go on. */
  private async stopItsRuns(id: string): Promise<void> {
    const { store } = this.contextOf()
    const record = readSweep(store(), id, this.shown)
    const computer = computerOf(record, this.contextOf())
    const ours = record.members.flatMap(({ run, state, source }) =>
      state === 'running' && source !== 'reused' && run && computer.has(run.id) ? [run.id] : [],
    )
    await Promise.all(
      ours.map((run) =>
        computer.stop(run).catch((error: unknown) => {
          // It ended by itself just now.
          if (!(error instanceof PatchbayError)) throw error
        }),
      ),
    )
  }

  private readonly shown = (run: RunSummary) => this.contextOf().queue.shown(run)
}

/** States of members that others change, too. */
const CHANGING: readonly SweepMember['state'][] = ['running', 'stopped']

function computerOf({ sweep }: SweepRecord, { computers }: HostContext): RunComputer {
  const computer = computers[sweep.computer]
  if (computer) return computer
  throw noComputer(sweep.name, sweep.computer)
}

/** A run that was interrupted goes on by itself; one that was stopped by hand does not. */
function isDue(member: SweepMember, { plan, members }: SweepRecord, position: number): boolean {
  const { judges } = plan.members[position]
  if (judges !== null && members[judges].state !== 'done') return false
  return member.state === 'waiting' || member.run?.state === 'interrupted'
}

function failedText(failed: number, total: number): string {
  return `${failed} of its ${total} runs ${failed === 1 ? 'has' : 'have'} no result: see why in the list, and try again.`
}
