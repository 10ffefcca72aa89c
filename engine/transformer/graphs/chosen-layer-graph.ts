import type { TransformerConfig } from '../../model/transformer'
import { GraphBuilder, type Feeds, type Graph, type Value } from '../../onnx'
import { eachHead, qkvBias, QKV_KINDS, qkvWeight, type QkvKind } from '../attention'
import { attended, projectedInput } from '../block'
import { rowsOfPart } from '../cell-parts'
import { mlpOutput } from '../mlp'
import { ModelParts, type Layer } from '../model-parts'
import { beforeAttention } from '../norm'
import { changingThenAnswers, ROW_AXIS, rowsThatChange, type Rows, type Where } from '../rows'
import { isOfHeads, nodeWeights } from './node-graphs'

/**
 * A layer whose every receiver reads senders of its own choice, at the changing rows, from q, k and v of some heads to the
 * MLP. How many heads there are, and the rows of the MLP, are known when the graph is run. No norm may follow the attention.
 *
 * Inputs: `streams` [1, receivers, rows, dModel], what q, k and v of all heads and the MLP read, in this order. With queries
 * at the answers alone these sums are made here: `values` [values, rows*dModel], what all receivers read, then the changes of
 * senders; `choice` [1, receivers, values] of 0 and 1 for k and v, and `choice.answer` for q and the MLP. `receivers.q`, `.k`,
 * `.v` [head] and `receivers.mlp` [1]: which of their streams these are. `mlpRows` [mlpRows]: of the rows `where`, those that
 * the MLP is computed at. Unless it reads what the heads do, `choice.own` [1, 1, head], which of these heads it reads, and
 * `between` [1, 1, rows, dModel], what is added to its stream between heads and MLP. `unchanged.k`, `.v` [1, head, batch, pos,
 * dHead], the feeds of changing rows, `answerRows` [batch] of these, and weights, of these heads alone. `base.heads` [1, head,
 * rows, dModel] and `base.mlp` [1, 1, mlpRows, dModel]: what changes are measured from.
 * Outputs: `change.heads` [1, head, rows, dModel] at the rows `where`, and `change.mlp` [1, 1, mlpRows, dModel].
 */
export function chosenLayerGraph(
  config: TransformerConfig,
  weights: Feeds,
  length: number,
  where: Where,
): Graph {
  const builder = new GraphBuilder(`chosenLayer.${where}`)
  const { dModel, heads } = config
  const own = nodeWeights(weights, config, 0, { first: 0, count: heads })
  for (const [name, { dims }] of Object.entries(own))
    if (isOfHeads(config, name, dims)) builder.input(name, ['heads', ...dims.slice(1)])
  const parts = new ModelParts(builder, { ...config, layerCount: 1 }, own, length)
  const layer = parts.layer(0)
  const changing = someHeads(parts)
  const rows = where === 'answer' ? changingThenAnswers(changing) : changing
  const outRows = where === 'answer' ? 'batch' : 'rows'
  const read = chosenInputs(layer, where, rows)
  const change = (value: Value, name: string, dims: [number | string, string]) => {
    const base = builder.input(`base.${name}`, [1, ...dims, dModel])
    const found = builder.sub(value, base, `change.${name}`)
    builder.output(found, [1, ...dims, dModel])
    return found
  }
  const z = attended(layer, read.heads, { rows })
  const found = change(eachHead(layer, z), 'heads', ['heads', outRows])
  if (!read.mlp) return builder.finish()
  const stream = config.parallel ? read.mlp : afterHeads(layer, read.mlp, found, outRows)
  const mlpRows = builder.input('mlpRows', ['mlpRows'], 'int64')
  const atRows = builder.gather(stream, mlpRows, ROW_AXIS, 'mlpStream')
  change(
    builder.scope('mlp', () => mlpOutput(layer, atRows)),
    'mlp',
    [1, 'mlpRows'],
  )
  return builder.finish()
}

/** The changing rows, of any number of heads. */
function someHeads(parts: ModelParts): Rows {
  const { builder, config, length } = parts
  return {
    ...rowsThatChange(parts, (_, kind) => `unchanged.${kind}`),
    completed(_, value, kind) {
      if (kind === 'q') return value
      const dims = [1, 'heads', 'batch', length, config.dHead]
      return builder.add(value, builder.input(`unchanged.${kind}`, dims), kind)
    },
  }
}

