import { create } from 'zustand'
import type { HostEvent } from '../../contract'
import { call, onEvent } from './client'
import { applyEvents, fromSnapshot, type LiveRun, type RunEvent } from './live-run'

interface LiveRunStore {
  run: LiveRun | null
  /** Id of the run being read from the host. */
  loading: string | null
  /** One sentence when it could not be read. */
  problem: string | null
}

export const useLiveRun = create<LiveRunStore>(() => ({ run: null, loading: null, problem: null }))

/** One flush for all events of this time: the graph restyles at most a dozen times a second. */
const FLUSH_MS = 80
/** Id of the run to be shown, also while it cannot be read. */
let wanted: string | null = null
let waiting: RunEvent[] = []
let timer: ReturnType<typeof setTimeout> | null = null

/** Shows a run from the host's snapshot; events that arrive meanwhile are taken in after it. */
export async function loadRun(id: string): Promise<void> {
  wanted = id
  const current = useLiveRun.getState().run
  useLiveRun.setState({ loading: id, problem: null, run: current?.summary.id === id ? current : null })
  try {
    const detail = await call('runs.get', { id })
    if (useLiveRun.getState().loading !== id) return
    useLiveRun.setState({ run: fromSnapshot(detail), loading: null })
    flush()
  } catch (error) {
    const { run, loading } = useLiveRun.getState()
    if (loading !== id) return
    // What is on screen stays: a lost host comes back, and the run is then read anew.
    const problem = run ? null : error instanceof Error ? error.message : String(error)
    useLiveRun.setState({ loading: null, problem })
  }
}

export function clearRun(): void {
  wanted = null
  useLiveRun.setState({ run: null, loading: null, problem: null })
}

/** Listens to the host for the life of the window; returns the function that ends it. */
export function followRuns(): () => void {
  return onEvent(take)
}

function take(event: HostEvent): void {
  if (event.type === 'host-status' && event.status === 'ready') {
    if (wanted) void loadRun(wanted)
    return
  }
  if (event.type !== 'run-decisions' && event.type !== 'run-status') return
  waiting.push(event)
  timer ??= setTimeout(flush, FLUSH_MS)
}

function flush(): void {
  if (timer) clearTimeout(timer)
  timer = null
  const { run, loading } = useLiveRun.getState()
  // While a snapshot is on its way, what came meanwhile waits for it.
  if (loading) return
  const events = waiting
  waiting = []
  if (!run) return
  const result = applyEvents(run, events)
  if (result.run !== run) useLiveRun.setState({ run: result.run })
  const ended = result.run.summary.state === 'done' && run.summary.state !== 'done'
  // The end brings measurements and provenance, which only the snapshot has.
  if (result.gap || ended) void loadRun(run.summary.id)
}
