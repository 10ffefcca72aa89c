import type { TransformerConfig } from '../model/transformer'
import {
  Backward,
  GraphBuilder,
  inferShapes,
  type Feeds,
  type Graph,
  type GradientRules,
  type Shapes,
  type Value,
} from '../onnx'
import { Blocks } from './blocks'
import { tappedStream, type Inlet, type Site } from './sites'

export interface GradientOptions {
  length: number
  /** Prompts in one run: backward graphs know all their shapes. */
  batch: number
  /** Where the forward pass begins: at token ids, or at the fed value of the sender `input` (`stream`). */
  start: 'tokens' | 'stream'
  /** Other coefficients than gradients. */
  rules?: GradientRules
  /** Scales the gradient that flows on from a site. */
  scale?: (site: Site | Inlet, layer: number, gradient: Value, builder: GraphBuilder) => Value
}

/** The forward graph under construction and the values tapped on its way. */
export class TappedGraph {
  readonly builder = new GraphBuilder('kept')
  readonly blocks: Blocks
  readonly values = new Map<string, Value>()
  readonly logits: Value
  readonly senders: Value[]
  readonly shapes: Shapes

  constructor(
    readonly config: TransformerConfig,
    private readonly weights: Feeds,
    private readonly options: GradientOptions,
    /** Whether a value gets a name of its own, so that its gradient is not that of others that are equal. */
    isNamed: (site: Site | Inlet) => boolean,
  ) {
    const { builder } = this
    this.blocks = new Blocks(builder, config, weights, options.length)
    const rows = options.batch * options.length
    const start =
      options.start === 'tokens' ? this.blocks.embed() : builder.input('stream', [1, 1, rows, config.dModel])
    this.senders = [start]
    const last = tappedStream(this.blocks, start, 0, (site, layer, value) => {
      const seen = isNamed(site) ? builder.identity(value, site) : value
      this.values.set(`${site}.${layer}`, seen)
      if (site === 'heads' || site === 'mlp') this.senders.push(seen)
      return seen
    })
    const columns = this.weights.unembed.dims[0]
    this.logits = builder.identity(this.blocks.unembed(this.blocks.atAnswers(last)), 'logits')
    builder.output(this.logits, ['batch', columns])
    this.shapes = inferShapes(builder.finish(), { batch: options.batch })
  }

  value(site: Site | Inlet, layer: number): Value {
    return this.values.get(`${site}.${layer}`)!
  }

  /** Differentiates the logits; `at` and `apart` as in Backward. */
  backward(at: Value[], apart: Value[] = []): Backward {
    const { shapes, logits: of } = this
    const { rules, scale } = this.options
    const sites = new Map([...this.values].map(([name, value]) => [value.name, name]))
    const through = scale
      ? (value: Value, gradient: Value, builder: GraphBuilder) => {
          const [site, layer] = sites.get(value.name)?.split('.') ?? []
          return site ? scale(site as Site | Inlet, Number(layer), gradient, builder) : gradient
        }
      : undefined
    return new Backward(this.builder.finish(), { shapes, of, at, apart, rules, through })
  }

  /** The forward graph with these values as outputs, each once. */
  withOutputs(values: Iterable<Value>): Graph {
    const graph = this.builder.finish()
    const inputs = new Set(graph.inputs.map((input) => input.value.name))
    const names = new Set<string>()
    for (const value of values) {
      if (names.has(value.name) || inputs.has(value.name)) continue
      names.add(value.name)
      this.builder.output(value, [...(this.shapes.get(value.name) ?? ['senders', 'cells'])])
    }
    return this.builder.finish()
  }

  /** `senders` [sender, batch*pos*dModel] as an output's value. */
  joinedSenders(): Value {
    const all = this.builder.concat(this.senders, 1, 'allSenders')
    const rows = this.options.batch * this.options.length
    return this.builder.reshape(all, [-1, rows * this.config.dModel], 'senders')
  }
}
