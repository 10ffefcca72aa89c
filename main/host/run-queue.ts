import { PatchbayError, toErrorData } from '../../contract'
import type { ErrorData, HostEvent, RunProgress, RunSummary } from '../../contract'
import { resolveModelPath } from '../samples'
import type { RunChange, Store } from '../store'
import { EngineLink } from './engine-link'
import { lookUpInputs } from './method-inputs'
import { choicesOf } from './provenance'
import { RunSession, withChange } from './run-session'
import type { MeasureJob, RunAction, RunEnd, RunJob, RunReport } from './worker-messages'

const CLOSED: RunChange = { state: 'interrupted', message: 'Patchbay was closed; the run can be resumed.' }

interface Current {
  session: RunSession
  ended: Promise<void>
}

/** One engine run at a time, in the order in which they were asked for. */
export class RunQueue {
  private readonly store: () => Store
  private readonly emit: (event: HostEvent) => void
  private readonly link: EngineLink
  private waiting: string[] = []
  private current: Current | null = null
  private closing = false
  /** Ends of runs that the store did not take (full disk); saved when it does. */
  private readonly unsaved = new Map<string, RunChange>()
  private readonly failures = new Map<string, ErrorData>()

  constructor(store: () => Store, emit: (event: HostEvent) => void, workerFile?: string) {
    this.store = store
    this.emit = emit
    this.link = new EngineLink(workerFile)
  }

  /** The run's row exists and is `queued`. */
  enqueue(runId: string): void {
    if (this.closing) return this.endWaiting(runId, CLOSED)
    this.waiting.push(runId)
    this.startNext()
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
    this.waiting = this.waiting.filter((id) => id !== runId)
    this.endWaiting(runId, {
      state: 'stopped',
      message: 'Stopped by hand before it began; the run can be resumed.',
    })
  }

  /** [circuit] what each keeps, measured beside whatever run is at work. */
  measure(job: MeasureJob): Promise<(number | null)[]> {
    return this.link.measure(job)
  }

  /** Tries again to save the ends of runs that the store did not take. */
  saveUnsaved(): void {
    for (const [runId, change] of this.unsaved) {
      try {
        this.store().runs.change(runId, change)
        this.unsaved.delete(runId)
      } catch {
        return // the reason is in the run's message already, and `shown` goes on telling it
      }
    }
  }

  /** A summary as it should read where the run's end could not be saved yet. */
  shown(summary: RunSummary): RunSummary {
    const change = this.unsaved.get(summary.id)
    return change ? withChange(summary, change) : summary
  }

  /**
   * Interrupts everything; resolves when it is saved. The engine ends with the test it is in; where that
   * takes longer than `limitMs` the run is saved as it is known here, and the answer is false.
   */
  async close(limitMs?: number): Promise<boolean> {
    this.closing = true
    for (const runId of this.waiting.splice(0)) this.endWaiting(runId, CLOSED)
    const { current } = this
    if (!current) return true
    void this.link.control('stop')
    const ended = current.ended.then(() => true)
    const inTime = await (limitMs === undefined
      ? ended
      : Promise.race([ended, after(limitMs).then(() => false)]))
    if (!inTime) current.session.finish({ kind: 'stopped' }, true)
    return inTime
  }

  private async controlCurrent({ session, ended }: Current, action: RunAction): Promise<void> {
    const { state } = session.summary
    if (action === 'resume' && state === 'running') {
      throw new PatchbayError('conflict', `${session.summary.name} is running already.`)
    }
    await this.link.control(action)
    if (action === 'stop') await ended
  }

  private startNext(): void {
    if (this.current || this.closing) return
    const runId = this.waiting.shift()
    if (runId === undefined) return
    let session: RunSession
    let job: RunJob
    try {
      this.store().runs.change(runId, { state: 'running', message: null, finishedAt: null })
      session = new RunSession(this.store(), this.store().runs.get(runId), this.emit)
      job = this.jobOf(runId)
    } catch (error) {
      this.endWaiting(runId, { state: 'failed', message: toErrorData(error).message })
      return this.startNext()
    }
    session.tellStatus()
    this.current = { session, ended: this.compute(session, job) }
  }

  private async compute(session: RunSession, job: RunJob): Promise<void> {
    let failure: RunEnd | null = null
    const take = (report: RunReport) => {
      if (failure) return // what follows an unsaved report must not be saved: the journal has no holes
      try {
        session.take(report)
      } catch (error) {
        failure = { kind: 'failed', error: toErrorData(error) }
        void this.link.control('stop')
      }
    }
    const reported = await this.link.run(job, take)
    const end: RunEnd = failure ?? reported
    if (end.kind === 'failed') this.failures.set(job.runId, end.error)
    const unsaved = session.finish(end, this.closing)
    if (unsaved) this.unsaved.set(job.runId, unsaved)
    this.current = null
    this.emit({ type: 'runs-changed' })
    this.startNext()
  }

  private jobOf(runId: string): RunJob {
    const { config, provenance, shape, settings } = this.store().runs.get(runId)
    const latest = settings.at(-1)
    if (!config || !provenance || !latest)
      throw new PatchbayError('conflict', 'An imported circuit cannot be computed.')
    const { decisions, effects } = this.store().journal.read(runId)
    return {
      runId,
      modelPath: resolveModelPath(config.model),
      begunWith: provenance,
      config,
      shape,
      settings: latest,
      inputs: lookUpInputs(config, { shape, model: provenance }, this.store()),
      choices: choicesOf(provenance),
      journal: decisions,
      effects,
    }
  }

  private endWaiting(runId: string, change: RunChange): void {
    const ended: RunChange = { ...change, owner: null }
    try {
      const summary = this.store().runs.change(runId, ended)
      this.emit({ type: 'run-status', runId, summary, progress: null })
    } catch {
      this.unsaved.set(runId, ended)
    }
    this.emit({ type: 'runs-changed' })
  }
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
