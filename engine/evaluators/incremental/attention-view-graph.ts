import type { TransformerConfig } from '../../model/transformer'
import { GraphBuilder, type Feeds, type Graph, type Value } from '../../onnx'
import { Blocks, nodeWeights, termName } from '../../transformer'

/**
 * x.0 .. [copies or 1, 1, rows, dModel] -> `change` [copies, 1, rows, dModel] = norm(sum of all) - norm(x.0), with the norm
 * after the attention.
 */
export function attentionViewGraph(config: TransformerConfig, weights: Feeds, terms: number): Graph {
  const builder = new GraphBuilder('attentionView')
  const blocks = new Blocks(builder, config, nodeWeights(weights, config, 0), 1)
  const inputs = Array.from({ length: terms }, (_, i) =>
    builder.input(termName(i), [`copies.${i}`, 1, 'rows', config.dModel]),
  )
  const norm = (x: Value) => blocks.norm(x, 'layer0.attentionPostNorm')
  const sum = inputs.reduce((a, b) => builder.add(a, b, 'terms'))
  const change = builder.sub(norm(sum), norm(inputs[0]), 'change')
  builder.output(change, ['copies', 1, 'rows', config.dModel])
  return builder.finish()
}
