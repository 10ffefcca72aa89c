import type { Value } from '../onnx'
import type { ModelParts } from './model-parts'
import { normed } from './norm'

/** What the first layer reads: token embeddings, with learned positions where there are any: [1, 1, batch*pos, dModel]. */
export function embedded(parts: ModelParts): Value {
  const { builder, config, length } = parts
  const { scale, learnedPositions, norm } = config.embedding
  const tokens = builder.input('tokens', ['batch', length], 'int64')
  const own = builder.gather(parts.weight('embed'), tokens, 0, 'tokenEmbedding')
  let embedding = parts.times(own, scale)
  if (learnedPositions) {
    const range = builder.constant(
      Array.from({ length }, (_, position) => position),
      [length],
      'int64',
    )
    embedding = builder.add(
      embedding,
      builder.gather(parts.weight('positions'), range, 0, 'positionEmbedding'),
    )
  }
  if (norm) embedding = normed(parts, embedding, 'embeddingNorm')
  return builder.reshape(embedding, [1, 1, -1, config.dModel], 'input')
}

/** Rows of [copies, 1, batch*pos, dModel] at the answer positions: [copies, 1, batch, dModel]. */
export function atAnswers({ builder }: ModelParts, x: Value): Value {
  return builder.gather(x, builder.input('answerRows', ['batch'], 'int64'), 2, 'atAnswers')
}

/** Logits [rows, vocab] from the last residual stream [..., rows, dModel], before the norm. */
export function unembedded(parts: ModelParts, x: Value): Value {
  const { builder, config } = parts
  const { scale, softCap } = config.logits
  const rows = unembeddedRows(parts, finalRows(parts, x))
  const logits = config.watched ? parts.watch(rows, builder.reduceSum(rows, [-1])) : rows
  const bias = parts.optional('unembedBias')
  const biased = bias ? builder.add(logits, parts.times(bias, scale), 'biased') : logits
  return parts.softCapped(biased, softCap)
}

/** Rows x [rows, dModel] times the unembedding: [rows, vocab]. */
export function unembeddedRows(parts: ModelParts, x: Value): Value {
  const { builder } = parts
  // With the weight on the left it is read as it is stored: on the right the runtime would copy all of it first.
  const columns = builder.transpose(x, [1, 0], 'finalColumns')
  const products = parts.rowBlocks('unembed').map((rows) => builder.matMul(rows, columns, 'unembedded'))
  const product = products.length === 1 ? products[0] : builder.concat(products, 0, 'allUnembedded')
  return builder.transpose(product, [1, 0], 'logitRows')
}

/** What the unembedding reads, the scale of the logits included: [rows, dModel]. */
export function finalRows(parts: ModelParts, x: Value): Value {
  return parts.builder.reshape(finalNormed(parts, x), [-1, parts.config.dModel], 'finalRows')
}

/** The same, of the shape of the stream x. */
export function finalNormed(parts: ModelParts, x: Value): Value {
  return parts.times(normed(parts, x, 'finalNorm'), parts.config.logits.scale)
}
