import type { TransformerConfig } from '../../model/transformer'
import { GraphBuilder, type Feeds, type Graph } from '../../onnx'
import { attention } from '../block'
import { ModelParts } from '../model-parts'

/**
 * Where the heads of a layer look when their queries alone are read from a changed stream: `stream` [1, 1, batch*pos,
 * dModel], `addition` [copies, 1, batch*pos, dModel], weights under the names of layer 0 -> `changedPattern` [copies, head, batch,
 * pos, pos].
 */
export function changedQueriesGraph(config: TransformerConfig, weights: Feeds, length: number): Graph {
  const builder = new GraphBuilder('changedQueries')
  const parts = new ModelParts(builder, config, weights, length)
  const stream = builder.input('stream', [1, 1, 'rows', config.dModel])
  const addition = builder.input('addition', ['copies', 1, 'rows', config.dModel])
  const changed = builder.add(stream, addition, 'changed')
  attention(parts.layer(0), (kind) => (kind === 'q' ? changed : stream), {
    tap: (site, value) => {
      if (site === 'pattern')
        builder.output(builder.identity(value, 'changedPattern'), ['copies', config.heads, 'batch', length, length])
      return value
    },
  })
  return builder.finish()
}
