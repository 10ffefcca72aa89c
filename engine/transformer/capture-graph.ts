import type { SiteKind } from '../../contract'
import type { TransformerConfig } from '../model/transformer'
import { GraphBuilder, inferShapes, type Feeds, type Graph, type Value } from '../onnx'
import { Blocks } from './blocks'
import { hasSite, siteName } from './gradient-graphs'
import { tappedStream } from './sites'

/** A forward pass from token ids that gives `logits` and, under the names in `values`, the activations at `sites`. */
export function captureGraph(
  config: TransformerConfig,
  weights: Feeds,
  size: { length: number; batch: number },
  sites: readonly SiteKind[],
): { graph: Graph; values: Map<string, string> } {
  const builder = new GraphBuilder('capture')
  const blocks = new Blocks(builder, config, weights, size.length)
  const wanted = new Set<string>(sites.filter((site) => hasSite(config, site)))
  const found = new Map<string, Value>()
  const last = tappedStream(blocks, blocks.embed(), 0, (site, layer, value) => {
    if (wanted.has(site)) found.set(`${site}.${layer}`, value)
    return value
  })
  const logits = builder.identity(blocks.unembed(blocks.atAnswers(last)), 'logits')
  const shapes = inferShapes(builder.finish(), { batch: size.batch })
  const outputs = new Map([logits, ...found.values()].map((value) => [value.name, value]))
  for (const value of outputs.values()) builder.output(value, [...shapes.get(value.name)!])
  const values = [...wanted].flatMap((site) =>
    Array.from({ length: config.layerCount }, (_, layer) => siteName(site as SiteKind, layer)),
  )
  return {
    graph: builder.finish(),
    values: new Map(values.map((name) => [name, found.get(name)!.name])),
  }
}
