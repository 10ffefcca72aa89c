import { layerSpec } from '../../engine/model/transformer'
import { capped, matrix, meanOf, rotated, sum, times, vector, type Rows } from './plain-math'
import type { PlainModel } from './plain-parts'
import { contributions, normedPart, normVectors, indicesOf, type PlainTrace } from './plain-trace'

/** A head's score by what its query and its key were read from, as docs/methods.md defines it. */
export interface PlainReasons {
  score: number
  /** The sum of the sizes of what the score is the sum of over dimensions: float32 rounds it by a part of this. */
  size: number
  capped: number | null
  byDistance: number
  probability: number
  /** Of the senders that the head reads, then `constants`. */
  nodes: string[]
  /** [into the query][into the key], NaN where a limit is reached */
  terms: Rows
}

export function plainReasons(
  model: PlainModel,
  trace: PlainTrace,
  head: string,
  query: number,
  key: number,
): PlainReasons {
  const { layer, head: h } = indicesOf(head)!
  const { scale, softCap, alibi } = layerSpec(model.config, layer).attention
  const slope = alibi ? model.weights.layers[layer].alibi!.data[h] : 0
  const dot = (a: readonly number[], b: readonly number[]) => scale * sum(a.map((x, i) => x * b[i]))
  const score = dot(trace.q[layer][h][query], trace.k[layer][h][key])
  const products = trace.q[layer][h][query].map((x, i) => Math.abs(x * trace.k[layer][h][key][i]))
  const { nodes } = contributions(model, trace, layer)
  const q = headParts(model, trace, { layer, head: h, kind: 'q', position: query })
  const k = headParts(model, trace, { layer, head: h, kind: 'k', position: key })
  return {
    score,
    size: scale * sum(products),
    capped: softCap === null ? null : capped(score, softCap),
    byDistance: slope * (key - query),
    probability: trace.pattern[layer][h][query][key],
    nodes,
    terms: q.map((part) => k.map((other) => dot(part, other))),
  }
}

interface Projection {
  layer: number
  head: number
  kind: 'q' | 'k'
  position: number
}

/** What each sender, and last the constants, is of a head's query or key as it is used: [node][dHead]. */
function headParts(model: PlainModel, trace: PlainTrace, at: Projection): Rows {
  const { config } = model
  const { layer, head, kind, position } = at
  const { attention, norms } = layerSpec(config, layer)
  const { attentionNorm } = model.weights.layers[layer]
  const all = contributions(model, trace, layer).rows.map((rows) => rows[position])
  const stream = trace.streams[layer][position]
  const read = norms.beforeAttention
    ? all.map((part) => normedPart(model, part, stream, normVectors(model, attentionNorm).weight))
    : all
  if (norms.beforeAttention) addToLast(read, normVectors(model, attentionNorm).bias)
  const kvHead = Math.floor(head / (config.heads / config.kvHeads))
  const index = kind === 'q' ? head : kvHead
  const heads = kind === 'q' ? config.heads : config.kvHeads
  const projectedBy = (one: number) => {
    const parts = times(read, matrix(model.weights.layers[layer][kind].weight, one))
    addToLast(parts, vector(model.weights.layers[layer][kind].bias, config.dHead, one))
    return parts
  }
  const own = projectedBy(index)
  const everyHead = Array.from({ length: heads }, (_, one) => summed(projectedBy(one)))
  const concerned = attention.qkNorm === 'all-heads' ? everyHead.flat() : everyHead[index]
  const { clip } = attention
  if (clip !== null && concerned.some((x) => Math.abs(x) > clip)) return own.map((row) => row.map(() => NaN))
  const normed = attention.qkNorm === 'none' ? own : qkNormed(model, at, own, everyHead[index], concerned)
  return normed.map((row) => turnedAt(row, position, trace.tokens.length))

  function turnedAt(row: number[], at: number, length: number): number[] {
    const rows = Array.from({ length }, () => row)
    return rotated(rows, attention.rotary)[at]
  }
}

/** Parts of a query or key in its norm; `concerned` is what the deviation is of. */
function qkNormed(
  { config, weights }: PlainModel,
  { layer, head, kind }: Projection,
  parts: Rows,
  whole: readonly number[],
  concerned: readonly number[],
): Rows {
  const { norm } = config
  const isPerHead = layerSpec(config, layer).attention.qkNorm === 'per-head'
  if (norm.kind === 'none') throw new Error('the model has no norms')
  const { weight, bias } = weights.layers[layer][`${kind}Norm`]!
  const kvHead = Math.floor(head / (config.heads / config.kvHeads))
  const index = weight.dims[0] === 1 ? 0 : kind === 'q' ? head : kvHead
  const center = (values: readonly number[]) => (norm.kind === 'layer-norm' ? meanOf(values) : 0)
  const spread = isPerHead ? whole : concerned
  const deviation = Math.sqrt(meanOf(spread.map((x) => (x - center(spread)) ** 2)) + norm.epsilon)
  const scales = vector(weight, config.dHead, index)
  const normed = parts.map((part) => part.map((x, i) => (scales[i] * (x - center(part))) / deviation))
  addToLast(normed, vector(bias, config.dHead, index))
  return normed
}

const summed = (rows: Rows): number[] => rows[0].map((_, i) => sum(rows.map((row) => row[i])))

/** The constants come last. */
function addToLast(rows: Rows, vectorToAdd: readonly number[]): void {
  rows.push(rows.pop()!.map((x, i) => x + vectorToAdd[i]))
}
