import type { TransformerConfig } from '../../model/transformer'
import { floatTensor, Sessions, type Feeds, type FloatTensor } from '../../onnx'
import { chosenLayerGraph, isOfHeads, mlpGraph, withoutHeadsGraph, type Where } from '../../transformer'
import { SingleLayers } from '../incremental/nodes/single-layers'
import { PickedHeads } from './picked-heads'

/** Some of a layer's heads, and the rows at which they are read. */
export interface LayerHeads {
  layer: number
  where: Where
  heads: readonly number[]
}

/** Runs whole layers, whose sessions keep their memory: there are few of them, and what they compute is large. */
export class LayerRunner {
  private readonly sessions: Sessions
  private readonly layers: SingleLayers
  /** What is fed of some heads, until the next call. */
  readonly picked = new PickedHeads()

  constructor(
    private readonly config: TransformerConfig,
    weights: Feeds,
    private readonly length: number,
    threads: number,
  ) {
    this.sessions = new Sessions({ threads, keepMemory: true })
    this.layers = new SingleLayers(config, weights)
  }

  /** See chosenLayerGraph; its outputs are written `into` that memory. */
  async chosen(
    { layer, where, heads }: LayerHeads,
    feeds: Feeds,
    into: Record<string, FloatTensor>,
  ): Promise<void> {
    const { config, weights, kind } = this.layers.of(layer)
    const session = await this.sessions.get(`chosen.${kind}.${where}`, () =>
      chosenLayerGraph(config, weights, this.length, where),
    )
    const own = { ...this.weightsOf(layer) }
    for (const [name, tensor] of Object.entries(own))
      if (isOfHeads(config, name, tensor.dims)) own[name] = this.picked.ofTensor(name, tensor, heads)
    await session.run({ ...own, ...feeds }, into)
  }

  /** See withoutHeadsGraph; its output is written `into` that memory. */
  async withoutHeads(
    { layer, where }: Omit<LayerHeads, 'heads'>,
    feeds: Feeds,
    into: Record<string, FloatTensor>,
  ): Promise<void> {
    const { config, weights, kind } = this.layers.of(layer)
    const session = await this.sessions.get(`without.${kind}.${where}`, () =>
      withoutHeadsGraph(config, weights, this.length, where),
    )
    await session.run({ ...this.weightsOf(layer), ...feeds }, into)
  }

  /** What the MLP writes, row by row: [rows, dModel] of the stream before its norm -> `into` [rows, dModel]. */
  async mlp(layer: number, x: Float32Array, into: Float32Array): Promise<void> {
    const { config, weights, kind } = this.layers.of(layer)
    const session = await this.sessions.get(`mlp.${kind}`, () =>
      mlpGraph(config, weights, { where: 'answer', terms: 1, output: 'out' }),
    )
    const tensor = (data: Float32Array) =>
      floatTensor(data, [1, 1, data.length / config.dModel, config.dModel])
    await session.run({ ...this.weightsOf(layer), 'x.0': tensor(x) }, { out: tensor(into) })
  }

  release(): Promise<void> {
    return this.sessions.release()
  }

  private weightsOf(layer: number): Feeds {
    return this.layers.nodeWeights(layer, 0, this.config.heads)
  }
}
