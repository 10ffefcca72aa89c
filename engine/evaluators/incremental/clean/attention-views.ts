import { addBias, afterPostNorm } from '../../../experiment/attention-output'
import type { ComputationalGraph } from '../../../graph'
import { layerSpec, type TransformerConfig } from '../../../model/transformer'
import type { Feeds } from '../../../onnx'

/**
 * Where the output of a layer's attention passes a norm (Gemma 2, OLMo-2), a head's value is taken before it, and each
 * receiver sees of the layer the norm of (sum over its heads of kept or cut values + b_O): a view. It depends on which of
 * the layer's heads are cut from that receiver.
 */
export function hasAttentionView(config: TransformerConfig, layer: number): boolean {
  return config.norm.kind !== 'none' && layerSpec(config, layer).norms.afterAttention
}

/** One run's views, in float64; each layer's is computed once. */
export class AttentionViews {
  private readonly known = new Map<number, Float64Array>()

  constructor(
    private readonly graph: ComputationalGraph,
    private readonly config: TransformerConfig,
    private readonly weights: Feeds,
    /** [batch*pos, dModel] */
    private readonly valuesOf: (sender: number) => Float32Array,
  ) {}

  /** The layer of a head that is seen through a view; null for the other senders. */
  layerOf(sender: number): number | null {
    const { kind, layer } = this.graph.senders[sender]
    return kind === 'head' && hasAttentionView(this.config, layer) ? layer : null
  }

  /** The sum of a layer's heads and b_O: [batch*pos, dModel]. */
  attention(layer: number): Float64Array {
    const senders = this.graph.senders.flatMap(({ kind, layer: at }, sender) =>
      kind === 'head' && at === layer ? [sender] : [],
    )
    const sum = new Float64Array(this.valuesOf(senders[0]).length)
    for (const sender of senders) addTo(sum, this.valuesOf(sender))
    addBias(sum, this.config, this.weights, layer)
    return sum
  }

  /** What every receiver sees of a layer where nothing is cut: [batch*pos, dModel]. */
  view(layer: number): Float64Array {
    const known = this.known.get(layer)
    if (known) return known
    const view = this.normed(layer, this.attention(layer))
    this.known.set(layer, view)
    return view
  }

  /** The norm after a layer's attention: rows [rows, dModel] -> [rows, dModel]. */
  normed(layer: number, rows: Float64Array): Float64Array {
    return afterPostNorm(rows, this.config, this.weights, layer)
  }
}

export function addTo(sum: Float64Array, values: ArrayLike<number>): void {
  for (let i = 0; i < sum.length; i++) sum[i] += values[i]
}
