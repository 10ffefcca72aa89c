import { judgedRunId, nearestStability, stabilityNote } from '../../contract'
import type { RunDetail, RunSummary, StabilityDetail } from '../../contract'
import { call } from './client'
import type { LiveRun } from './live-run'
import { useRunList } from './run-store'
import { useAnswer } from './use-answer'

/** How stable the circuit of a run is, or that nobody measured it; null of runs that are about none. */
export function useStabilityNote(run: RunSummary | null): string | null {
  // What was measured after the run was opened is in the list.
  const listed = useRunList()?.find(({ id }) => id === run?.id)
  return run && stabilityNote({ method: run.method, stability: listed?.stability ?? run.stability })
}

/** How often each edge of a run's circuit was kept, measured over circuits of about its size; null where nobody measured it. */
export function useStability(summary: RunSummary | null, kept: number): StabilityDetail | null {
  const { stabilities } = useStabilities(summary?.id ?? null)
  return nearestStability(stabilities, kept)
}

/** The run with what was measured of its circuit after it was opened: what files of it say. */
export function useWithStability(run: LiveRun): LiveRun {
  const { stabilities, text } = useStabilities(circuitRunId(run.detail))
  if (stabilities.length === 0) return run
  const stability = { stability: text ?? run.summary.stability }
  return {
    ...run,
    summary: { ...run.summary, ...stability },
    detail: { ...run.detail, stability: [...stabilities] },
  }
}

const NONE: readonly StabilityDetail[] = []

/** How stable the circuit of a run is that was opened before, as far as it is known now. */
export function useKnownStability(detail: RunDetail): string | undefined {
  const of = circuitRunId(detail)
  return useRunList()?.find(({ id }) => id === of)?.stability ?? detail.summary.stability
}

/** The run that found the circuit that a run is about. */
function circuitRunId({ config, summary }: RunDetail): string {
  return judgedRunId(config) ?? summary.id
}

function useStabilities(runId: string | null) {
  const text = useRunList()?.find(({ id }) => id === runId)?.stability
  // It is asked again when something else is known.
  const key = runId !== null && text !== undefined ? `${runId} ${text}` : null
  const { answer } = useAnswer(key, () => call('stability.get', { id: runId! }))
  return { stabilities: (key !== null && answer) || NONE, text }
}
