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
  // Per position: heads' outputs and the receivers' gradients, slots, neurons, streams; per query the pattern.
  const position = 4 * heads * dModel + 6 * heads * dHead + 6 * (dMlp ?? 0) + 8 * dModel + 3 * heads * length
  return Math.max(1, Math.floor(maxBytes / (4 * layers * length * position)))
}
