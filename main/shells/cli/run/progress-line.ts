import { decidesEdges } from '../../../../contract'
import type { RunProgress, RunSummary } from '../../../../contract'

/** On a pipe or in a log, how often a line shows that the run goes on. */
const LOG_EVERY_MS = 10_000
const BAR_WIDTH = 24

/** How a run goes, on stderr: one line that changes on a terminal, else a line now and then. */
export class ProgressLine {
  private readonly isTerminal = Boolean(process.stderr.isTTY)
  private stage = ''
  private loggedAt = Date.now()

  show(summary: RunSummary, progress: RunProgress | null): void {
    if (!progress) return
    if (this.isTerminal) {
      process.stderr.write(`\r\x1b[K${progressText(summary, progress)}`)
      return
    }
    if (progress.stage === this.stage && Date.now() - this.loggedAt < LOG_EVERY_MS) return
    this.stage = progress.stage
    this.loggedAt = Date.now()
    process.stderr.write(`${progressText(summary, progress)}\n`)
  }

  /** Clears the changing line, so that what follows starts on a clean one. */
  end(): void {
    if (this.isTerminal) process.stderr.write('\r\x1b[K')
  }
}

function progressText(summary: RunSummary, progress: RunProgress): string {
  if (!decidesEdges(summary.method)) return workText(summary, progress)
  const { edgesTotal, edgesKept } = summary
  const { edgesDecided, testsPerSecond, remainingMs, stage } = progress
  const bar = barText(edgesDecided / edgesTotal)
  const rate = testsPerSecond > 0 ? `, ${testsPerSecond.toFixed(testsPerSecond < 10 ? 1 : 0)} tests/s` : ''
  const left = remainingMs === null ? '' : `, about ${durationText(remainingMs)} left`
  return `${summary.name}: [${bar}] ${edgesDecided}/${edgesTotal} edges, ${edgesKept} kept${rate}${left} (${stage})`
}

function workText({ name }: RunSummary, { stage, step, work, remainingMs }: RunProgress): string {
  const doing = step ? `${step}: ${stage}` : stage
  if (!work) return `${name}: ${doing}`
  const left = remainingMs === null ? '' : `, about ${durationText(remainingMs)} left`
  return `${name}: [${barText(work.done / work.total)}] ${work.done}/${work.total}${left} (${doing})`
}

function barText(share: number): string {
  const filled = Math.round(BAR_WIDTH * share)
  return '#'.repeat(filled) + '.'.repeat(BAR_WIDTH - filled)
}

/** `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min` */
export function durationText(ms: number): string {
  const seconds = ms / 1000
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 60) return `${Math.round(seconds)} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}
