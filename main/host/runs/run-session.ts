import { certificateSummary, decidesEdges, definitionOf, toErrorData } from '../../../contract'
import type { Certificate, HostEvent, RunProgress, RunSummary } from '../../../contract'
import type { MethodOutcome } from '../../../engine/host'
import {
  NotOwnerError,
  type JournalBatch,
  type RunChange,
  type RunCounts,
  type Store,
  type StoredRun,
} from '../../store'
import { ProgressMeter } from './time-left/progress-meter'
import { foundColumns } from './found-columns'
import { addToTally, currentMetric, type RunTally } from './run-tally'
import type { RunEnd, RunReport } from '../process/worker-messages'

const STATUS_EVERY_MS = 100

/**
 * One run while it is computed: what the engine reports is saved, then passed on. `summary` is always what
 * the store holds (or, where the store cannot be written, what it would hold).
 */
export class RunSession {
  summary: RunSummary
  progress: RunProgress
  private readonly store: Store
  /** The lease under which the run is computed. */
  readonly owner: string | null
  private readonly emit: (event: HostEvent) => void
  private readonly meter = new ProgressMeter()
  private readonly elapsedBeforeMs: number
  private measured: RunReport['baseline'] = null
  /** Of the last batch in the journal. */
  private seq: number
  private statusTimer: NodeJS.Timeout | null = null
  private statusSentAt = 0

  constructor(store: Store, run: StoredRun, emit: (event: HostEvent) => void) {
    this.store = store
    this.owner = run.owner
    this.emit = emit
    this.summary = run.summary
    this.elapsedBeforeMs = run.summary.elapsedMs
    const { decisions, seq } = store.journal.read(run.summary.id)
    this.seq = seq
    this.progress = {
      testingEdge: -1,
      stage: 'starting',
      step: null,
      work: null,
      edgesDecided: run.summary.edgesDecided,
      testsRun: run.summary.testsRun,
      freeDecisions: freeDecisions(run.summary),
      testsPerSecond: 0,
      remainingMs: null,
      elapsedMs: run.summary.elapsedMs,
      currentMetric: currentMetric(decisions, run.summary.metricInitial),
    }
  }

  /** @throws PatchbayError where the store cannot be written; then nothing of the report was saved or passed on. */
  take(report: RunReport): void {
    const { decisions, effects, baseline } = report
    const isNews = decisions.edge.length > 0 || effects.edge.length > 0
    const { id, state } = this.summary
    const change: RunChange = { ...baselineChange(baseline), state: report.isPaused ? 'paused' : 'running' }
    this.save(() => {
      if (isNews) this.journal(report)
      if (baseline || state !== change.state) this.change(change)
    })
    this.measured = baseline ?? this.measured
    if (baseline) this.progress.currentMetric ??= baseline.metricInitial
    if (state !== this.summary.state) this.reportStatus()
    this.measureProgress(report)
    if (isNews) this.emit({ type: 'run-decisions', runId: id, seq: this.seq, decisions, effects })
    this.reportStatusSoon()
  }

  /** Saves the certificate of its model, where it had none before. @throws PatchbayError where it cannot. */
  takeCertificate(certificate: Certificate): void {
    this.change({ certificate })
    this.reportStatus()
  }

  /** The same of a run that has ended meanwhile; where it goes on elsewhere it has none, as nobody waited for it. */
  takeLateCertificate(certificate: Certificate): void {
    try {
      this.summary = this.store.runs.change(this.summary.id, null, { certificate })
    } catch (error) {
      if (!(error instanceof NotOwnerError)) throw error
      return
    }
    this.reportStatus(null)
  }

  /** Saves how the run ended, then reports it. @throws PatchbayError where it cannot be saved; then nothing was reported. */
  finish(end: RunEnd, closing: boolean): void {
    const change = {
      ...this.endChange(end, closing),
      owner: null,
      finishedAt: end.kind === 'stopped' && closing ? null : Date.now(),
    }
    if (end.kind === 'done' && this.measured) this.saveFound(end.outcome, change)
    else this.change(change)
    this.reportStatus(null)
  }

  /** Shows the run as failed because its end could not be saved; gives what is to be saved when it can be. */
  failUnsaved(error: unknown): RunChange {
    const { elapsedMs } = this.progress
    const message = toErrorData(error).message
    const change = { owner: null, finishedAt: Date.now(), elapsedMs, state: 'failed' as const, message }
    this.summary = withChange(this.summary, change)
    this.reportStatus(null)
    return change
  }

  /** Reports the present state at once. */
  reportStatus(progress: RunProgress | null = this.progress): void {
    if (this.statusTimer) clearTimeout(this.statusTimer)
    this.statusTimer = null
    this.statusSentAt = Date.now()
    this.emit({ type: 'run-status', runId: this.summary.id, summary: this.summary, progress })
  }

  /** All or nothing, also of what this session knows. */
  private save(work: () => void): void {
    const { summary, seq } = this
    try {
      this.store.transaction(work)
    } catch (error) {
      Object.assign(this, { summary, seq })
      throw error
    }
  }

