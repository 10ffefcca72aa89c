import { layerSpec, type AttentionSpec, type Rotary, type TransformerConfig } from '../model/transformer'
import { floatTensor, type Feeds, type Value } from '../onnx'
import type { Layer } from './model-parts'

/** What q and k at some positions of each prompt need to know of them. */
export interface PositionInputs {
  length: number
  /** Added to scores: what a query there may attend to. */
  mask: Value | null
  /** Key position - query position, where attention is biased by it (ALiBi). */
  distance: Value | null
  rotary: { cos: Value; sin: Value } | null
}

/** Every position: tables are constants of the graph. */
export function everyPosition({ parts, spec }: Layer): PositionInputs {
  const { builder, config, length } = parts
  const { attention } = spec
  const square = (values: number[]) => builder.constant(values, [length, length])
  const table = (values: number[]) => builder.constant(values, [length, config.dHead])
  const tables = attention.rotary && rotaryTables(length, config.dHead, attention.rotary)
  const mask = attentionMask(length, config.causal, attention.window)
  return {
    length,
    mask: mask && square(mask),
    distance: attention.alibi ? square(distances(length)) : null,
    rotary: tables && { cos: table(tables.cos), sin: table(tables.sin) },
  }
}

/** Each prompt's answer position alone; fed as answerPositionFeeds gives it. */
export function answerPosition({ parts, spec }: Layer): PositionInputs {
  const { builder, config, length } = parts
  const { attention } = spec
  const input = (name: string, width: number) => builder.input(name, ['batch', 1, width])
  const names = inputNames(attention, length)
  const { rotary } = attention
  return {
    length: 1,
    mask: attentionMask(1, config.causal, attention.window) && input(names.mask, length),
    distance: attention.alibi ? input(names.distance, length) : null,
    rotary: rotary && { cos: input(names.cos, config.dHead), sin: input(names.sin, config.dHead) },
  }
}

/**
 * Feeds of answerPosition for every layer: each prompt's rows of the masks and of the rotary tables, [batch, 1, ..].
 * Layers that differ have names of their own.
 */
export function answerPositionFeeds(
  config: TransformerConfig,
  length: number,
  answerPositions: readonly number[],
): Feeds {
  const { dHead, causal, layerCount } = config
  const feeds: Feeds = {}
  const put = (name: string, width: number, tableOf: () => number[] | null) => {
    const table = feeds[name] ? null : tableOf()
    if (!table) return
    const rows = answerPositions.flatMap((position) => table.slice(position * width, (position + 1) * width))
    feeds[name] = floatTensor(Float32Array.from(rows), [answerPositions.length, 1, width])
  }
  for (let layer = 0; layer < layerCount; layer++) {
    const { attention } = layerSpec(config, layer)
    const { rotary, window, alibi } = attention
    const names = inputNames(attention, length)
    put(names.mask, length, () => attentionMask(length, causal, window))
    if (alibi) put(names.distance, length, () => distances(length))
    if (!rotary) continue
    put(names.cos, dHead, () => rotaryTables(length, dHead, rotary).cos)
    put(names.sin, dHead, () => rotaryTables(length, dHead, rotary).sin)
  }
  return feeds
}

/** Names say what the tables hold, so that one record of feeds serves layers that differ. */
function inputNames({ window, rotary }: AttentionSpec, length: number) {
  const factors = rotary && factorsOf(rotary, length)
  const turn = rotary
    ? [rotary.dims, rotary.theta, rotary.pairs, rotary.magnitude, ...(factors ?? [])].join('.')
    : ''
  return {
    mask: window === null ? 'answer.mask' : `answer.mask.window${window}`,
    distance: 'answer.distance',
    cos: `answer.cos.${turn}`,
    sin: `answer.sin.${turn}`,
  }
}

/** A finite minimum instead of -Infinity, so that no gradient can meet Infinity - Infinity. */
export const HIDDEN = -1e30

/** [pos, pos] added to attention scores: row = query, column = key; null where every query sees every key. */
export function attentionMask(length: number, causal: boolean, window: number | null): number[] | null {
  if (!causal && window === null) return null
  return Array.from({ length: length * length }, (_, i) =>
    isSeen(Math.floor(i / length), i % length, causal, window) ? 0 : HIDDEN,
  )
}

/** Whether a query sees a key: not a later one under causal attention, and none that has left its window. */
export function isSeen(query: number, key: number, causal: boolean, window: number | null): boolean {
  return !(causal && key > query) && (window === null || key > query - window)
}

/** [pos, pos] key - query */
function distances(length: number): number[] {
  return Array.from({ length: length * length }, (_, i) => (i % length) - Math.floor(i / length))
}

/**
 * Rotary position embedding as three tables: rotated = x * cos + (x @ quarterTurn) * sin. The dimensions of a pair turn
 * by one angle; those from `dims` on stay as they are. The angles are computed in float64 and rounded once.
 */
export interface RotaryTables {
  /** [pos, dHead] */
  cos: number[]
  sin: number[]
  /** [dHead, dHead]; entries 0, 1, -1, so the product is exact */
  quarterTurn: number[]
}

/** `length`: of the longest prompt; see commonLength for prompts of which not all have the same factors. */
export function rotaryTables(length: number, dHead: number, rotary: Rotary): RotaryTables {
  const { dims, theta, pairs, magnitude } = rotary
  const factors = factorsOf(rotary, length)
  const half = dims / 2
  /** Which pair a dimension belongs to, and the two dimensions of a pair. */
  const pairOf = (i: number) => (pairs === 'halves' ? i % half : Math.floor(i / 2))
  const ends = (pair: number) => (pairs === 'halves' ? [pair, pair + half] : [2 * pair, 2 * pair + 1])
  const angle = (position: number, i: number) =>
    position * theta ** ((-2 * pairOf(i)) / dims) * (factors?.[pairOf(i)] ?? 1)
  const table = (value: (position: number, i: number) => number) =>
    Array.from({ length: length * dHead }, (_, at) => value(Math.floor(at / dHead), at % dHead))
  const quarterTurn = new Array<number>(dHead * dHead).fill(0)
  for (let pair = 0; pair < half; pair++) {
    const [first, second] = ends(pair)
    quarterTurn[second * dHead + first] = -1
    quarterTurn[first * dHead + second] = 1
  }
  return {
    cos: table((position, i) => (i < dims ? magnitude * Math.cos(angle(position, i)) : 1)),
    sin: table((position, i) => (i < dims ? magnitude * Math.sin(angle(position, i)) : 0)),
    quarterTurn,
  }
}

/** The factors of prompts of this length. */
const factorsOf = ({ factors, beyond }: Rotary, length: number) =>
  beyond && length > beyond.length ? beyond.factors : factors
