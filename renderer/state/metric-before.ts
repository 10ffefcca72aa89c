import { REMOVED, type LiveRun } from './live-run'

/**
 * Raw metric of the circuit just before ACDC tested this edge: that of the last accepted cut, else of
 * the whole model. null while unknown.
 */
export function metricBefore(run: LiveRun, edge: number): number | null {
  for (let step = run.step[edge] - 1; step >= 0; step--) {
    const earlier = run.decidedEdges[step]
    if (run.state[earlier] === REMOVED && !Number.isNaN(run.metric[earlier])) return run.metric[earlier]
  }
  return run.summary.metricInitial
}
