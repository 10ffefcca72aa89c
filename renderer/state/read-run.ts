import type { RunSummary } from '../../contract'
import { call } from './client'
import { isLive } from './run-states'
import { dropRun, methodRun, putProblem, putRead, readRuns } from './run-store'
import { flushEvents } from './shown-run'

/** Reading runs with their results, for the views of their methods. */

/** Runs being read; each is read once at a time, however many ask for it. */
const loading = new Map<string, Promise<void>>()
/** Runs that ended while they were being read: what was read may be older. */
const outdated = new Set<string>()
/** Runs that were deleted while they were being read. */
const forgotten = new Set<string>()

/** Reads a run with its result, unless that was done before. */
export async function ensureMethodRun(id: string): Promise<void> {
  if (!methodRun(id)) await loadMethodRun(id)
}

function loadMethodRun(id: string): Promise<void> {
  const reading = loading.get(id) ?? readMethodRun(id).finally(() => loading.delete(id))
  loading.set(id, reading)
  return reading
}

async function readMethodRun(id: string): Promise<void> {
  forgotten.delete(id)
  try {
    for (;;) {
      outdated.delete(id)
      const detail = await call('runs.get', { id })
      const result = detail.summary.state === 'done' ? await call('runs.result', { id }) : null
      if (forgotten.has(id)) return
      flushEvents()
      if (!outdated.has(id)) return putRead(detail, result)
    }
  } catch (error) {
    putProblem(id, error)
  }
}

/** Drops a deleted run, even while it is being read. */
export function forgetMethodRun(id: string): void {
  if (loading.has(id)) forgotten.add(id)
  dropRun(id)
}

/** The host is back: what was read before may have changed. */
export function rereadRuns(): void {
  for (const { summary } of readRuns()) void loadMethodRun(summary.id)
}

/** The end of a run brings its result. */
export function readWhenDone({ id, state }: RunSummary): void {
  if (loading.has(id) && !isLive(state)) outdated.add(id)
  const run = methodRun(id)
  if (run && state === 'done' && !run.result) void loadMethodRun(id)
}
