import type { TransformerConfig } from '../../model/transformer'
import { Backward, GraphBuilder, inferShapes, type Feeds, type Graph } from '../../onnx'
import { QKV_KINDS } from '../attention'
import { atAnswers, embedded, unembedded } from '../ends'
import { ModelParts } from '../model-parts'
import { RowSplit } from '../row-split'
import { isByRow, othersName, TappedLayer, type GradientOptions, type LayerSite } from './tapped-layer'

/**
 * A forward pass that keeps what its backward pass needs, and that backward pass. Run `forward`; feed all it was
 * fed and all it gives, with `seed` (the gradient at its result), to `backward`.
 */
export interface GradientGraphs {
  forward: Graph
  backward: Graph
}

/**
 * The same of one layer: from `stream` [1, 1, rows, dModel] to `after`, and back to `gradient.stream`; rows are those
 * of batch*pos that are run.
 */
export interface LayerGraphs extends GradientGraphs {
  /** Names under which `stream` and the outputs of `forward` hold the wanted sites. */
  values: SiteNames
  /** Outputs of `forward` that `backward` needs. */
  saved: string[]
}

export type SiteNames = Map<LayerSite, string>

/** The plain layer at all rows, from which runs at some rows take the rest. */
export interface WholeLayer {
  /** `stream` -> `after`, the wanted sites at the rows that are run there, and `others.q`, `.k` and `.v`. */
  graph: Graph
  values: SiteNames
  /** The names of what runs at some rows are fed. */
  others: string[]
}

export function wholeLayer(
  config: TransformerConfig,
  weights: Feeds,
  { length, batch, changing }: GradientOptions,
  sites: readonly LayerSite[],
): WholeLayer {
  const tapped = new TappedLayer(config, weights, { length, batch })
  const { builder } = tapped
  const split = changing === undefined ? null : new RowSplit(builder, changing, batch * length)
  const seen = sites.map((site) => {
    const value = tapped.value(site)
    return { site, value: split && isByRow(site) ? split.pick(value) : value }
  })
  const others = split
    ? QKV_KINDS.map((kind) =>
        builder.identity(split.pickOthers(tapped.value(`${kind}-rows`)), othersName(kind)),
      )
    : []
  return {
    graph: tapped.withOutputs([...seen.map(({ value }) => value), ...others]),
    values: new Map(seen.map(({ site, value }) => [site, value.name])),
    others: others.map(({ name }) => name),
  }
}

/** Gradients at activations of a layer: outputs of `backward` are `gradient.SITE`, of the shapes of the values. */
export function siteGradientGraphs(
  config: TransformerConfig,
  weights: Feeds,
  options: GradientOptions,
  sites: readonly LayerSite[],
): LayerGraphs {
  const tapped = new TappedLayer(config, weights, options)
  const wanted = sites.map((site) => ({ site, value: tapped.value(site) }))
  const stream = tapped.value('resid')
  const backward = tapped.backward([stream, ...wanted.map(({ value }) => value)])
  const { builder } = backward
  for (const { site, value } of [...wanted, { site: 'stream', value: stream }]) {
    const shape = [...tapped.shape(value)]
    builder.output(builder.reshape(backward.gradient(value), shape, `gradient.${site}`), shape)
  }
  const saved = [...backward.saved.values()]
  return {
    forward: tapped.withOutputs([...wanted.map(({ value }) => value), ...saved]),
    backward: builder.finish(),
    values: new Map(wanted.map(({ site, value }) => [site, value.name])),
    saved: saved.map(({ name }) => name),
  }
}

/** The token embedding: tokens -> `input` [1, 1, batch*pos, dModel]. */
export function embeddingGraph(config: TransformerConfig, weights: Feeds, length: number): Graph {
  const builder = new GraphBuilder('embedding')
  const parts = new ModelParts(builder, config, weights, length)
  builder.output(embedded(parts), [1, 1, 'rows', config.dModel])
  return builder.finish()
}

/** From `last` [1, 1, rows, dModel] and answerRows to `logits` [batch, columns], and back to `gradient.last`. */
export function logitGradientGraphs(
  config: TransformerConfig,
  weights: Feeds,
  { length, batch, changing, rules }: GradientOptions,
): GradientGraphs {
  const builder = new GraphBuilder('logits')
  const parts = new ModelParts(builder, config, weights, length)
  // Forward passes come with all rows, too.
  const last = builder.input('last', [1, 1, 'rows', config.dModel])
  const logits = builder.identity(unembedded(parts, atAnswers(parts, last)), 'logits')
  const shapes = inferShapes(builder.finish(), { batch, rows: changing ?? batch * length })
  const backward = new Backward(builder.finish(), { shapes, of: logits, at: [last], rules })
  const shape = [...shapes.get(last.name)!]
  backward.builder.output(backward.builder.identity(backward.gradient(last), 'gradient.last'), shape)
  for (const value of [logits, ...backward.saved.values()])
    builder.output(value, [...shapes.get(value.name)!])
  return { forward: builder.finish(), backward: backward.builder.finish() }
}
