import type { ReactNode } from 'react'
import type { Agreement, Passes, SiteScores } from '../../../contract'
import type { ComputationalGraph } from '../../../engine/graph'
import type { MethodRun } from '../../state/run-store'

/** What Confirm shows: exact effects of sites, beside the estimates of a screening. */
export interface Confirmed {
  exact: SiteScores
  /** null where no screening estimated the same sites. */
  agreement: Agreement | null
}

/** One edge that Trace draws. */
export interface TracedEdge {
  /** Row of the scores. */
  row: number
  edge: number
  /** The other end, where the form looks at one end; else both. */
  name: string
  score: number
}

/** What Trace shows: the effects of edges, of which the form looks at some. */
export interface Traced {
  /** Metric of the run that was patched. */
  baseMetric: number
  passes: Passes | null
  /** The edges that the form looks at, the largest |effect| first; none where the run traced something else. */
  edgesOf(graph: ComputationalGraph, traceMode: string): TracedEdge[]
  /** On all of them together. */
  facts?(run: MethodRun): ReactNode
  /** On the one that is pinned. */
  edgeFacts?(props: TracedEdgeProps): ReactNode
}

export interface TracedEdgeProps {
  graph: ComputationalGraph
  edge: TracedEdge
  run: MethodRun
  /** Called when the form was turned to other edges. */
  onTurned: () => void
}

/** What Judge shows: panels, and facts for the inspector. */
export interface Judged {
  panels(run: MethodRun): ReactNode
  facts?(run: MethodRun): ReactNode
}
