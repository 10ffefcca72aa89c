import { create } from 'zustand'
import type { HostEvent, MethodResult, RunDetail, RunProgress, RunSummary } from '../../contract'
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

const loading = new Set<string>()

/** Reads a run with its result, unless it is there or on its way. */
export async function ensureMethodRun(id: string): Promise<void> {
  if (useMethodRuns.getState().runs[id] || loading.has(id)) return
  await loadMethodRun(id)
}

async function loadMethodRun(id: string): Promise<void> {
  loading.add(id)
  try {
    const detail = await call('runs.get', { id })
    const result = detail.summary.state === 'done' ? await call('runs.result', { id }) : null
    const run = { summary: detail.summary, detail, progress: detail.progress, result }
    useMethodRuns.setState(({ runs, problems: { [id]: _solved, ...problems } }) => ({
      runs: { ...runs, [id]: run },
      problems,
    }))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    useMethodRuns.setState(({ problems }) => ({ problems: { ...problems, [id]: message } }))
  } finally {
    loading.delete(id)
  }
}

/** Takes what the host tells of a run; its end brings the result. */
function take(event: HostEvent): void {
  const { runs } = useMethodRuns.getState()
  if (event.type === 'host-status' && event.status === 'ready') {
    for (const id of Object.keys(runs)) void loadMethodRun(id)
  }
  if (event.type !== 'run-status') return
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
