import { layerSpec, type LayerSpec, type TransformerConfig } from '../model/transformer'
import type { Feeds, GraphBuilder, Value } from '../onnx'
import { rowBlockName } from './weight-feeds'

/** What the parts of a model's graph are made with: its weights, as inputs of the graph that is built. */
export class ModelParts {
  constructor(
    readonly builder: GraphBuilder,
    readonly config: TransformerConfig,
    private readonly weights: Feeds,
    /** pos: the length every prompt is padded to. */
    readonly length: number,
  ) {}

  /** The weights of a layer go by its index, and so does its spec. */
  layer(index: number): Layer {
    return { parts: this, spec: layerSpec(this.config, index), name: `layer${index}` }
  }

  weight(name: string): Value {
    const value = this.optional(name)
    if (!value) throw new Error(`the weights hold no ${name}`)
    return value
  }

  optional(name: string): Value | null {
    const tensor = this.weights[name]
    return tensor ? this.builder.weight(name, tensor) : null
  }

  /** The rows of a weight, in blocks where those are lent one by one. */
  rowBlocks(name: string): Value[] {
    const blocks: Value[] = []
    const isLent = this.weights[name].type === 'lent'
    for (;;) {
      const block = isLent ? this.optional(rowBlockName(name, blocks.length)) : null
      if (!block) return blocks.length === 0 ? [this.weight(name)] : blocks
      blocks.push(block)
    }
  }

  dimsOf(name: string): readonly number[] {
    return this.weights[name].dims
  }

  /** x @ weight + bias of these names. */
  project(x: Value, name: string): Value {
    const product = this.builder.matMul(x, this.weight(`${name}.weight`))
    const bias = this.optional(`${name}.bias`)
    return bias ? this.builder.add(product, bias, 'biased') : product
  }

  /** `value`, but NaN where what it was made of, which broadcasts to it, is not finite. */
  watch(value: Value, madeOf: Value): Value {
    if (!this.config.watched) return value
    const { builder } = this
    const nothing = builder.mul(madeOf, builder.constant([0], [1]), 'nothing')
    return builder.add(value, nothing, 'watched')
  }

  /** `value` times a constant; 1 adds no operator. */
  times(value: Value, factor: number, name = 'scaled'): Value {
    return factor === 1 ? value : this.builder.mul(value, this.builder.constant([factor], [1]), name)
  }

  /** cap * tanh(value / cap), or `value` itself without a cap. */
  softCapped(value: Value, cap: number | null): Value {
    if (cap === null) return value
    const inner = this.times(value, 1 / cap, 'overCap')
    const bent = this.builder.op({ type: 'Tanh', inputs: [inner] }, 'tanh')
    return this.watch(this.times(bent, cap, 'capped'), value)
  }
}

/** One layer in a graph. */
export interface Layer {
  parts: ModelParts
  spec: LayerSpec
  /** What the names of its weights begin with: `layer0`. */
  name: string
}

/** The model reduced to one of its layers, whose weights are fed under the names of layer 0 (see layerWeights). */
export function layerConfig(config: TransformerConfig, layer: number): TransformerConfig {
  const spec = layerSpec(config, layer)
  return { ...config, layerCount: 1, layers: [spec] }
}

/** The first layer with the same spec: graphs of single layers that are made for it serve this one too. */
export function layerKind(config: TransformerConfig, layer: number): number {
  const spec = JSON.stringify(layerSpec(config, layer))
  for (let first = 0; first < layer; first++)
    if (JSON.stringify(layerSpec(config, first)) === spec) return first
  return layer
}
