import type { TransformerConfig } from '../../model/transformer'
import { GraphBuilder, normParts, type Graph } from '../../onnx'
import { cellParts, changesInput, rowsOfPart } from '../cell-parts'

/**
 * How far senders' changes point along the normalised streams in front of the layers, from `streams` [layer, rows, dModel] and
 * the changes `delta.PART`: `normals` [layer, rows, dModel], `deviations` [layer, rows, 1] and `along` [layer, sender, rows],
 * the product of change and normal at each row. For models with norms.
 */
export function alongStreamsGraph(
  { norm, layerCount: layers, dModel }: TransformerConfig,
  rows: number,
): Graph {
  if (norm.kind === 'none') throw new Error('this model has no norms, so no normalised streams')
  const builder = new GraphBuilder('along')
  const streams = builder.input('streams', [layers, rows, dModel])
  const kind = norm.kind === 'layer-norm' ? 'LayerNormalization' : 'RMSNormalization'
  const { normal, deviation } = normParts(builder, { type: kind, epsilon: norm.epsilon }, streams)
  const products = cellParts(rows).map((part) =>
    builder.scope(`part${part.name}`, () => {
      const senders = builder.reshape(changesInput(builder, part), [-1, part.count, dModel], 'senders')
      // [row, sender, dModel] x [row, dModel, layer]
      const bySender = builder.transpose(senders, [1, 0, 2], 'bySender')
      const byLayer = builder.transpose(rowsOfPart(builder, normal, 1, part), [1, 2, 0], 'byLayer')
      return builder.matMul(bySender, byLayer, 'product')
    }),
  )
  const along = builder.transpose(builder.concat(products, 0, 'products'), [2, 1, 0], 'byLayerAndSender')
  builder.output(builder.identity(normal, 'normals'), [layers, rows, dModel])
  builder.output(builder.identity(deviation, 'deviations'), [layers, rows, 1])
  builder.output(builder.identity(along, 'along'), [layers, 'senders', rows])
  return builder.finish()
}

/** The same of one layer, as its graph is fed it; `along` [sender, rows] of the senders before the layer. */
export const alongStreamInputs = (builder: GraphBuilder, rows: number, dModel: number) => ({
  normal: builder.input('normal', [1, 1, rows, dModel]),
  deviation: builder.input('deviation', [1, 1, rows, 1]),
  along: builder.input('along', ['senders', rows]),
})
