import type { GraphBuilder } from './graph-builder'
import type { OpOf, Value } from './ops'

/** The parts of a norm over the last axis that its gradients are made of. */
export interface NormParts {
  /** x without mean (LayerNormalization), over its deviation: what is multiplied by the weight. */
  normal: Value
  /** sqrt(variance + epsilon), or sqrt(mean square + epsilon) */
  deviation: Value
}

type NormOp = OpOf<'LayerNormalization'> | OpOf<'RMSNormalization'>

/** `x` is the norm's input as it is seen in `builder`. */
export function normParts(builder: GraphBuilder, op: Pick<NormOp, 'type' | 'epsilon'>, x: Value): NormParts {
  const centred =
    op.type === 'LayerNormalization' ? builder.sub(x, builder.reduceMean(x, [-1]), 'centred') : x
  const square = builder.reduceMean(builder.mul(centred, centred, 'squares'), [-1], true, 'square')
  const shifted = builder.add(square, builder.constant([op.epsilon], [1]), 'shifted')
  const deviation = builder.op({ type: 'Sqrt', inputs: [shifted] }, 'deviation')
  return { normal: builder.div(centred, deviation, 'normal'), deviation }
}

/**
 * Gradient at a norm's input. `gradient` is the one at its output, which may have more leading axes than
 * `x` (several readers of one norm). With g = gradient * weight:
 * (g - mean(g) - normal * mean(g * normal)) / deviation; RMSNormalization has no mean(g).
 */
export function normInputGradient(
  builder: GraphBuilder,
  op: NormOp,
  { x, weight, gradient }: { x: Value; weight: Value; gradient: Value },
): Value {
  const { normal, deviation } = normParts(builder, op, x)
  const weighted = builder.mul(gradient, weight, 'weighted')
  const along = builder.reduceMean(builder.mul(weighted, normal), [-1], true, 'along')
  const level = centredGradient(builder, op, weighted)
  return builder.div(builder.sub(level, builder.mul(normal, along)), deviation, 'throughNorm')
}

/**
 * The same with the deviation held constant, so that the norm is a linear map: (g - mean(g)) / deviation.
 */
export function frozenNormGradient(
  builder: GraphBuilder,
  op: NormOp,
  { x, weight, gradient }: { x: Value; weight: Value; gradient: Value },
): Value {
  const { deviation } = normParts(builder, op, x)
  const level = centredGradient(builder, op, builder.mul(gradient, weight, 'weighted'))
  return builder.div(level, deviation, 'throughFrozenNorm')
}

function centredGradient(builder: GraphBuilder, op: NormOp, weighted: Value): Value {
  if (op.type === 'RMSNormalization') return weighted
  return builder.sub(weighted, builder.reduceMean(weighted, [-1]), 'level')
}
