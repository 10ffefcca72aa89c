import type { TransformerConfig } from '../model/transformer'
import { normInputGradient, type Backward, type Feeds, type Graph, type Value } from '../onnx'
import { groupName } from './receiver-groups'
import type { Site } from './sites'
import { TappedGraph, type GradientOptions } from './tapped-graph'

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
  const tapped = new TappedGraph(config, weights, options, () => false)
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
  const tapped = new TappedGraph(config, weights, { ...size, start: 'tokens' }, () => false)
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
  const tapped = new TappedGraph(
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
