import type { SiteKind } from '../../../contract'
import type { TransformerConfig } from '../../model/transformer'
import { GraphBuilder, inferShapes, type Feeds, type Graph, type Value } from '../../onnx'
import { plainBlocks } from '../block'
import { atAnswers, embedded, unembedded } from '../ends'
import { ModelParts } from '../model-parts'
import { hasSite, siteName } from '../site-names'

/** A forward pass from token ids that gives `logits` and, under the names in `values`, the activations at `sites`. */
export function captureGraph(
  config: TransformerConfig,
  weights: Feeds,
  size: { length: number; batch: number },
  sites: readonly SiteKind[],
): { graph: Graph; values: Map<string, string> } {
  const builder = new GraphBuilder('capture')
  const parts = new ModelParts(builder, config, weights, size.length)
  const wanted = sites.filter((site) => hasSite(config, site))
  const found = new Map<string, Value>()
  const last = plainBlocks(parts, embedded(parts), 0, (layer) => ({
    makes: ['heads', 'attn'],
    tap(site, value) {
      if (wanted.some((one) => one === site)) found.set(`${site}.${layer}`, value)
      return value
    },
  }))
  const logits = builder.identity(unembedded(parts, atAnswers(parts, last)), 'logits')
  const shapes = inferShapes(builder.finish(), { batch: size.batch })
  const outputs = new Map([logits, ...found.values()].map((value) => [value.name, value]))
  for (const value of outputs.values()) builder.output(value, [...shapes.get(value.name)!])
  const values = wanted.flatMap((site) =>
    Array.from({ length: config.layerCount }, (_, layer) => siteName(site, layer)),
  )
  return {
    graph: builder.finish(),
    values: new Map(values.map((name) => [name, found.get(name)!.name])),
  }
}
