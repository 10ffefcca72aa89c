import { LIVE_STATES, PatchbayError, toErrorData } from '../../../contract'
import type { ErrorData, HostEvent, RunProgress, RunSummary } from '../../../contract'
import { NotOwnerError, whenFree, type RunChange, type Store } from '../../store'
import type { Certificates } from '../process/certificates'
import { EngineLink } from '../process/engine-link'
import { holderOf } from './ownership/holder'
import type { Lease } from './ownership/lease'
import { jobOf } from './run-job'
import { RunSession } from './run-session'
import { UnsavedEnds } from './unsaved-ends'
import type { MeasureJob, RunAction, RunEnd, RunJob } from '../process/worker-messages'

const CLOSED: RunChange = { state: 'interrupted', message: 'Patchbay was closed; the run can be resumed.' }

/** How long a run waits for a store that another program is writing; its decisions wait with it, in memory. */
const RUN_PATIENCE_MS = 60_000

interface Current {
  session: RunSession
  ended: Promise<void>
  /** Settled once everything reported so far is saved, or the run has failed. */
  saved: Promise<void>
  /** Why it must end; nothing is saved any more. */
  failure: unknown
  /** Given up while the engine still computes. */
  isLeft: boolean
}

export interface RunQueueOptions {
  store: () => Store
  lease: Lease
  emit: (event: HostEvent) => void
  certificates: Pick<Certificates, 'take'>
  /** File of the engine's thread; ours where left out. */
  workerFile?: string
}

/** One engine run at a time, in the order in which they were started. */
export class RunQueue {
  private readonly store: () => Store
  private readonly lease: Lease
  private readonly emit: (event: HostEvent) => void
  private readonly certificates: Pick<Certificates, 'take'>
  private readonly link: EngineLink
  private waiting: string[] = []
  /** Of the models of runs that wait. */
  private readonly stamps = new Map<string, string>()
  private current: Current | null = null
  private isStarting = false
  private closing = false
  private readonly unsaved = new UnsavedEnds()
  private readonly failures = new Map<string, ErrorData>()

  constructor({ store, lease, emit, certificates, workerFile }: RunQueueOptions) {
    this.store = store
    this.lease = lease
    this.emit = emit
    this.certificates = certificates
    this.link = new EngineLink(workerFile)
  }

  /** The run's row exists and is `queued`; its model's files had this stamp when it was last held against the run's. */
  enqueue(runId: string, stamp: string): void {
    this.waiting.push(runId)
    this.stamps.set(runId, stamp)
    if (this.closing) void this.endWaiting(runId, CLOSED)
    else void this.startNext()
  }

  has(runId: string): boolean {
    return (
      this.waiting.includes(runId) || this.current?.session.summary.id === runId || this.unsaved.has(runId)
    )
  }

  progressOf(runId: string): RunProgress | null {
    return this.current?.session.summary.id === runId ? this.current.session.progress : null
  }

  /** Why a run of this process failed, with its code. */
  failureOf(runId: string): ErrorData | null {
    return this.failures.get(runId) ?? null
  }

  /** Resolves once the action has taken effect. Only for runs that `has` knows. */
  async control(runId: string, action: RunAction): Promise<void> {
    if (this.current?.session.summary.id === runId) return this.controlCurrent(this.current, action)
    if (!this.waiting.includes(runId) || action !== 'stop') {
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

  /** [circuit] what each keeps, measured while a run may be computed. */
  measure(job: MeasureJob): Promise<(number | null)[]> {
    return this.link.measure(job)
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
    for (const runId of this.waiting.splice(0)) this.reportLost(runId)
    const { current } = this
    if (!current) return
    current.failure ??= new NotOwnerError(current.session.summary.name)
    void this.link.control('stop')
  }

  /**
   * Interrupts everything; resolves when it is saved. The engine ends with the test it is in; where that
   * takes longer than `limitMs` the run is saved as it is known here, and the answer is false.
   */
  async close(limitMs?: number): Promise<boolean> {
    this.closing = true
    await Promise.all(this.waiting.map((runId) => this.endWaiting(runId, CLOSED)))
    const { current } = this
    if (current) {
      void this.link.control('stop')
      const ended = current.ended.then(() => true)
      const inTime = await (limitMs === undefined
        ? ended
        : Promise.race([ended, after(limitMs).then(() => false)]))
      if (!inTime) {
        current.isLeft = true
        await this.finish(current, { kind: 'stopped' })
        return false
      }
    }
    await this.releaseLease()
    return true
  }

  private async controlCurrent(current: Current, action: RunAction): Promise<void> {
    const { summary } = current.session
    if (action === 'resume' && summary.state === 'running') {
      throw new PatchbayError('conflict', `${summary.name} is running already.`)
    }
    await this.link.control(action)
    await (action === 'stop' ? current.ended : current.saved)
  }

  private async startNext(): Promise<void> {
    const runId = this.waiting[0]
    if (this.current || this.isStarting || this.closing || runId === undefined) return
    this.isStarting = true
    try {
      const session = await whenFree(() => this.begin(runId), RUN_PATIENCE_MS)
      if (session) this.start(session, jobOf(this.store(), runId, this.stamps.get(runId) ?? null))
    } catch (error) {
      await this.endWaiting(runId, { state: 'failed', message: toErrorData(error).message })
    } finally {
      this.isStarting = false
    }
    return this.startNext()
  }

  /** null where the run was stopped while it waited. */
  private begin(runId: string): RunSession | null {
    if (this.waiting[0] !== runId) return null
    const store = this.store()
    store.runs.change(runId, this.lease.id, { state: 'running', message: null, finishedAt: null })
    return new RunSession(store, store.runs.get(runId), this.emit)
  }

  private start(session: RunSession, job: RunJob): void {
    this.waiting.shift()
    session.reportStatus()
    const now = Promise.resolve()
    this.current = { session, ended: now, saved: now, failure: null, isLeft: false }
    this.current.ended = this.compute(this.current, job)
  }

  private async compute(current: Current, job: RunJob): Promise<void> {
    const { session } = current
    // What follows an unsaved report must not be saved: the journal has no holes.
    const save = async (take: () => void) => {
      try {
        await whenFree(() => !current.failure && !current.isLeft && take(), RUN_PATIENCE_MS)
      } catch (error) {
        current.failure = error
        void this.link.control('stop')
      }
    }
    const inOrder = (take: () => void) => (current.saved = current.saved.then(() => save(take)))
    const reported = await this.link.run(
      job,
      (report) => void inOrder(() => session.take(report)),
      (certificate) => {
        const keep = () => this.certificates.take(certificate)
        current.saved = inOrder(() => session.takeCertificate(certificate)).then(keep)
      },
    )
    await current.saved
    if (!current.isLeft) await this.finish(current, reported)
    this.current = null
    this.emit({ type: 'runs-changed' })
    void this.startNext()
  }

  private async finish({ session, failure }: Current, reported: RunEnd): Promise<void> {
    const { id } = session.summary
    const end: RunEnd = failure ? { kind: 'failed', error: toErrorData(failure) } : reported
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
    this.waiting = this.waiting.filter((id) => id !== runId)
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

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
