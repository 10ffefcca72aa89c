/** Why an edge was kept or cut. The array index is the code in `DecisionColumns.reason`. */
export const DECISION_REASONS = [
  'below-threshold',
  'at-or-above-threshold',
  'receiver-has-no-kept-output',
] as const
export type DecisionReason = (typeof DECISION_REASONS)[number]

/** Decisions in test order, as columns (a batch, or all of a run). */
export interface DecisionColumns {
  /** Step number of the first row, counted from 0. */
  firstStep: number
  /** [n] edge indices (`engine/graph` order) */
  edge: Int32Array
  /** [n] raw metric with the edge cut; NaN where no run was needed */
  metric: Float64Array
  /** [n] change in minimised form (positive = removal hurts); NaN where no run was needed */
  delta: Float64Array
  /** [n] 1 kept, 0 cut */
  kept: Uint8Array
  /** [n] index into DECISION_REASONS */
  reason: Uint8Array
}

/**
 * Path-patching effect of single edges: metric of the clean run when only that edge carries the
 * corrupt value, minus the clean metric (raw, noising).
 */
export interface EffectColumns {
  edge: Int32Array
  effect: Float64Array
}
