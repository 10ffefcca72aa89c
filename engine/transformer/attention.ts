import type { Value } from '../onnx'
import type { Layer, ModelParts } from './model-parts'
import { unscaledNorm } from './norm'
import { rotaryTables, type PositionInputs } from './position-inputs'

/** What a head computes from the residual stream: its queries, keys and values. */
export const QKV_KINDS = ['q', 'k', 'v'] as const
export type QkvKind = (typeof QKV_KINDS)[number]

const unchanged = (value: Value): Value => value

/** q, k or v of every query head, before its norm and rotation, from its normed input: [copies, head, rows, dHead]. */
export function projected(layer: Layer, kind: QkvKind, x: Value): Value {
  const { builder } = layer.parts
  const product = builder.matMul(x, qkvWeight(layer, kind))
  const bias = qkvBias(layer, kind)
  return bias ? builder.add(product, bias, 'biased') : product
}

/** q, k or v within the layer's limits, where it has any. */
export function clipped({ parts, spec }: Layer, value: Value): Value {
  const { clip } = spec.attention
  if (clip === null) return value
  const { builder } = parts
  const limits = [builder.constant([-clip], []), builder.constant([clip], [])] as const
  return parts.watch(builder.op({ type: 'Clip', inputs: [value, ...limits] }, 'clipped'), value)
}

/** The weights of a layer's q, k or v: [head, dModel, dHead]. */
export function qkvWeight({ parts, name }: Layer, kind: QkvKind): Value {
  return perQueryHead(parts, kind, parts.weight(`${name}.${kind}.weight`))
}

/** [head, 1, dHead], or null */
export function qkvBias({ parts, name }: Layer, kind: QkvKind): Value | null {
  const bias = parts.optional(`${name}.${kind}.bias`)
  return bias && perQueryHead(parts, kind, bias)
}

/** Grouped-query attention: query head h reads the weights of kv head floor(h / group). */
function perQueryHead({ builder, config }: ModelParts, kind: QkvKind, tensor: Value): Value {
  const { heads, kvHeads } = config
  if (kind === 'q' || heads === kvHeads) return tensor
  const kvHead = Array.from({ length: heads }, (_, head) => Math.floor(head / (heads / kvHeads)))
  return builder.gather(tensor, builder.constant(kvHead, [heads], 'int64'), 0, 'perQueryHead')
}

/**
 * q or k after its norm, where the layer has one; v as it is. A norm over all heads divides by the root mean square of
 * the whole width that each head's own input x is projected to, so that no head depends on another one's input.
 */
export function qkNormed(layer: Layer, kind: QkvKind, value: Value, x: Value): Value {
  const { parts, spec } = layer
  const { qkNorm } = spec.attention
  if (kind === 'v' || qkNorm === 'none') return value
  const { builder } = parts
  const plain =
    qkNorm === 'per-head'
      ? unscaledNorm(parts, value)
      : builder.div(value, wholeDeviation(layer, kind, x), 'overDeviation')
  const scaled = builder.mul(plain, qkNormWeight(layer, kind, 'weight')!, 'normed')
  const bias = qkNormWeight(layer, kind, 'bias')
  return bias ? builder.add(scaled, bias, 'normed') : scaled
}

/** [1 or head, 1, dHead]: one for all heads, or one for each. */
function qkNormWeight({ parts, name }: Layer, kind: QkvKind, part: 'weight' | 'bias'): Value | null {
  const weight = parts.optional(`${name}.${kind}Norm.${part}`)
  const isShared = weight && parts.dimsOf(`${name}.${kind}Norm.${part}`)[0] === 1
  return weight && !isShared ? perQueryHead(parts, kind, weight) : weight
}

/** The root mean square of what x is projected to by all heads of the model: [copies, n, rows, 1]. */
function wholeDeviation(layer: Layer, kind: QkvKind, x: Value): Value {
  const { parts, name } = layer
  const { builder, config } = parts
  if (config.norm.kind !== 'rms-norm') throw new Error('a norm over all heads is known as RMSNorm only')
  const byInput = builder.transpose(parts.weight(`${name}.${kind}.whole`), [1, 0, 2], 'byInput')
  const product = builder.matMul(x, builder.reshape(byInput, [config.dModel, -1], 'joined'), 'allHeads')
  const bias = parts.optional(`${name}.${kind}.wholeBias`)
  const all = clipped(layer, bias ? builder.add(product, bias, 'biased') : product)
  const square = builder.reduceMean(builder.mul(all, all, 'squares'), [-1], true, 'square')
  const shifted = builder.add(square, builder.constant([config.norm.epsilon], [1]), 'shifted')
  const root = builder.op({ type: 'Sqrt', inputs: [shifted] }, 'deviation')
  return parts.watch(root, square)
}

