import type { MetricName } from '../metric'
import type { Direction, Ablation } from '../vocabulary'
import type { WrittenToken } from './head'

/** What an edge does on each prompt, exact, of this edge alone: it carries what the donor run or the ablation says. */
export interface EdgeEffects {
  edge: string
  metric: MetricName
  direction: Direction
  ablation: Ablation
  /** [prompt] the metric of the base run, and with the edge patched */
  base: Float64Array
  patched: Float64Array
}

/** What an edge carries on one prompt, and what it does there. Effects are exact, of this edge alone. */
export interface EdgeOnPrompt {
  edge: string
  prompt: number
  metric: MetricName
  direction: Direction
  ablation: Ablation
  /** The metric of the base run, and with the edge patched. */
  base: number
  patched: number
  /** Patched at one position alone: [pos] the metric less that of the base run; 0 where nothing changes. */
  byPosition: Float64Array
  /** The sender's output, read as tokens at each position, and its change from the corrupt to the clean run: empty where it is the same. */
  carries: { clean: WrittenToken[]; corrupt: WrittenToken[]; change: WrittenToken[] }[]
  /** Into q, k or v: the receiver's pattern [pos, pos] in the base run, and with this edge alone patched. */
  pattern: { before: Float32Array; after: Float32Array } | null
  notes: string[]
}
