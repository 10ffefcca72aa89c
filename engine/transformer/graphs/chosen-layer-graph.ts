import type { TransformerConfig } from '../../model/transformer'
import { GraphBuilder, type Feeds, type Graph, type Value } from '../../onnx'
import { eachHead, qkvBias, QKV_KINDS, qkvWeight, type QkvKind } from '../attention'
import { attended, projectedInput } from '../block'
import { rowsOfPart } from '../cell-parts'
import { mlpOutput } from '../mlp'
import { ModelParts, type Layer } from '../model-parts'
import { beforeAttention } from '../norm'
import { changingThenAnswers, rowsThatChange, type Rows, type Where } from '../rows'
import { nodeWeights } from './node-graphs'

/**
 * A layer whose every receiver reads senders of its own choice, at the changing rows, from q, k and v to the MLP: sums of
 * streams never leave the runtime, which copies whatever a graph gives. No norm may follow the attention.
 *
 * Inputs: `values` [values, rows*dModel]: what all receivers read, then the changes of senders; `choice` [receivers, values]
 * of 0 and 1 for q, k and v of all heads and the MLP, in this order; with queries at the answers alone, `choice` for k and v
 * and `choice.answer` for q and the MLP. Unless the MLP reads what the heads do, `choice.own` [1, head], which heads of its
 * layer it reads, and `between` [1, 1, rows, dModel], what is added to its stream between heads and MLP. `unchanged.k`, `.v`
 * [1, head, batch, pos, dHead], the feeds of changing rows, `answerRows` [batch] of these, and weights. `base.heads`
 * [1, head, rows, dModel] and `base.mlp` [1, 1, rows, dModel]: what changes are measured from.
 * Outputs: `change.heads` [1, head, rows, dModel] and `change.mlp` [1, 1, rows, dModel], at the rows `where`.
 */
export function chosenLayerGraph(
  config: TransformerConfig,
  weights: Feeds,
  length: number,
  where: Where,
): Graph {
  const builder = new GraphBuilder(`chosenLayer.${where}`)
  const { dModel, heads } = config
  const one = { ...config, layerCount: 1 }
  const own = nodeWeights(weights, config, 0, { first: 0, count: heads })
  const parts = new ModelParts(builder, one, own, length)
  const layer = parts.layer(0)
  const changing = rowsThatChange(parts, (_, kind) => `unchanged.${kind}`)
  const rows = where === 'answer' ? changingThenAnswers(changing) : changing
  const outRows = where === 'answer' ? 'batch' : 'rows'
  const read = chosenInputs(layer, where, rows)
  const change = (value: Value, name: string, count: number) => {
    const base = builder.input(`base.${name}`, [1, count, outRows, dModel])
    const found = builder.sub(value, base, `change.${name}`)
    builder.output(found, [1, count, outRows, dModel])
    return found
  }
  const found = change(eachHead(layer, attended(layer, read.heads, { rows })), 'heads', heads)
  if (!read.mlp) return builder.finish()
  const stream = config.parallel ? read.mlp : afterHeads(layer, read.mlp, found, outRows)
  change(
    builder.scope('mlp', () => mlpOutput(layer, stream)),
    'mlp',
    1,
  )
  return builder.finish()
}

/** Receivers whose streams are summed in one product. */
interface Group {
  choice: string
  kinds: readonly QkvKind[]
  readsMlp: boolean
  /** [values, rows, dModel] */
  values: Value
}

/** q, k and v as heads use them, and the stream that the MLP reads of the senders before the layer. */
function chosenInputs(
  layer: Layer,
  where: Where,
  rows: Rows,
): { heads: Record<QkvKind, Value>; mlp: Value | null } {
  const { builder, config } = layer.parts
  const hasMlp = config.mlp.kind !== 'none'
  const values = builder.reshape(
    builder.input('values', ['values', 'cells']),
    [0, -1, config.dModel],
    'byRow',
  )
  const atAnswers = () =>
    builder.gather(values, builder.input('answerRows', ['batch'], 'int64'), 1, 'atAnswers')
  const groups: Group[] =
    where === 'changing'
      ? [{ choice: 'choice', kinds: QKV_KINDS, readsMlp: hasMlp, values }]
      : [
          { choice: 'choice', kinds: ['k', 'v'], readsMlp: false, values },
          { choice: 'choice.answer', kinds: ['q'], readsMlp: hasMlp, values: atAnswers() },
        ]
  const found: Partial<Record<QkvKind | 'mlp', Value>> = {}
  for (const group of groups)
    builder.scope(group.choice, () => Object.assign(found, groupInputs(layer, group, rows)))
  const { q, k, v, mlp = null } = found
  return { heads: { q: q!, k: k!, v: v! }, mlp }
}

function groupInputs(layer: Layer, { choice, kinds, readsMlp, values }: Group, rows: Rows) {
  const { builder, config } = layer.parts
  const { heads, dModel } = config
  const flat = builder.reshape(values, [0, -1], 'flat')
  const count = kinds.length * heads + (readsMlp ? 1 : 0)
  const sums = builder.matMul(builder.input(choice, [count, 'values']), flat, 'sums')
  const streams = builder.reshape(sums, [1, count, -1, dModel], 'streams')
  const part = (value: Value, from: number, count: number) => rowsOfPart(builder, value, 1, { from, count })
  const found: Partial<Record<QkvKind | 'mlp', Value>> = {}
  if (readsMlp) found.mlp = part(streams, count - 1, 1)
  const x = beforeAttention(layer, streams)
  const weights = kinds.map((kind) => qkvWeight(layer, kind))
  // One product for all: to cut streams apart would be to copy them. That of the MLP takes part, and is not looked at.
  if (readsMlp) weights.push(anyHead(layer, weights[0]))
  const product = builder.matMul(x, builder.concat(weights, 0, 'weights'), 'projections')
  kinds.forEach((kind, k) => {
    const projection = part(product, k * heads, heads)
    const bias = qkvBias(layer, kind)
    const own = bias ? builder.add(projection, bias, 'biased') : projection
    const ofKind = layer.spec.attention.qkNorm === 'all-heads' ? part(x, k * heads, heads) : x
    found[kind] = builder.scope(kind, () => projectedInput(layer, kind, own, ofKind, { rows }))
  })
  return found
}

/** One head's of weights [head, dModel, dHead]. */
const anyHead = ({ parts }: Layer, weights: Value) =>
  rowsOfPart(parts.builder, weights, 0, { from: 0, count: 1 }, 'any')

/** What the MLP reads, with those of its layer's heads that it reads. */
function afterHeads({ parts }: Layer, stream: Value, heads: Value, rows: string): Value {
  const { builder, config } = parts
  const choice = builder.input('choice.own', [1, config.heads])
  const flat = builder.reshape(heads, [config.heads, -1], 'flatHeads')
  const sum = builder.reshape(builder.matMul(choice, flat, 'ownHeads'), [1, 1, -1, config.dModel], 'ofHeads')
  const between = builder.input('between', [1, 1, rows, config.dModel])
  return builder.add(builder.add(stream, sum, 'withHeads'), between, 'afterHeads')
}
