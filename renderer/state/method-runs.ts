import { create } from 'zustand'
import {
  LIVE_STATES,
  type HostEvent,
  type MethodResult,
  type RunDetail,
  type RunProgress,
  type RunSummary,
} from '../../contract'
import { call, onEvent } from './client'

/** A run of a method other than ACDC, as its view shows it. */
export interface MethodRun {
  summary: RunSummary
  detail: RunDetail
  progress: RunProgress | null
  /** What it found; null until it is done. */
  result: MethodResult | null
}

interface MethodRunsStore {
  runs: Readonly<Record<string, MethodRun>>
  /** One sentence for each run that could not be read. */
  problems: Readonly<Record<string, string>>
}

/** The runs that a stage shows or showed, by id. */
export const useMethodRuns = create<MethodRunsStore>(() => ({ runs: {}, problems: {} }))

/** Runs being read; each is read once at a time, however many ask for it. */
const loading = new Map<string, Promise<void>>()
/** Runs that ended while they were being read: what was read may be older. */
const outdated = new Set<string>()
/** Runs that were deleted while they were being read. */
const forgotten = new Set<string>()

/** Reads a run with its result, unless it is there. */
export async function ensureMethodRun(id: string): Promise<void> {
  if (!useMethodRuns.getState().runs[id]) await loadMethodRun(id)
}

function loadMethodRun(id: string): Promise<void> {
  const reading = loading.get(id) ?? readMethodRun(id).finally(() => loading.delete(id))
  loading.set(id, reading)
  return reading
}

async function readMethodRun(id: string): Promise<void> {
  forgotten.delete(id)
  try {
    do {
      outdated.delete(id)
      const detail = await call('runs.get', { id })
      const result = detail.summary.state === 'done' ? await call('runs.result', { id }) : null
      if (forgotten.has(id)) return
      const run = { summary: detail.summary, detail, progress: detail.progress, result }
      useMethodRuns.setState(({ runs, problems: { [id]: _solved, ...problems } }) => ({
        runs: { ...runs, [id]: run },
        problems,
      }))
    } while (outdated.has(id))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    useMethodRuns.setState(({ problems }) => ({ problems: { ...problems, [id]: message } }))
  }
}

/** A deleted run is no answer to any question any more. */
export function forgetMethodRun(id: string): void {
  if (loading.has(id)) forgotten.add(id)
  useMethodRuns.setState(({ runs: { [id]: _gone, ...runs } }) => ({ runs }))
}

/** Takes what the host tells of a run; its end brings the result. */
function take(event: HostEvent): void {
  const { runs } = useMethodRuns.getState()
  if (event.type === 'host-status' && event.status === 'ready') {
    for (const id of Object.keys(runs)) void loadMethodRun(id)
  }
  if (event.type !== 'run-status') return
  if (loading.has(event.runId) && !LIVE_STATES.includes(event.summary.state)) outdated.add(event.runId)
  const run = runs[event.runId]
  if (!run) return
  const { summary, progress } = event
  useMethodRuns.setState({ runs: { ...runs, [event.runId]: { ...run, summary, progress } } })
  if (summary.state === 'done' && !run.result) void loadMethodRun(event.runId)
}

/** Listens to the host for the life of the window; returns the function that ends it. */
export function followMethodRuns(): () => void {
  return onEvent(take)
}
