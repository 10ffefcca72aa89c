import { useMemo } from 'react'
import { rankEdges, type RankBy } from '../../engine/graph'
import { KEPT, REMOVED, type LiveRun } from './live-run'
import { useRuns } from './run-store'
import { colourSign } from './edge-values'
import { isOfScores } from './finds'
import { useWorkbench } from './workbench'

/** Whether the run has a score for its edges, of which any number of the best can be shown as a circuit. */
export function isScored(run: LiveRun | null): boolean {
  return run !== null && run.summary.state === 'done' && isOfScores(run.summary)
}

/** Whether it is known which sign of the scores means that an edge matters: only then can they be ranked with their sign. */
export function hasKnownSign({ summary }: Pick<LiveRun, 'summary'>): boolean {
  return summary.importedScores === null || summary.importedScores.meaning !== null
}

/** [edge] EAP's estimate, the exact effect, or the score of a file; NaN where the run scored only some of the edges. */
export function rawScores({ detail, effect }: Pick<LiveRun, 'detail' | 'effect'>): Float64Array {
  return detail.scores ?? effect
}

/**
 * The run as if the best `top` edges were its circuit. This is a selection by score, not ACDC: no edge was
 * tested in the absence of the others.
 */
export function withTopEdges(run: LiveRun, top: number, by: RankBy): LiveRun {
  const scores = rawScores(run)
  const kept = Math.min(top, scores.filter((score) => !Number.isNaN(score)).length)
  const state = new Uint8Array(run.graph.edgeCount).fill(REMOVED)
  const sign = colourSign(run)
  const order = rankEdges(
    scores.map((score) => sign * score),
    hasKnownSign(run) ? by : 'absolute',
  )
  for (const edge of order.subarray(0, kept)) state[edge] = KEPT
  return { ...run, detail: { ...run.detail, scores }, state, kept, decided: run.graph.edgeCount }
}

/** The run that Discover draws; a scored run with as many of its best edges as the slider is set to. */
export function useDiscoverRun(): LiveRun | null {
  const run = useRuns((state) => state.live)
  const top = useWorkbench((state) => state.topEdges)
  const by = useWorkbench((state) => state.rankBy)
  return useMemo(() => (run && isScored(run) ? withTopEdges(run, top, by) : run), [run, top, by])
}
