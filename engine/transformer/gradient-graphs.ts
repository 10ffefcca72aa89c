import type { TransformerConfig } from '../model/transformer'
import {
  Backward,
  GraphBuilder,
  inferShapes,
  normInputGradient,
  type Feeds,
  type Graph,
  type GradientRules,
  type Shapes,
  type Value,
} from '../onnx'
import { Blocks } from './blocks'
import { groupName } from './receiver-groups'
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

/** Names of outputs. */
export const siteName = (site: Site, layer: number) => `${site}.${layer}`

/**
 * A forward pass that keeps what its backward pass needs, and that backward pass. Run `forward`; feed all it
 * gives, with the weights and `seed` [batch, columns] (d metric / d logits), to `backward`.
 */
export interface GradientGraphs {
  forward: Graph
  backward: Graph
  /** Output of `forward` that holds a site's values, by siteName. */
  values: Map<string, string>
}

/** The forward graph under construction and the values tapped on its way. */
class Tapped {
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
    const columns = this.weights.unembed.dims[1]
    this.logits = builder.reshape(this.blocks.unembed(this.blocks.atAnswers(last)), [-1, columns], 'logits')
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

/**
 * Gradients at activations: outputs of `backward` are `gradient.SITE.LAYER`, of the shapes of sites.ts with one
 * copy. The gradient at `heads` is the one at `attn`, the same for every head, and has no output of its own.
 */
export function siteGradientGraphs(
  config: TransformerConfig,
  weights: Feeds,
  options: GradientOptions,
  sites: readonly Site[],
): GradientGraphs {
  const tapped = new Tapped(config, weights, options, () => false)
  const layers = Array.from({ length: config.layers }, (_, layer) => layer)
  const present = sites.filter((site) => hasSite(config, site))
  const wanted = present.flatMap((site) =>
    layers.map((layer) => ({ site, layer, value: tapped.value(site, layer) })),
  )
  const differentiated = wanted.filter(({ site }) => site !== 'heads')
  const backward = tapped.backward(differentiated.map(({ value }) => value))
  for (const { site, layer, value } of differentiated) {
    const shape = [...backward.shape(value)]
    const name = `gradient.${siteName(site, layer)}`
    backward.builder.output(backward.builder.reshape(backward.gradient(value), shape, name), shape)
  }
  const forward = tapped.withOutputs([...wanted.map(({ value }) => value), ...backward.saved.values()])
  const values = new Map(wanted.map(({ site, layer, value }) => [siteName(site, layer), value.name]))
  return { forward, backward: backward.builder.finish(), values }
}

/** A forward pass from token ids that gives `logits` and, under the names in `values`, the activations at `sites`. */
export function captureGraph(
  config: TransformerConfig,
  weights: Feeds,
  size: { length: number; batch: number },
  sites: readonly Site[],
): { graph: Graph; values: Map<string, string> } {
  const tapped = new Tapped(config, weights, { ...size, start: 'tokens' }, () => false)
  const values = new Map<string, string>()
  const wanted: Value[] = []
  for (const site of sites.filter((one) => hasSite(config, one))) {
    for (let layer = 0; layer < config.layers; layer++) {
      const value = tapped.value(site, layer)
      values.set(siteName(site, layer), value.name)
      wanted.push(value)
    }
  }
  return { graph: tapped.withOutputs(wanted), values }
}

export function hasSite(config: TransformerConfig, site: Site): boolean {
  return config.mlp.kind !== 'none' || (site !== 'mlp' && site !== 'neurons')
}

/**
 * EAP's product of every sender's change with the gradient at every receiver's input. `backward` takes, besides,
 * `delta.S` [S, batch*pos*dModel] (changes of the first S senders); outputs `scores.GROUP` [receivers, S].
 * With `start: 'tokens'`, `forward` also gives `senders`.
 */
export function edgeGradientGraphs(
  config: TransformerConfig,
  weights: Feeds,
  options: GradientOptions,
): GradientGraphs {
  const tapped = new Tapped(
    config,
    weights,
    options,
    (site) => site.endsWith('-normed') || site.endsWith('-input'),
  )
  const mlps = config.mlp.kind !== 'none'
  const layers = Array.from({ length: config.layers }, (_, layer) => layer)
  const slots = layers.flatMap((layer) =>
    SLOTS.map((kind) => ({ kind, layer, value: tapped.value(`${kind}-normed`, layer) })),
  )
  const last = tapped.value('logits-input', config.layers)
  const streams = [...(mlps ? layers.map((layer) => tapped.value('mlp-input', layer)) : []), last]
  const backward = tapped.backward(
    streams,
    slots.map(({ value }) => value),
  )
  const perLayer = config.heads + (mlps ? 1 : 0)
  const before = (layer: number) => 1 + layer * perLayer
  for (const { kind, layer, value } of slots) {
    const apart = backward.gradientApart(value) ?? backward.gradient(value)
    const gradient = beforeNorm(
      config,
      backward,
      tapped.value('resid', layer),
      `layer${layer}.attentionNorm`,
      apart,
    )
    scores(backward, gradient, groupName(kind, layer), config.heads, before(layer))
  }
  for (const layer of mlps ? layers : []) {
    const upstream = before(layer) + (config.parallel ? 0 : config.heads)
    scores(
      backward,
      backward.gradient(tapped.value('mlp-input', layer)),
      groupName('mlp', layer),
      1,
      upstream,
    )
  }
  scores(backward, backward.gradient(last), 'logits', 1, before(config.layers))
  const senders = options.start === 'tokens' ? [tapped.joinedSenders()] : []
  const forward = tapped.withOutputs([...senders, ...backward.saved.values()])
  return { forward, backward: backward.builder.finish(), values: new Map() }
}

const SLOTS = ['q', 'k', 'v'] as const

/** From behind a norm [1, head, batch*pos, dModel] to in front of it. */
function beforeNorm(
  config: TransformerConfig,
  backward: Backward,
  stream: Value,
  name: string,
  gradient: Value,
): Value {
  const { norm } = config
  if (norm.kind === 'none') return gradient
  const weight = backward.builder.input(`${name}.weight`, [config.dModel])
  const x = backward.forward(stream)
  const type = norm.kind === 'layer-norm' ? 'LayerNormalization' : 'RMSNormalization'
  return normInputGradient(
    backward.builder,
    { type, inputs: [stream, weight], epsilon: norm.epsilon },
    { x, weight, gradient },
  )
}

/** `scores.GROUP` [receivers, upstream]: gradients [1, receivers, batch*pos, dModel] times changes. */
function scores(
  { builder }: Backward,
  gradient: Value,
  group: string,
  receivers: number,
  upstream: number,
): void {
  const delta = builder.input(`delta.${upstream}`, [upstream, 'cells'])
  const flat = builder.reshape(gradient, [receivers, -1], 'flat')
  const result = builder.matMul(flat, builder.transpose(delta, [1, 0], 'changes'), `scores.${group}`)
  builder.output(result, [receivers, upstream])
}
