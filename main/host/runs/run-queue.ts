import { LIVE_STATES, PatchbayError, toErrorData } from '../../../contract'
import type { ErrorData, HostEvent, RunProgress, RunSummary, Settings } from '../../../contract'
import { NotOwnerError, whenFree, type RunChange, type Store } from '../../store'
import type { Certificates } from '../process/certificates'
import { holderOf } from './ownership/holder'
import type { Lease } from './ownership/lease'
import { jobOf } from './run-job'
import type { RunComputer } from './run-computer'
import { RUN_PATIENCE_MS, RunLane } from './run-lane'
import { defaultRunsAtOnce } from './run-settings'
import { RunSession } from './run-session'
import { UnsavedEnds } from './unsaved-ends'
import type { MeasureJob, RunAction, RunEnd } from '../process/worker-messages'

const CLOSED: RunChange = { state: 'interrupted', message: 'Patchbay was closed; the run can be resumed.' }

export interface RunQueueOptions {
  store: () => Store
  lease: Lease
  emit: (event: HostEvent) => void
  certificates: Pick<Certificates, 'take' | 'underWay'>
  /** File of the engine's thread; ours where left out. */
  workerFile?: string
}

/** A run that waits for its turn. */
interface Waiting {
  runId: string
  /** Of its model. */
  stamp: string
  /** How many may be computed while it is; 1: it is computed alone. */
  most: number
}

/** A run that is computed. */
interface Taken {
  lane: RunLane
  most: number
}

/**
 * Runs in the order in which they were started: one at a time, but for those that say how many of them may be computed beside
 * each other.
 */
export class RunQueue implements RunComputer {
  private readonly store: () => Store
  private readonly lease: Lease
  private readonly emit: (event: HostEvent) => void
  private readonly certificates: RunQueueOptions['certificates']
  private readonly makeLane: () => RunLane
  private waiting: Waiting[] = []
  private readonly lanes: RunLane[] = []
  /** By run, with the lane that computes it. */
  private readonly taken = new Map<string, Taken>()
  private isStarting = false
  private closing = false
  private readonly unsaved = new UnsavedEnds()
  private readonly failures = new Map<string, ErrorData>()

  constructor({ store, lease, emit, certificates, workerFile }: RunQueueOptions) {
    this.store = store
    this.lease = lease
    this.emit = emit
    this.certificates = certificates
    const finish = (session: RunSession, end: RunEnd, failure: unknown) => this.finish(session, end, failure)
    this.makeLane = () => new RunLane({ certificates, finish }, workerFile)
  }

  atOnce({ runsAtOnce }: Partial<Settings>): number {
    return runsAtOnce ?? this.store().settings.read().runsAtOnce ?? defaultRunsAtOnce()
  }

  /** Starts what computes, so that the first run begins at once. */
  prepare(): void {
    this.lane(0).prepare()
  }

  /** The run's row exists and is `queued`; its model's files had this stamp when it was last held against the run's. */
  enqueue(runId: string, stamp: string, most = 1): void {
    this.waiting.push({ runId, stamp, most })
    if (this.closing) void this.endWaiting(runId, CLOSED)
    else void this.startNext()
  }

  workerOf(): null {
    return null
  }

  has(runId: string): boolean {
    return this.isWaiting(runId) || this.taken.has(runId) || this.unsaved.has(runId)
  }

  progressOf(runId: string): RunProgress | null {
    return this.taken.get(runId)?.lane.session?.progress ?? null
  }

  /** Why a run of this process failed, with its code. */
  failureOf(runId: string): ErrorData | null {
    return this.failures.get(runId) ?? null
  }

  /** Resolves once the action has taken effect. Only for runs that `has` knows. */
  async control(runId: string, action: RunAction): Promise<void> {
    const taken = this.taken.get(runId)
    if (taken) return taken.lane.control(action)
    if (!this.isWaiting(runId) || action !== 'stop') {
      throw new PatchbayError(
        'conflict',
        'The run still waits for its turn: it can be stopped, but not paused or stepped.',
      )
    }
    await this.endWaiting(runId, {
      state: 'stopped',
      message: 'Stopped by hand before it began; the run can be resumed.',
    })
  }

  async stop(runId: string): Promise<void> {
    return this.control(runId, 'stop')
  }

  /** [circuit] what each keeps, measured while a run may be computed. */
  measure(job: MeasureJob): Promise<(number | null)[]> {
    return this.lane(0).measure(job)
  }

  /** Tries again to save the ends of runs that the store did not take. */
  saveUnsaved(): void {
    this.unsaved.save(this.store())
  }

  /** A summary as it should read where the run's end could not be saved yet. */
  shown(summary: RunSummary): RunSummary {
    return this.unsaved.shown(summary)
  }

  /** Our lease was ended: what was ours is interrupted, or goes on in another Patchbay. Nothing is saved here any more. */
  lose(): void {
    for (const { runId } of this.waiting.splice(0)) this.reportLost(runId)
    for (const lane of this.lanes) lane.lose()
  }

