import { addBias, afterPostNorm, hasAttentionView } from '../../../experiment/attention-output'
import type { ComputationalGraph } from '../../../graph'
import type { TransformerConfig } from '../../../model/transformer'
import type { Feeds } from '../../../onnx'

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
