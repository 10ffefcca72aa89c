import type { Value } from '../onnx'
import type { Layer, ModelParts } from './model-parts'

/** The norm over the last axis whose weights are `name.weight` and `name.bias`: LayerNorm or RMSNorm, as the model has it. */
export function normed(parts: ModelParts, x: Value, name: string): Value {
  const { builder, config } = parts
  const { norm } = config
  if (norm.kind === 'none') return x
  const weight = parts.weight(`${name}.weight`)
  const bias = norm.kind === 'layer-norm' ? parts.optional(`${name}.bias`) : null
  return watchedNorm(parts, normOp(parts, [x, weight, ...(bias ? [bias] : [])]), x, builder)
}

/** The same over the last axis of q or k [copies, head, rows, dHead], without weights. */
export function unscaledNorm(parts: ModelParts, x: Value): Value {
  const { dHead } = parts.config
  const ones = parts.builder.constant(new Array<number>(dHead).fill(1), [dHead])
  return watchedNorm(parts, normOp(parts, [x, ones]), x, parts.builder)
}

function normOp({ builder, config: { norm } }: ModelParts, inputs: Value[]): Value {
  if (norm.kind === 'none') throw new Error('this model has no norms')
  const { epsilon } = norm
  const [x, weight, bias] = inputs
  if (norm.kind === 'rms-norm')
    return builder.op({ type: 'RMSNormalization', inputs: [x, weight], epsilon }, 'norm')
  return builder.op(
    { type: 'LayerNormalization', inputs: bias ? [x, weight, bias] : [x, weight], epsilon },
    'norm',
  )
}

/** A norm divides by a root of squares: where they overflow, it would divide by infinity. */
function watchedNorm(parts: ModelParts, value: Value, x: Value, builder: ModelParts['builder']): Value {
  if (!parts.config.watched) return value
  return parts.watch(value, builder.reduceSum(builder.mul(x, x, 'squares'), [-1], true, 'squares'))
}

/** What the q, k and v of a layer's heads are projected from: the stream, after the norm where there is one. */
export function beforeAttention({ parts, spec, name }: Layer, x: Value): Value {
  return spec.norms.beforeAttention ? normed(parts, x, `${name}.attentionNorm`) : x
}

/** What the MLP reads. Where one norm serves both, it is computed on the MLP's own input. */
export function beforeMlp({ parts, spec, name }: Layer, x: Value): Value {
  const { norms } = spec
  if (!norms.beforeMlp) return x
  return normed(parts, x, `${name}.${norms.shared ? 'attentionNorm' : 'mlpNorm'}`)
}

/** What the sum of a layer's heads and b_O adds to the stream: post_norm(x), or x without such a norm. */
export function afterAttention({ parts, spec, name }: Layer, x: Value): Value {
  return spec.norms.afterAttention ? normed(parts, x, `${name}.attentionPostNorm`) : x
}

export function afterMlp({ parts, spec, name }: Layer, x: Value): Value {
  return spec.norms.afterMlp ? normed(parts, x, `${name}.mlpPostNorm`) : x
}
