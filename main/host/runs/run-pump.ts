import { DECISION_REASONS, PatchbayError, type RunStage, type WorkflowStep } from '../../../contract'
import type { MethodEvent, MethodOutcome, MethodRun } from '../../../engine/host'
import type { RemainingTime } from './time-left/remaining-time'
import type { RunAction, RunEnd, RunReport } from '../process/worker-messages'

/** The longest a decision waits to be reported (and so journalled) while the engine is quick. */
const REPORT_EVERY_MS = 50
/** Control messages wait no longer than this and the event under way: a turn for each of many free decisions costs more than they. */
const TURN_EVERY_MS = 4

type Decision = Extract<MethodEvent, { type: 'decision' }>

/**
 * Pulls a run's events: to pause is not to pull, to step is to pull one decision (of methods without decisions,
 * one step of their work). Collects what was pulled into reports of columns.
 */
export class RunPump {
  private readonly events: MethodRun
  private readonly report: (report: RunReport) => void
  private readonly whenKnown: RemainingTime | Promise<RemainingTime> | undefined
  /** null where the method has no estimate of its own. */
  private remaining: RemainingTime | null = null
  private decisions: Decision[] = []
  private effects: { edge: number; effect: number }[] = []
  private baseline: RunReport['baseline'] = null
  private stage: RunStage = 'starting'
  private step: WorkflowStep | null = null
  private testingEdge = -1
  private work: RunReport['work'] = null
  private elapsedMs = 0
  private lastPullMs = 0
  private reportedAt = performance.now()
  private turnedAt = performance.now()
  private nextStep: number
  private mode: 'running' | 'stepping' | 'paused' | 'stopping' = 'running'
  /** Wakes the loop where it waits in a pause. */
  private wake: () => void = () => {}
  /** Called when the latest action has taken effect. */
  private whenInEffect: (() => void)[] = []

  constructor(
    events: MethodRun,
    firstStep: number,
    report: (report: RunReport) => void,
    remaining?: RemainingTime | Promise<RemainingTime>,
  ) {
    this.events = events
    this.nextStep = firstStep
    this.report = report
    this.whenKnown = remaining
  }

  /** Resolves once the action has taken effect, or the run has ended before it could. */
  control(action: RunAction): Promise<void> {
    if (this.mode !== 'stopping') {
      this.mode = ({ pause: 'paused', resume: 'running', step: 'stepping', stop: 'stopping' } as const)[
        action
      ]
    }
    const inEffect = new Promise<void>((resolve) => this.whenInEffect.push(resolve))
    this.wake()
    return inEffect
  }

  /** Runs to the end, or until stopped. Errors of the engine come out as they are, after a last report. */
  async run(): Promise<RunEnd> {
    try {
      this.remaining = (await this.whenKnown) ?? null
      for (;;) {
        await this.waitWhilePaused()
        if (this.mode === 'stopping') return { kind: 'stopped' }
        const next = await this.pull()
        if (next.done) return { kind: 'done', outcome: next.value }
        this.take(next.value)
        if (this.isReportDue(next.value)) this.flush()
        await this.turn()
      }
    } finally {
      this.flush()
      this.settleControls()
      await this.events.return(undefined as never)
    }
  }

  /** Lets a waiting control message in; promises alone would keep the event loop from turning. */
  private async turn(): Promise<void> {
    if (performance.now() - this.turnedAt < TURN_EVERY_MS) return
    await new Promise((resolve) => setImmediate(resolve))
    this.turnedAt = performance.now()
  }

  private async waitWhilePaused(): Promise<void> {
    const wasPaused = this.mode === 'paused'
    if (wasPaused) this.flush()
    while (this.mode === 'paused') {
      this.settleControls()
      await new Promise<void>((resolve) => (this.wake = resolve))
    }
    if (this.mode !== 'running') return
    if (wasPaused) this.flush()
    this.settleControls()
  }

  private async pull(): Promise<IteratorResult<MethodEvent, MethodOutcome>> {
    const started = performance.now()
    const next = await this.events.next()
    this.lastPullMs = performance.now() - started
    this.elapsedMs += this.lastPullMs
    return next
  }

  private take(event: MethodEvent): void {
    this.remaining?.add(event, this.lastPullMs)
    switch (event.type) {
      case 'stage':
        this.stage = event.stage
        this.step = event.step ?? null
        this.work = null
        break
      case 'baseline': {
        const { type: _type, ...baseline } = event
        this.baseline = baseline
        break
      }
      case 'preparing':
        this.work = { done: event.done, total: event.total }
        break
      case 'testing':
        this.testingEdge = event.edge
        this.work = null
        break
      case 'progress':
        this.work = { done: event.done, total: event.total }
        if (this.mode === 'stepping') this.mode = 'paused'
        break
      case 'effect':
        this.effects.push({ edge: event.edge, effect: event.effect })
        break
      case 'decision':
        this.takeDecision(event)
    }
  }

  private takeDecision(decision: Decision): void {
    if (decision.step !== this.nextStep++) {
      throw new PatchbayError(
        'internal',
        `The engine reported step ${decision.step} where ${this.nextStep - 1} was due.`,
      )
    }
    this.decisions.push(decision)
    this.testingEdge = -1
    if (this.mode === 'stepping') this.mode = 'paused'
  }

  /** Nothing waits unreported while the engine does something that may take long. */
  private isReportDue(event: MethodEvent): boolean {
    if (event.type === 'stage' || event.type === 'baseline') return true
    return performance.now() - this.reportedAt + this.lastPullMs >= REPORT_EVERY_MS
  }

  private flush(): void {
    const { stage, step, testingEdge, work, baseline, elapsedMs } = this
    const isPaused = this.mode === 'paused'
    const decisions = toColumns(this.decisions, this.nextStep)
    const effects = {
      edge: Int32Array.from(this.effects, ({ edge }) => edge),
      effect: Float64Array.from(this.effects, ({ effect }) => effect),
    }
    const remainingMs = this.remaining?.leftMs() ?? null
    const doing = { stage, step, testingEdge, work, isPaused, elapsedMs, remainingMs }
    this.report({ decisions, effects, baseline, ...doing })
    this.decisions = []
    this.effects = []
    this.baseline = null
    this.reportedAt = performance.now()
  }

  private settleControls(): void {
    for (const resolve of this.whenInEffect.splice(0)) resolve()
  }
}

function toColumns(decisions: Decision[], nextStep: number): RunReport['decisions'] {
  return {
    firstStep: nextStep - decisions.length,
    edge: Int32Array.from(decisions, ({ edge }) => edge),
    metric: Float64Array.from(decisions, ({ metric }) => metric ?? NaN),
    delta: Float64Array.from(decisions, ({ delta }) => delta ?? NaN),
    kept: Uint8Array.from(decisions, ({ kept }) => (kept ? 1 : 0)),
    reason: Uint8Array.from(decisions, ({ reason }) => DECISION_REASONS.indexOf(reason)),
  }
}
