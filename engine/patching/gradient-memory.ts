import type { TransformerConfig } from '../model/transformer'

/** What a forward pass keeps for its backward pass stays below this. */
const MAX_KEPT_BYTES = 1024 * 2 ** 20

/** How many prompts a forward pass with a backward pass takes at once; at least 1. */
export function promptsPerGradient(
  config: TransformerConfig,
  length: number,
  maxBytes = MAX_KEPT_BYTES,
): number {
  const { layers, heads, dModel, dHead, dMlp } = config
  // Per position: the changes of what heads write, slots, neurons, streams; per query the pattern. Gradients at the
  // heads' inputs are there for one layer at a time, and fewer than 4 of them. Rows that cannot change are counted too.
  const changes = (1 + 4 / layers) * heads * dModel
  const position = changes + 8 * heads * dHead + 6 * (dMlp ?? 0) + 8 * dModel + 3 * heads * length
  return Math.max(1, Math.floor(maxBytes / (4 * layers * length * position)))
}
