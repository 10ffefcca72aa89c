import type { RunSummary, StabilityDetail } from '../../contract'
import { keptClass, type KeptClass } from '../../engine/graph'
import { call } from './client'
import { useRunList } from './run-store'
import { useAnswer } from './use-answer'

/** How often each edge of a run's circuit was kept, measured over circuits of about its size; null where nobody measured it. */
export function useStability(summary: RunSummary | null, kept: number): StabilityDetail | null {
  const listed = useRunList()?.find(({ id }) => id === summary?.id)?.stability
  // It is asked again when something else is known.
  const key = summary && listed !== undefined ? `${summary.id} ${listed}` : null
  const { answer } = useAnswer(key, () => call('stability.get', { id: summary!.id }))
  return key === null ? null : nearest(answer ?? [], kept)
}

/** Scores are measured at several sizes. */
export function nearest(stabilities: readonly StabilityDetail[], kept: number): StabilityDetail | null {
  const distance = ({ sizes }: StabilityDetail) => Math.abs(sizes.mean - kept)
  return stabilities.toSorted((a, b) => distance(a) - distance(b))[0] ?? null
}

/** In how many of the circuits an edge is, and what that makes it. */
export function edgeStability(
  { kept, circuits }: StabilityDetail,
  edge: number,
): { count: number; className: KeptClass } {
  const at = kept.edges.indexOf(edge)
  const count = at < 0 ? 0 : kept.edgeCounts[at]
  return { count, className: keptClass(count, circuits) }
}
