import type { TransformerConfig } from '../model/transformer'
import { hasAttentionView } from './attention-output'

/** How many prompts a forward pass takes at once whose values, kept for its backward pass, stay below this; at least 1. */
export function promptsPerGradient(config: TransformerConfig, length: number, maxBytes: number): number {
  return Math.max(1, Math.floor(maxBytes / gradientBytes(config, length)))
}

/** What such a pass keeps of one prompt. */
export function gradientBytes(config: TransformerConfig, length: number): number {
  const { layerCount: layers, heads, dModel, dHead, dMlp, mlp } = config
  // Per position. Of every layer: the changes of what heads write, and what is seen of them through a norm; slots, neurons, streams, and per query the pattern. At
  // work at one time: gradients at the heads' inputs, fewer than 4 of them, and the rest of a layer, of two runs at
  // most. Rows that cannot change are counted too.
  const views = Array.from({ length: layers }, (_, layer) => hasAttentionView(config, layer)).filter(Boolean)
  const changes = (layers + views.length + 4) * heads * dModel
  const neurons = (mlp.kind === 'gated' ? 8 : 6) * (dMlp ?? 0)
  const layer = 8 * heads * dHead + neurons + 8 * dModel + 3 * heads * length
  return 4 * length * (changes + (layers + 2) * layer)
}
