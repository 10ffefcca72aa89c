import type { GraphShape, KeptClass, PairsAlike } from '../../engine/graph'
import type { MetricName } from '../metric'
import type { MethodName } from '../methods'
import type { SweepAxisName, SweepValues } from '../sweep/axes'
import type { SweepAxis } from '../sweep/spec'

/** How alike the circuits of one question are, which a sweep asked again and again with other prompts, thresholds or seeds. */
export interface Stability {
  sweep: { id: string; number: number; name: string }
  /** ms since 1970 */
  measuredAt: number
  patchbayVersion: string
  modelName: string
  modelHash: string | null
  promptsName: string
  promptCount: number
  method: MethodName
  metric: MetricName
  /** Of the axes of the sweep, what all circuits have in common: their model, method, size and so on. */
  fixed: SweepValues
  /** What differs between them, with the values that were taken. */
  axes: SweepAxis[]
  /** How many circuits it was measured over, and how many runs of the sweep have none. */
  circuits: number
  missing: number
  /** Of the graph that their edges are of. */
  shape: GraphShape
  edgesTotal: number
  nodesTotal: number
  /** Edges of the circuits. */
  sizes: { least: number; mean: number; most: number }
  /** How many edges and nodes of the graph are core, contingent, noise and in none. */
  edges: Record<KeptClass, number>
  nodes: Record<KeptClass, number>
  /** null of a single circuit. */
  all: PairsAlike | null
  /** Over pairs that differ by one axis alone. */
  byAxis: (PairsAlike & { axis: SweepAxisName })[]
}

/** How often what is in at least one circuit is in them. */
export interface KeptCounts {
  /** Edges, ascending, and in how many circuits each is. */
  edges: number[]
  edgeCounts: number[]
  nodes: Record<string, number>
}

/** With how often each edge and node is kept. */
export interface StabilityDetail extends Stability {
  kept: KeptCounts
}

/** What was measured of the circuit of a run, newest sweep only: one for each size of scored edges. */
export interface RunStability {
  runId: string
  stabilities: Stability[]
}
