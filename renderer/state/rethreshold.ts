import { useMemo } from 'react'
import { create } from 'zustand'
import type { RankBy } from '../../engine/graph'
import type { LiveRun } from './live-run'
import { useRuns } from './run-store'
import { canRethreshold, chosenCount, isScored, type EdgeChoice } from './top-edges'
import { updateWorkbench, useWorkbench } from './workbench'

/** Another choice of edges than the run's own circuit; null: the circuit itself. Of one run, the one in Discover. */
interface Rethreshold {
  runId: string | null
  choice: EdgeChoice | null
}

const useChoice = create<Rethreshold>(() => ({ runId: null, choice: null }))

/** The choice by which a run with a circuit of its own is shown; null where that circuit is. */
export function useRethreshold(run: LiveRun | null): EdgeChoice | null {
  const { runId, choice } = useChoice()
  return useMemo(
    () => (choice && run?.summary.id === runId && canRethreshold(run) ? choice : null),
    [run, runId, choice],
  )
}

/** The choice that comes closest to the circuit of a run: by the threshold that made it, else as many edges. */
export function choiceLikeCircuit({ summary, kept }: Pick<LiveRun, 'summary' | 'kept'>): EdgeChoice {
  const by: RankBy = summary.absolute ? 'absolute' : 'signed'
  return { top: Math.max(1, kept), threshold: summary.threshold, by }
}

/** Shows a run by its scores: at first those closest to its circuit. */
export function beginRethreshold(): void {
  chooseEdges({})
}

/** Back to the circuit of the run. */
export function endRethreshold(): void {
  useChoice.setState({ choice: null })
}

/** Changes which edges are chosen by score: of a scored run, or of one that is shown by its scores. */
export function chooseEdges(change: Partial<EdgeChoice>): void {
  const { live: run } = useRuns.getState()
  if (!run) return
  if (isScored(run)) {
    const { topEdges, rankBy, scoreThreshold } = useWorkbench.getState()
    const next = { top: topEdges, by: rankBy, threshold: scoreThreshold, ...change }
    // Judge takes as many of the best edges as are shown.
    const top = next.threshold === null ? next.top : chosenCount(run, next)
    return updateWorkbench({ topEdges: top, rankBy: next.by, scoreThreshold: next.threshold })
  }
  if (!canRethreshold(run)) return
  const { runId, choice } = useChoice.getState()
  const before = (runId === run.summary.id ? choice : null) ?? choiceLikeCircuit(run)
  useChoice.setState({ runId: run.summary.id, choice: { ...before, ...change } })
}

/** The best so many edges. */
export function chooseTop(top: number): void {
  chooseEdges({ top: Math.max(1, Math.round(top)), threshold: null })
}

/** All edges whose score is at least this. */
export function chooseThreshold(threshold: number): void {
  if (Number.isFinite(threshold)) chooseEdges({ threshold })
}

/** Ranks by the size of the scores, or by what hurts most; as many edges as before. */
export function chooseRank(by: RankBy): void {
  const { live: run } = useRuns.getState()
  const { topEdges: top, rankBy, scoreThreshold: threshold } = useWorkbench.getState()
  if (run) chooseEdges({ by, top: chosenCount(run, { top, by: rankBy, threshold }), threshold: null })
}
