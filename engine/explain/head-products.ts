import { layerSpec, type TransformerConfig } from '../model/transformer'
import { floatTensor, GraphBuilder, Session, type Feeds, type Graph } from '../onnx'
import type { Experiment } from '../experiment/experiment'

/** Products of directions of the stream with every head's W_O, of all layers in one session. */
export class HeadProducts {
  private constructor(
    private readonly experiment: Experiment,
    private readonly session: Session,
  ) {}

  static async open(experiment: Experiment): Promise<HeadProducts> {
    const { config, weights, threads } = experiment
    return new HeadProducts(experiment, await Session.create(productGraph(config, weights), { threads }))
  }

  /**
   * Of directions [layer][row][dModel] with W_O times the multiplier of the residual: [layer] of [head * dHead, row], so
   * that z . column is what a head writes in a direction.
   */
  async of(directions: readonly (readonly Float64Array[])[]): Promise<Float32Array[]> {
    const { config, weights } = this.experiment
    const fed: Feeds = { ...weights }
    directions.forEach((rows, layer) => {
      const { residualMultiplier } = layerSpec(config, layer)
      const data = new Float32Array(rows.length * config.dModel)
      rows.forEach((direction, row) => {
        const first = row * config.dModel
        for (let i = 0; i < direction.length; i++) data[first + i] = direction[i] * residualMultiplier
      })
      fed[inputName(layer)] = floatTensor(data, [rows.length, config.dModel])
    })
    const found = await this.session.run(fed)
    return directions.map((_, layer) => found[outputName(layer)].data)
  }

  release(): Promise<void> {
    return this.session.release()
  }
}

const inputName = (layer: number) => `directions.${layer}`
const outputName = (layer: number) => `products.${layer}`

function productGraph({ layerCount, heads, dHead, dModel }: TransformerConfig, weights: Feeds): Graph {
  const builder = new GraphBuilder('head products')
  for (let layer = 0; layer < layerCount; layer++) {
    const name = `layer${layer}.o.joined`
    const rows = builder.input(inputName(layer), ['rows', dModel])
    const columns = builder.transpose(rows, [1, 0], 'columns')
    const products = builder.matMul(builder.weight(name, weights[name]), columns, outputName(layer))
    builder.output(products, [heads * dHead, 'rows'])
  }
  return builder.finish()
}
