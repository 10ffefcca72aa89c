import type { ComputationalGraph } from '../../engine/graph'
import { maskedForward } from '../masked-forward'
import { peakBytes, stopwatch, type Timing } from '../process-stats'
import { experimentOf, loadWorkload, type WorkloadSize } from '../workload'
import { edgePatching } from '../../engine/methods/edges/edge-patching'
import { graphOf } from '../../engine/experiment/experiment'

export interface ExactJob extends WorkloadSize {
  /** Patch only one of so many of every receiver's edges; the whole is estimated from them. */
  oneOf: number
}

export interface ExactResult {
  edges: number
  measured: number
  /** Of all edges, estimated from those that were measured. */
  whole: Timing
  /** What the plain evaluator pays for one edge, in the same process. */
  maskedForward: Timing
  peakBytes: number | null
}

/** Receivers cost differently, by how much is downstream of them, so some edges of each are measured. */
export async function exactJob({ oneOf, ...size }: ExactJob): Promise<ExactResult> {
  const workload = await loadWorkload(size)
  const experiment = experimentOf(workload)
  const graph = graphOf(experiment.config)
  const edges = graph.receivers.flatMap((_, receiver) => someEdges(graph, receiver, oneOf))
  let stop: (() => Timing) | null = null
  const options = { direction: 'noising', metric: 'logit_diff', edges } as const
  for await (const event of edgePatching(experiment, options)) {
    if (event.type === 'stage' && event.stage === 'patching edges') stop = stopwatch()
  }
  const { wallMs, cpuMs } = stop!()
  const peak = peakBytes()
  const measured = edges.length
  const factor = graph.edgeCount / measured
  return {
    edges: graph.edgeCount,
    measured,
    whole: { wallMs: wallMs * factor, cpuMs: cpuMs * factor },
    maskedForward: await maskedForward(workload, 'logit_diff'),
    peakBytes: peak,
  }
}

/** In proportion to the receiver's edges. */
function someEdges(graph: ComputationalGraph, receiver: number, oneOf: number): number[] {
  const { firstEdge, senderCount } = graph.receivers[receiver]
  const count = Math.max(1, Math.round(senderCount / oneOf))
  return Array.from({ length: count }, (_, i) => firstEdge + Math.floor((i * senderCount) / count))
}
