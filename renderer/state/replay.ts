import { create } from 'zustand'
import type { LiveRun } from './live-run'
import { endRethreshold } from './rethreshold'
import { useRuns } from './run-store'
import { findsOf } from './finds'
import { useWorkbench } from './workbench'

/** How long a whole run plays at speed 1, however many decisions it has. */
const WHOLE_MS = 12_000
const TICK_MS = 50
/** With less motion, a run is shown in a few steps that do not follow each other at once. */
const CALM_TICK_MS = 700

export const REPLAY_SPEEDS = [0.5, 1, 2, 4] as const

/** Which moment of the run in Discover is shown: after `step` decisions; null: as it is now. */
interface Replay {
  runId: string | null
  step: number | null
  isPlaying: boolean
  speed: number
}

export const useReplay = create<Replay>(() => ({ runId: null, step: null, isPlaying: false, speed: 1 }))

/** Whether a run has decisions to go back to. */
export function canReplay(run: LiveRun | null): run is LiveRun {
  return run !== null && findsOf(run.summary).decidesEdges && run.decided > 0
}

/** The step at which this run is shown; null where it is shown as it is now. */
export function stepOf({ runId, step }: Replay, run: LiveRun | null): number | null {
  if (!run || runId !== run.summary.id || step === null) return null
  return step < run.decided ? step : null
}

export function useReplayStep(run: LiveRun | null): number | null {
  return useReplay((replay) => stepOf(replay, run))
}

function shownRun(): LiveRun | null {
  const { live } = useRuns.getState()
  return canReplay(live) ? live : null
}

/** Shows the run as it was after so many decisions; from its last one on, as it is now. */
export function showStep(step: number): void {
  const run = shownRun()
  if (!run) return
  endRethreshold()
  const at = Math.max(0, Math.round(step))
  useReplay.setState({ runId: run.summary.id, step: at >= run.decided ? null : at })
}

/** So many decisions further, or back. */
export function stepBy(count: number): void {
  const run = shownRun()
  if (!run) return
  pauseReplay()
  showStep((stepOf(useReplay.getState(), run) ?? run.decided) + count)
}

/** Back to the run as it is now. */
export function showLive(): void {
  pauseReplay()
  useReplay.setState({ step: null })
}

export function setReplaySpeed(speed: number): void {
  useReplay.setState({ speed })
}

export function toggleReplay(): void {
  if (useReplay.getState().isPlaying) pauseReplay()
  else playReplay()
}

let timer: ReturnType<typeof setInterval> | null = null
/** Where playing is, with the part of a step that is not shown yet. */
let position = 0

export function pauseReplay(): void {
  if (timer) clearInterval(timer)
  timer = null
  useReplay.setState({ isPlaying: false })
}

/** Plays from the step on screen to the end; from the first decision where the end is on screen. */
export function playReplay(): void {
  const run = shownRun()
  if (!run) return
  pauseReplay()
  position = stepOf(useReplay.getState(), run) ?? 0
  showStep(position)
  useReplay.setState({ isPlaying: true })
  const tickMs = wantsCalm() ? CALM_TICK_MS : TICK_MS
  timer = setInterval(() => playOn(run.summary.id, tickMs), tickMs)
}

function playOn(runId: string, tickMs: number): void {
  const run = shownRun()
  const { step, runId: shown, speed } = useReplay.getState()
  if (!run || run.summary.id !== runId || shown !== runId) return pauseReplay()
  // Where the slider was moved meanwhile, it goes on from there.
  if (step !== null && step !== Math.floor(position)) position = step
  position += (run.decided * speed * tickMs) / WHOLE_MS
  showStep(Math.floor(position))
  if (position >= run.decided) pauseReplay()
}

function wantsCalm(): boolean {
  if (useWorkbench.getState().motion === 'reduced') return true
  return globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').matches ?? false
}
