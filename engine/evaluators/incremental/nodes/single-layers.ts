import type { TransformerConfig } from '../../../model/transformer'
import type { Feeds } from '../../../onnx'
import { layerConfig, layerKind, layerWeights, nodeWeights } from '../../../transformer'

/** The model reduced to one layer, whose graphs serve all layers with an equal spec. */
export interface SingleLayer {
  /** The first of these layers. */
  kind: number
  config: TransformerConfig
  /** Under the names of layer 0. */
  weights: Feeds
}

/** What graphs of single nodes are made of, and the weights that are fed to them: each looked up once. */
export class SingleLayers {
  /** By layer. */
  private readonly layers = new Map<number, SingleLayer>()
  /** By layer and heads. */
  private readonly nodes = new Map<string, Feeds>()

  constructor(
    private readonly config: TransformerConfig,
    private readonly weights: Feeds,
  ) {}

  of(layer: number): SingleLayer {
    const known = this.layers.get(layer)
    if (known) return known
    const kind = layerKind(this.config, layer)
    const weights = layerWeights(this.weights, kind)
    // Graphs are made from that layer's weights: another one's bias without a counterpart there would be lost.
    if (Object.keys(layerWeights(this.weights, layer)).join() !== Object.keys(weights).join())
      throw new Error(`layer ${layer} has other weights than layer ${kind}`)
    const found = { kind, config: layerConfig(this.config, layer), weights }
    this.layers.set(layer, found)
    return found
  }

  /** Weights of one head or more, or with any of them those of the layer's MLP. */
  nodeWeights(layer: number, first: number, count = 1): Feeds {
    const key = `${layer}.${first}.${count}`
    const known = this.nodes.get(key)
    if (known) return known
    const feeds = nodeWeights(this.weights, this.config, layer, { first, count })
    this.nodes.set(key, feeds)
    return feeds
  }
}
