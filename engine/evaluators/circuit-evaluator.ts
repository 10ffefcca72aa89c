/**
 * What ACDC needs from whatever measures circuits. It holds the current circuit (at first every edge);
 * edges outside it carry the corrupt run's value of their sender. All metrics are raw means.
 */
export interface CircuitEvaluator {
  /** The current circuit's metric. */
  currentMetric(): Promise<number>
  /** The current circuit's logits [prompt, vocab] at the answer positions. */
  currentLogits(): Promise<Float32Array>
  /**
   * How many nested cuts, beginning with this edge, are worth one measurement; at least 1. `keepRate`: the
   * share of edges that were kept of late.
   */
  batchSize(edge: number, keepRate: number): number
  /**
   * All edges lead into one receiver: metrics of the current circuit without edges[0], without edges[0..1], ..., without
   * all of them. null: the last of these cuts changes nothing, so the metric is exactly that before it, whatever
   * rounding would make of measuring it again. The current circuit stays as it is.
   */
  nestedCuts(edges: readonly number[]): Promise<(number | null)[]>
  /** Makes the cuts of a journal, at the beginning; yields how many are made after each part of them. */
  replay(edges: readonly number[]): AsyncGenerator<number>
  /** Takes edges out of the current circuit for good. Quickest for the first ones of the last nestedCuts. */
  commit(edges: readonly number[]): Promise<void>
  /**
   * For each edge: metric of the clean run when only that edge carries the corrupt value (path patching); null where
   * that changes nothing.
   */
  singleEdgeMetrics(edges: readonly number[]): Promise<(number | null)[]>
  /**
   * Edges into later layers than this edge's receiver are decided, and their effects measured: what only they need may be
   * given back.
   */
  dropDecided?(edge: number): Promise<void>
  release(): Promise<void>
}
