import type { TransformerConfig } from '../../model/transformer'
import { GraphBuilder, normParts, type Feeds, type Graph } from '../../onnx'
import { cellParts, rowsOfPart } from '../cell-parts'
import { ROW_AXIS } from '../rows'

/** Whether some layer's attention passes a norm before the stream gets it (Gemma 2, OLMo-2). */
export const hasPostNorm = ({ layers }: Pick<TransformerConfig, 'layers'>) =>
  layers.some(({ norms }) => norms.afterAttention)

/**
 * What receivers see, to first order, of changes of one layer's heads where a norm follows the attention: the norm's
 * derivative at the run's own attention output, applied to each change. The product with a receiver's gradient is then
 * that of the change with the gradient at what the receiver sees of the head before the norm. With n the normal, w the
 * weight: w (change - n mean(change n)) / deviation, for LayerNorm without the change's mean.
 * Inputs: `attn` [1, 1, rows, dModel], the sum of heads and b_O; `heads.PART` [1, head, rows, dModel] for every part of
 * the rows; weights under the names of layer 0. Outputs `seen.PART`, of the same shape.
 */
export function postNormChangesGraph(
  { norm, dModel, heads }: TransformerConfig,
  weights: Feeds,
  rows: number,
): Graph {
  if (norm.kind === 'none') throw new Error('this model has no norms')
  const builder = new GraphBuilder('postNormChanges')
  const attention = builder.input('attn', [1, 1, rows, dModel])
  const type = norm.kind === 'layer-norm' ? 'LayerNormalization' : 'RMSNormalization'
  const { normal, deviation } = normParts(builder, { type, epsilon: norm.epsilon }, attention)
  const name = 'layer0.attentionPostNorm.weight'
  const weight = builder.weight(name, weights[name])
  for (const part of cellParts(rows)) {
    const dims = [1, heads, part.count, dModel]
    const change = builder.input(`heads.${part.name}`, dims)
    const n = rowsOfPart(builder, normal, ROW_AXIS, part, 'normal')
    const along = builder.reduceMean(builder.mul(change, n), [-1], true, 'along')
    const level =
      type === 'LayerNormalization' ? builder.sub(change, builder.reduceMean(change, [-1])) : change
    const across = builder.sub(level, builder.mul(n, along), 'across')
    const slope = builder.div(weight, rowsOfPart(builder, deviation, ROW_AXIS, part, 'deviation'), 'slope')
    builder.output(builder.mul(across, slope, `seen.${part.name}`), dims)
  }
  return builder.finish()
}
