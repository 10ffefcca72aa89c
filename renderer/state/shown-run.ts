import { call } from './client'
import { applyEvents, fromSnapshot, type RunEvent } from './live-run'
import { putLive, putProblem, useRuns } from './run-store'
import { useWorkbench } from './workbench'

/** The run that Discover shows: read as a snapshot, then kept up to date by the events after it. */

/** Events of this span are taken in together: each time copies what is known by edge. */
const FLUSH_MS = 100
/** Id of the run to be shown, also while it cannot be read. */
let wanted: string | null = null
let waiting: RunEvent[] = []
let timer: ReturnType<typeof setTimeout> | null = null

/** Shows a run from the host's snapshot; events that arrive meanwhile are taken in after it. */
export async function loadRun(id: string): Promise<void> {
  wanted = id
  useRuns.setState(({ live, problems: { [id]: _old, ...problems } }) => ({
    loading: id,
    problems,
    live: live?.summary.id === id ? live : null,
  }))
  try {
    const detail = await call('runs.get', { id })
    if (useRuns.getState().loading !== id) return
    useRuns.setState({ loading: null })
    putLive(fromSnapshot(detail))
    flushEvents()
  } catch (error) {
    if (useRuns.getState().loading !== id) return
    useRuns.setState({ loading: null })
    // What is on screen stays: a lost host comes back, and the run is then read again.
    if (!useRuns.getState().live) putProblem(id, error)
  }
}

export function clearRun(): void {
  wanted = null
  useRuns.setState({ live: null, loading: null })
}

/** Why the run of Discover cannot be shown, as one sentence; null where it can. */
export function useShownProblem(): string | null {
  const id = useWorkbench((state) => state.runId)
  return useRuns(({ live, problems }) => (live || id === null ? null : (problems[id] ?? null)))
}

/** The host is back: what was on screen is read again. */
export function reloadShownRun(): void {
  if (wanted) void loadRun(wanted)
}

/** Whether this run's reports wait for the next flush, so that its counts and its edges change together. */
export function isShown(id: string): boolean {
  return useRuns.getState().live?.summary.id === id
}

export function queueEvent(event: RunEvent): void {
  waiting.push(event)
  timer ??= setTimeout(flushEvents, FLUSH_MS)
}

/** Takes in the waiting events. Called before anything newer about the run is written, which they would overwrite. */
export function flushEvents(): void {
  if (timer) clearTimeout(timer)
  timer = null
  const { live, loading } = useRuns.getState()
  // Events that arrive while a snapshot is being read wait for it.
  if (loading) return
  const events = waiting
  waiting = []
  if (!live) return
  const { run, gap } = applyEvents(live, events)
  if (run !== live) putLive(run)
  const ended = run.summary.state === 'done' && live.summary.state !== 'done'
  // The end brings measurements and provenance, which only the snapshot has.
  if (gap || ended) void loadRun(run.summary.id)
}
