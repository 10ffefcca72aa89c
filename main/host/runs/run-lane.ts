import { PatchbayError, toErrorData, type Certificate } from '../../../contract'
import { NotOwnerError, whenFree } from '../../store'
import { EngineLink } from '../process/engine-link'
import type { Certificates } from '../process/certificates'
import type { MeasureJob, RunAction, RunEnd, RunJob } from '../process/worker-messages'
import type { RunSession } from './run-session'

/** How long a run waits for a store that another program is writing; its decisions wait with it, in memory. */
export const RUN_PATIENCE_MS = 60_000

/** What a lane does with what it computes. */
export interface LaneEvents {
  certificates: Pick<Certificates, 'take'>
  /** Saves how a run ended; `failure`: why it had to end, of which nothing is saved any more. */
  finish(session: RunSession, end: RunEnd, failure: unknown): Promise<void>
}

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

/** One thread of the engine and the run that it computes. */
export class RunLane {
  private readonly link: EngineLink
  private readonly events: LaneEvents
  private current: Current | null = null

  constructor(events: LaneEvents, workerFile?: string) {
    this.events = events
    this.link = new EngineLink(workerFile)
  }

  /** The run that it computes. */
  get session(): RunSession | null {
    return this.current?.session ?? null
  }

  /** Starts its thread, so that the first run begins at once. */
  prepare(): void {
    this.link.prepare()
  }

  /**
   * Resolves once the run has ended and that is saved. Only for a lane without a run. `certificate`: that of its model, where
   * it is being made elsewhere meanwhile.
   */
  async compute(
    session: RunSession,
    job: RunJob,
    certificate: Promise<Certificate | null> | null,
  ): Promise<void> {
    const now = Promise.resolve()
    const current: Current = { session, ended: now, saved: now, failure: null, isLeft: false }
    this.current = current
    current.ended = this.run(current, job, certificate)
    await current.ended
  }

  /** Resolves once the action has taken effect. */
  async control(action: RunAction): Promise<void> {
    const { current } = this
    if (!current) return
    const { summary } = current.session
    if (action === 'resume' && summary.state === 'running')
      throw new PatchbayError('conflict', `${summary.name} is running already.`)
    await this.link.control(action)
    await (action === 'stop' ? current.ended : current.saved)
  }

  /** [circuit] what each keeps, measured while a run may be computed. */
  measure(job: MeasureJob): Promise<(number | null)[]> {
    return this.link.measure(job)
  }

  /** Its run is not ours any more: nothing of it is saved. */
  lose(): void {
    if (!this.current) return
    this.current.failure ??= new NotOwnerError(this.current.session.summary.name)
    void this.link.control('stop')
  }

  /** Stops its run; where that takes longer than `limitMs` it is saved as it is known here, and the answer is false. */
  async close(limitMs?: number): Promise<boolean> {
    const { current } = this
    if (!current) return true
    void this.link.control('stop')
    const ended = current.ended.then(() => true)
    const inTime = await (limitMs === undefined
      ? ended
      : Promise.race([ended, after(limitMs).then(() => false)]))
    if (inTime) return true
    current.isLeft = true
    await this.events.finish(current.session, { kind: 'stopped' }, current.failure)
    return false
  }

  private async run(
    current: Current,
    job: RunJob,
    certificate: Promise<Certificate | null> | null,
  ): Promise<void> {
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
    let isEnded = false
    const certified = certificate?.then((made) => {
      if (made)
        void inOrder(() => (isEnded ? session.takeLateCertificate(made) : session.takeCertificate(made)))
    })
    const reported = await this.link.run(
      job,
      (report) => void inOrder(() => session.take(report)),
      (made) => {
        const keep = () => this.events.certificates.take(made)
        current.saved = inOrder(() => session.takeCertificate(made)).then(keep)
      },
    )
    // Who stops a run does not wait for the check of its model.
    if (reported.kind === 'done') await certified
    await current.saved
    const { failure, isLeft } = current
    const end: RunEnd = failure ? { kind: 'failed', error: toErrorData(failure) } : reported
    if (!isLeft) await this.events.finish(session, end, failure)
    isEnded = true
    this.current = null
  }
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