/** q, k or v [copies, head, batch*position, dHead] as heads use them, rotated: [copies, head, batch, position, dHead]. */
export function atPositions(layer: Layer, kind: QkvKind, value: Value, positions: PositionInputs): Value {
  const { builder, config } = layer.parts
  const shaped = builder.reshape(value, [0, 0, -1, positions.length, config.dHead])
  return kind === 'v' ? shaped : rotated(layer, shaped, positions)
}

function rotated({ parts, spec }: Layer, value: Value, positions: PositionInputs): Value {
  const { builder, config } = parts
  const { rotary } = spec.attention
  if (!rotary || !positions.rotary) return value
  const { dHead } = config
  const { quarterTurn } = rotaryTables(1, dHead, rotary)
  const turned = builder.matMul(value, builder.constant(quarterTurn, [dHead, dHead]), 'quarterTurn')
  return builder.add(
    builder.mul(value, positions.rotary.cos, 'cos'),
    builder.mul(turned, positions.rotary.sin, 'sin'),
    'rotated',
  )
}

/**
 * z, the values as mixed by the pattern: [copies, head, batch*position, dHead]; `positions` are those of the queries.
 * `tapPattern` sees the pattern [copies, head, batch, position, pos], and may replace it.
 */
export function mixed(
  layer: Layer,
  { q, k, v }: Record<QkvKind, Value>,
  positions: PositionInputs,
  tapPattern = unchanged,
): Value {
  const { parts, spec, name } = layer
  const { builder, config } = parts
  const scores = builder.matMul(q, builder.transpose(k, [0, 1, 2, 4, 3]), 'scores')
  const scaled = builder.mul(scores, builder.constant([spec.attention.scale], [1]), 'scaled')
  const capped = parts.softCapped(scaled, spec.attention.softCap)
  const biased = positions.distance
    ? builder.add(
        capped,
        builder.mul(parts.weight(`${name}.alibi`), positions.distance, 'alibi'),
        'biasedByDistance',
      )
    : capped
  const masked = positions.mask ? builder.add(biased, positions.mask, 'masked') : biased
  const pattern = parts.watch(builder.op({ type: 'Softmax', inputs: [masked], axis: -1 }, 'pattern'), scaled)
  return builder.reshape(builder.matMul(tapPattern(pattern), v, 'z'), [0, 0, -1, config.dHead])
}

/** What each head writes, z @ W_O[h] without b_O: [copies, head, rows, dModel]. */
export function eachHead({ parts, spec, name }: Layer, z: Value): Value {
  const product = parts.builder.matMul(z, parts.weight(`${name}.o.weight`), 'heads')
  return parts.times(product, spec.residualMultiplier)
}

/** The same summed over heads [copies, 1, rows, dModel], in one product from z [copies, head, rows, dHead]. */
export function joinedHeads({ parts, spec, name }: Layer, z: Value): Value {
  const { builder, config } = parts
  const byRow = builder.transpose(z, [0, 2, 1, 3], 'byRow')
  const flat = builder.reshape(byRow, [0, 1, -1, config.heads * config.dHead], 'allHeads')
  const product = builder.matMul(flat, parts.weight(`${name}.o.joined`), 'attention')
  return parts.times(product, spec.residualMultiplier)
}

/** The sum over heads of [copies, head, rows, dModel] as a product with ones: [copies, 1, rows, dModel]. */
export function sumOfHeads({ builder, config }: ModelParts, heads: Value): Value {
  const ones = builder.constant(new Array<number>(config.heads).fill(1), [1, 1, config.heads])
  const sum = builder.matMul(ones, builder.reshape(heads, [0, config.heads, -1], 'flatHeads'), 'headSum')
  return builder.reshape(sum, [0, 1, -1, config.dModel], 'attention')
}

/** b_O of the layer [dModel], or null: it belongs to no head. */
export function attentionBias({ parts, spec, name }: Layer): Value | null {
  const bias = parts.optional(`${name}.o.bias`)
  return bias && parts.times(bias, spec.residualMultiplier)
}
