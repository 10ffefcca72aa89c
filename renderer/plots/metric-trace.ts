import { KEPT, type LiveRun } from '../state/live-run'

export interface MetricTrace {
  /** Steps decided, one point each, thinned out where there are many. */
  steps: number[]
  /** Raw metric of the circuit after that step; null before the first measurement. */
  metric: (number | null)[]
  /** Edges still in the circuit, undecided ones included. */
  edges: number[]
}

const MOST_POINTS = 1200

/** The metric and the size of the circuit as ACDC pruned it. */
export function metricTrace(run: LiveRun): MetricTrace {
  const every = Math.max(1, Math.ceil(run.decided / MOST_POINTS))
  const trace: MetricTrace = { steps: [0], metric: [run.summary.metricInitial], edges: [run.graph.edgeCount] }
  let current = run.summary.metricInitial
  let edges = run.graph.edgeCount
  for (let step = 0; step < run.decided; step++) {
    const edge = run.decidedEdges[step]
    const isCut = run.state[edge] !== KEPT
    if (isCut) edges--
    if (isCut && !Number.isNaN(run.metric[edge])) current = run.metric[edge]
    if ((step + 1) % every !== 0 && step !== run.decided - 1) continue
    trace.steps.push(step + 1)
    trace.metric.push(current)
    trace.edges.push(edges)
  }
  return trace
}