  /**
   * Interrupts everything; resolves when it is saved. The engine ends with the test it is in; where that
   * takes longer than `limitMs` the run is saved as it is known here, and the answer is false.
   */
  async close(limitMs?: number): Promise<boolean> {
    this.closing = true
    await Promise.all(this.waiting.map(({ runId }) => this.endWaiting(runId, CLOSED)))
    const inTime = await Promise.all(this.lanes.map((lane) => lane.close(limitMs)))
    if (!inTime.every(Boolean)) return false
    await this.releaseLease()
    return true
  }

  private isWaiting(runId: string): boolean {
    return this.waiting.some((each) => each.runId === runId)
  }

  private lane(at: number): RunLane {
    return (this.lanes[at] ??= this.makeLane())
  }

  /** The next in turn, where it may be computed beside those that are. */
  private due(): Waiting | null {
    const next = this.waiting.at(0)
    if (!next || this.closing) return null
    const most = Math.min(next.most, ...[...this.taken.values()].map((each) => each.most))
    return this.taken.size < most || this.taken.size === 0 ? next : null
  }

  private async startNext(): Promise<void> {
    const next = this.due()
    if (this.isStarting || !next) return
    const { runId, stamp, most } = next
    this.isStarting = true
    try {
      const session = await whenFree(() => this.begin(runId), RUN_PATIENCE_MS)
      if (session) {
        const job = jobOf(this.store(), runId, stamp)
        this.waiting.shift()
        session.reportStatus()
        void this.compute(session, job, most)
      }
    } catch (error) {
      await this.endWaiting(runId, { state: 'failed', message: toErrorData(error).message })
    } finally {
      this.isStarting = false
    }
    return this.startNext()
  }

  /** null where the run was stopped while it waited. */
  private begin(runId: string): RunSession | null {
    if (this.waiting[0]?.runId !== runId) return null
    const store = this.store()
    store.runs.change(runId, this.lease.id, { state: 'running', message: null, finishedAt: null })
    return new RunSession(store, store.runs.get(runId), this.emit)
  }

  private async compute(session: RunSession, job: ReturnType<typeof jobOf>, most: number): Promise<void> {
    const { id } = session.summary
    const free = this.lanes.findIndex((each) => each.session === null)
    const lane = this.lane(free < 0 ? this.lanes.length : free)
    this.taken.set(id, { lane, most })
    const { begunWith, stamp } = job
    const certificate = job.certify ? this.certificates.underWay(begunWith.modelHash, stamp) : null
    await lane.compute(session, { ...job, certify: job.certify && !certificate }, certificate)
    this.taken.delete(id)
    this.emit({ type: 'runs-changed' })
    void this.startNext()
  }

  private async finish(session: RunSession, end: RunEnd, failure: unknown): Promise<void> {
    const { id } = session.summary
    if (end.kind === 'failed') this.failures.set(id, end.error)
    try {
      if (failure instanceof NotOwnerError) throw failure
      await whenFree(() => session.finish(end, this.closing), RUN_PATIENCE_MS)
    } catch (error) {
      if (error instanceof NotOwnerError) return this.reportLost(id)
      this.unsaved.add(id, { owner: session.owner, change: session.failUnsaved(error) })
    }
  }

  /** What became of a run that is not ours any more, and what this Patchbay did about it. */
  private reportLost(runId: string): void {
    const store = this.store()
    const summary = store.runs.summary(runId)
    const message = LIVE_STATES.includes(summary.state)
      ? `While this Patchbay stood still, ${summary.name} was taken over by another one (${holderOf(store, runId)}): it goes on there, and this one stopped and changed nothing.`
      : `While this Patchbay stood still, another one took ${summary.name} for abandoned: this one stopped and changed nothing. What was decided before is saved; see how it is now, and resume it.`
    this.failures.set(runId, { code: 'conflict', message })
    this.emit({ type: 'run-lost', runId, message })
    this.emit({ type: 'run-status', runId, summary, progress: null })
    this.emit({ type: 'runs-changed' })
  }

  private async endWaiting(runId: string, change: RunChange): Promise<void> {
    const owner = this.lease.id
    const ended: RunChange = { ...change, owner: null }
    this.waiting = this.waiting.filter((each) => each.runId !== runId)
    try {
      const summary = await whenFree(() => this.store().runs.change(runId, owner, ended))
      this.emit({ type: 'run-status', runId, summary, progress: null })
    } catch (error) {
      if (error instanceof NotOwnerError) return this.reportLost(runId)
      this.unsaved.add(runId, { owner, change: ended })
    }
    this.emit({ type: 'runs-changed' })
  }

  /** Others need not wait for it to run out. */
  private async releaseLease(): Promise<void> {
    try {
      await whenFree(() => this.lease.release())
    } catch (error) {
      // It runs out by itself; a store that cannot be written has said so already.
      if (!(error instanceof PatchbayError)) throw error
    }
  }
}
