import type { ReactNode } from 'react'
import type { Agreement, Passes, SiteScores } from '../../../contract'
import type { ComputationalGraph } from '../../../engine/graph'
import type { MethodRun } from '../../state/run-store'

/** What Confirm shows: exact effects of sites, beside the estimates of a screening. */
export interface Confirmed {
  exact: SiteScores
  /** Of those that a screening estimated too; null where none did. */
  agreement: Agreement | null
}

/** One edge that Trace draws. */
export interface TracedEdge {
  /** Row of the scores. */
  row: number
  edge: number
  /** The other end, where all edges share one end; else the whole edge. */
  name: string
  score: number
}

/** What Trace shows: the effects of edges, some of which the form asks for. */
export interface Traced {
  /** Metric of the run that was patched. */
  baseMetric: number
  passes: Passes | null
  /** The edges that the form asks for, the largest |effect| first; none where the run traced something else. */
  edgesOf(graph: ComputationalGraph, traceMode: string): TracedEdge[]
  /** Facts on all of them together. */
  facts?(run: MethodRun): ReactNode
  /** Facts on the pinned one. */
  edgeFacts?(props: TracedEdgeProps): ReactNode
}

export interface TracedEdgeProps {
  graph: ComputationalGraph
  edge: TracedEdge
  run: MethodRun
  /** Called when the form asks for other edges. */
  onEdgesChange: () => void
}

/** What Judge shows: panels, and facts for the inspector. */
export interface Judged {
  panels(run: MethodRun): ReactNode
  facts?(run: MethodRun): ReactNode
}