  private journal({ decisions, effects, elapsedMs }: RunReport): void {
    const { summary } = this
    const tally: RunTally = addToTally(summary, decisions, summary)
    // In a sweep over edges every effect is a test; where edges are decided, effects come on top of the tests.
    if (!decidesEdges(summary.method)) tally.testsRun += effects.edge.length
    const counts = { ...tally, elapsedMs: this.elapsedBeforeMs + elapsedMs }
    this.append({ decisions, effects }, counts)
    this.summary = { ...summary, ...counts }
  }

  private append(batch: JournalBatch, counts: RunCounts): void {
    const next = { runId: this.summary.id, owner: this.owner, seqBefore: this.seq }
    this.seq = this.store.journal.append(next, batch, counts)
  }

  private measureProgress(report: RunReport): void {
    const { decisions, stage, step, testingEdge, work, elapsedMs } = report
    const { method, edgesDecided, edgesTotal, testsRun } = this.summary
    this.meter.add({ elapsedMs, decided: work?.done ?? edgesDecided, tests: work?.done ?? testsRun })
    const rates = this.meter.rates(work?.total ?? edgesTotal)
    this.progress = {
      testingEdge,
      stage,
      step,
      edgesDecided,
      testsRun,
      work,
      freeDecisions: freeDecisions(this.summary),
      ...rates,
      // Where edges are decided, they take unequal time: the method has an estimate of its own.
      remainingMs: decidesEdges(method) ? report.remainingMs : rates.remainingMs,
      elapsedMs: this.elapsedBeforeMs + elapsedMs,
      currentMetric: currentMetric(decisions, this.progress.currentMetric),
    }
  }

  private endChange(end: RunEnd, closing: boolean): RunChange {
    const elapsedMs = this.progress.elapsedMs
    if (end.kind === 'failed') return { state: 'failed', message: end.error.message, elapsedMs }
    if (end.kind === 'stopped') {
      const message = closing
        ? 'Patchbay was closed; the run can be resumed.'
        : 'Stopped by hand; the run can be resumed.'
      return { state: closing ? 'interrupted' : 'stopped', message, elapsedMs }
    }
    if (!this.measured)
      return { state: 'failed', message: 'The engine ended the run without a baseline.', elapsedMs }
    const { metricInitial: _metricInitial, ...baselines } = this.measured
    const done = { state: 'done' as const, message: null, elapsedMs }
    const { circuit, metricFinal, testsRun } = end.outcome
    const measured = { circuit: circuit?.measurement ?? null, faithfulness: circuit?.faithfulness ?? null }
    return { ...done, metricFinal, testsRun, measurements: { ...baselines, ...measured } }
  }

  /** The result, what of it a graph can show (a circuit, effects, scores), and the end: all or nothing. */
  private saveFound(outcome: MethodOutcome, change: RunChange): void {
    const { id } = this.summary
    const { decisions, effects, scores } = foundColumns(outcome, this.summary)
    const isNews = decisions.edge.length > 0 || effects.edge.length > 0
    this.save(() => {
      const { elapsedMs } = this.progress
      const tally = addToTally(this.summary, decisions, this.summary)
      if (isNews) this.append({ decisions, effects }, { ...tally, elapsedMs })
      this.change({ ...change, scores, outcome: outcomeOf(this.summary, outcome) })
      this.store.results.save(id, outcome.result)
    })
    if (isNews) this.emit({ type: 'run-decisions', runId: id, seq: this.seq, decisions, effects })
  }

  private change(change: RunChange): void {
    this.summary = this.store.runs.change(this.summary.id, this.owner, change)
  }

  /** At most ten a second, the latest never left out. */
  private reportStatusSoon(): void {
    const waitMs = this.statusSentAt + STATUS_EVERY_MS - Date.now()
    if (waitMs <= 0) this.reportStatus()
    else this.statusTimer ??= setTimeout(() => this.reportStatus(), waitMs)
  }
}

/** What was found in a clause; null where it is a circuit. */
function outcomeOf({ method, metric }: RunSummary, { result }: MethodOutcome): string | null {
  return method === 'import' ? null : (definitionOf(method).outcome?.(result, { metric }) ?? null)
}

function baselineChange(baseline: RunReport['baseline']): RunChange {
  if (!baseline) return {}
  const { metricInitial, ...baselines } = baseline
  return { metricInitial, measurements: { ...baselines, circuit: null, faithfulness: null } }
}

/** Decisions that took no test. */
function freeDecisions({ method, edgesDecided, testsRun }: RunSummary): number {
  return decidesEdges(method) ? edgesDecided - testsRun : 0
}

/** The summary as it would be read back had the change been saved. */
export function withChange(summary: RunSummary, change: RunChange): RunSummary {
  const { measurements: _measurements, scores: _scores, owner: _owner, certificate, ...visible } = change
  const seen = certificate ? { certificate: certificateSummary(certificate) } : {}
  return { ...summary, ...visible, ...seen }
}
