import type { Ablation, Direction, MetricName } from '../../../contract'
import type { PatchedMetric } from '../../experiment/patched-metric'

/** Which effect of an edge is meant. */
export interface EdgeQuestion {
  metric: MetricName
  direction: Direction
  ablation?: Ablation
}

/** An edge measured. */
export interface MeasuredEdge {
  type: 'measured'
  edge: number
  found: PatchedMetric
}
