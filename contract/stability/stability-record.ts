import { edgeName, type ComputationalGraph } from '../../engine/graph'
import type { KeptCounts, StabilityDetail } from './stability'

/** As files of a run have it: what was measured under which conditions, for each size of scored edges; or the words. */
export function stabilityRecord(
  stabilities: readonly StabilityDetail[] | undefined,
  graph: ComputationalGraph,
): Record<string, unknown>[] | 'not measured' {
  return stabilities?.length ? stabilities.map((one) => recordOf(one, graph)) : 'not measured'
}

function recordOf(
  { sweep, measuredAt, all, byAxis, fixed, axes, kept, ...one }: StabilityDetail,
  graph: ComputationalGraph,
) {
  return {
    measured_at: new Date(measuredAt).toISOString(),
    sweep: { id: sweep.id, number: sweep.number, name: sweep.name },
    ...{ patchbay: one.patchbayVersion, model: one.modelName, model_hash: one.modelHash },
    ...{ prompts: one.promptsName, prompt_count: one.promptCount, method: one.method, metric: one.metric },
    ...{ fixed, axes, circuits: one.circuits, circuits_missing: one.missing, sizes: one.sizes },
    ...{ edges: one.edges, nodes: one.nodes, jaccard: all, jaccard_by_axis: byAxis },
    kept_in: namedCounts(graph, kept),
  }
}

/** In how many of the circuits each edge and node is, by name. */
export function namedCounts(graph: ComputationalGraph, { edges, edgeCounts, nodes }: KeptCounts) {
  return {
    edges: Object.fromEntries(edges.map((edge, at) => [edgeName(graph, edge), edgeCounts[at]])),
    nodes,
  }
}
