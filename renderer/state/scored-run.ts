import { useMemo } from 'react'
import { rankEdges, type RankBy } from '../../engine/graph'
import { KEPT, REMOVED, type LiveRun } from './live-run'
import { useLiveRun } from './live-run-store'
import { hasEdgeScores, redSign } from './method-names'
import { useWorkbench } from './workbench'

/** Whether the run has a score for its edges, of which any number of the best can be shown as a circuit. */
export function isScored(run: LiveRun | null): boolean {
  return run !== null && hasEdgeScores(run.summary.method) && run.summary.state === 'done'
}

/**
 * [edge] score with the sign of the ramp: positive = the edge serves the clean behaviour. EAP's estimate, or the
 * exact effect; 0 where the run scored only some of the edges.
 */
export function rampScores(run: LiveRun): Float64Array {
  const { detail, summary, effect } = run
  const raw = detail.scores ?? effect
  const sign = redSign(detail.metricSense, summary.direction)
  return Float64Array.from(raw, (score) => (Number.isNaN(score) ? 0 : sign * score))
}

/**
 * The run as if the best `top` edges were its circuit. This is a selection by score, not ACDC: no edge was
 * tested in the absence of the others.
 */
export function withTopEdges(run: LiveRun, top: number, by: RankBy): LiveRun {
  const scores = rampScores(run)
  const kept = Math.min(top, run.graph.edgeCount)
  const state = new Uint8Array(run.graph.edgeCount).fill(REMOVED)
  for (const edge of rankEdges(scores, by, 1).subarray(0, kept)) state[edge] = KEPT
  return { ...run, detail: { ...run.detail, scores }, state, kept, decided: run.graph.edgeCount }
}

/** The run Discover draws: of a scored one, as many of its edges as the slider says. */
export function useDiscoverRun(): LiveRun | null {
  const run = useLiveRun((state) => state.run)
  const top = useWorkbench((state) => state.topEdges)
  const by = useWorkbench((state) => state.rankBy)
  return useMemo(() => (run && isScored(run) ? withTopEdges(run, top, by) : run), [run, top, by])
}