/** Receivers whose streams are read together. */
interface Group {
  name: string
  kinds: readonly QkvKind[]
  readsMlp: boolean
  /** [1, receivers, rows, dModel] */
  streams(): Value
}

/** q, k and v as heads use them, and the stream that the MLP reads of the senders before the layer. */
function chosenInputs(
  layer: Layer,
  where: Where,
  rows: Rows,
): { heads: Record<QkvKind, Value>; mlp: Value | null } {
  const { builder, config } = layer.parts
  const hasMlp = config.mlp.kind !== 'none'
  const given = () => builder.input('streams', [1, 'receivers', 'rows', config.dModel])
  const groups: Group[] =
    where === 'changing'
      ? [{ name: 'read', kinds: QKV_KINDS, readsMlp: hasMlp, streams: given }]
      : groupsAtAnswers(layer, hasMlp)
  const found: Partial<Record<QkvKind | 'mlp', Value>> = {}
  for (const group of groups)
    builder.scope(group.name, () => Object.assign(found, groupInputs(layer, group, rows)))
  const { q, k, v, mlp = null } = found
  return { heads: { q: q!, k: k!, v: v! }, mlp }
}

/** Keys and values at all rows, and what is read at the answers alone. */
function groupsAtAnswers({ parts: { builder, config } }: Layer, readsMlp: boolean): Group[] {
  const cells = builder.input('values', ['values', 'cells'])
  const values = builder.reshape(cells, [0, -1, config.dModel], 'byRow')
  const atAnswers = () =>
    builder.gather(values, builder.input('answerRows', ['batch'], 'int64'), 1, 'atAnswers')
  const summed = (choice: string, of: () => Value) => () => {
    const flat = builder.reshape(of(), [0, -1], 'flat')
    const sums = builder.matMul(builder.input(choice, [1, `${choice}.receivers`, 'values']), flat, 'sums')
    return builder.reshape(sums, [0, 0, -1, config.dModel], 'streams')
  }
  return [
    { name: 'choice', kinds: ['k', 'v'], readsMlp: false, streams: summed('choice', () => values) },
    { name: 'choice.answer', kinds: ['q'], readsMlp, streams: summed('choice.answer', atAnswers) },
  ]
}

function groupInputs(layer: Layer, { kinds, readsMlp, streams: streamsOf }: Group, rows: Rows) {
  const { builder } = layer.parts
  const streams = streamsOf()
  const part = (value: Value, kind: QkvKind | 'mlp') => {
    const own = builder.input(`receivers.${kind}`, [kind === 'mlp' ? 1 : 'heads'], 'int64')
    return builder.gather(value, own, 1, kind)
  }
  const found: Partial<Record<QkvKind | 'mlp', Value>> = {}
  if (readsMlp) found.mlp = part(streams, 'mlp')
  const x = beforeAttention(layer, streams)
  const weights = kinds.map((kind) => qkvWeight(layer, kind))
  // One product for all: to cut streams apart would be to copy them. That of the MLP takes part, and is not looked at.
  if (readsMlp) weights.push(anyHead(layer, weights[0]))
  const product = builder.matMul(x, builder.concat(weights, 0, 'weights'), 'projections')
  kinds.forEach((kind) => {
    const projection = part(product, kind)
    const bias = qkvBias(layer, kind)
    const own = bias ? builder.add(projection, bias, 'biased') : projection
    const ofKind = layer.spec.attention.qkNorm === 'all-heads' ? part(x, kind) : x
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
  const choice = builder.input('choice.own', [1, 1, 'heads'])
  const flat = builder.reshape(heads, [0, 0, -1], 'flatHeads')
  const sum = builder.reshape(builder.matMul(choice, flat, 'ownHeads'), [1, 1, -1, config.dModel], 'ofHeads')
  const between = builder.input('between', [1, 1, rows, config.dModel])
  return builder.add(builder.add(stream, sum, 'withHeads'), between, 'afterHeads')
}
