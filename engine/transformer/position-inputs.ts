import type { TransformerConfig } from '../model/transformer'
import { floatTensor, type Feeds } from '../onnx'

/** A finite minimum instead of -Infinity, so that no gradient can meet Infinity - Infinity. */
const HIDDEN = -1e30

/** [pos, pos] added to attention scores: row = query, column = key. */
export function causalMask(length: number): number[] {
  return Array.from({ length: length * length }, (_, i) => (i % length > Math.floor(i / length) ? HIDDEN : 0))
}

/**
 * Rotary position embedding as three tables: rotated = x * cos + (x @ quarterTurn) * sin.
 * Half-split pairs (Hugging Face convention): dimension i < dims/2 turns with i + dims/2, by the angle
 * pos * theta^(-2i/dims). Dimensions from `dims` on stay as they are. The angles are computed in
 * float64 and rounded once.
 */
export interface RotaryTables {
  /** [pos, dHead] */
  cos: number[]
  sin: number[]
  /** [dHead, dHead]; entries 0, 1, -1, so the product is exact */
  quarterTurn: number[]
}

export function rotaryTables(
  length: number,
  dHead: number,
  { dims, theta }: { dims: number; theta: number },
): RotaryTables {
  const half = dims / 2
  const angle = (position: number, i: number) => position * theta ** ((-2 * (i % half)) / dims)
  const table = (value: (position: number, i: number) => number) =>
    Array.from({ length: length * dHead }, (_, at) => value(Math.floor(at / dHead), at % dHead))
  const quarterTurn = new Array<number>(dHead * dHead).fill(0)
  for (let i = 0; i < half; i++) {
    quarterTurn[(i + half) * dHead + i] = -1
    quarterTurn[i * dHead + i + half] = 1
  }
  return {
    cos: table((position, i) => (i < dims ? Math.cos(angle(position, i)) : 1)),
    sin: table((position, i) => (i < dims ? Math.sin(angle(position, i)) : 0)),
    quarterTurn,
  }
}

/** Feeds of Blocks.answerPlaces: each prompt's rows of the mask and of the rotary tables, [batch, 1, ..]. */
export function answerPlaceFeeds(
  { dHead, layer }: TransformerConfig,
  length: number,
  answerPositions: readonly number[],
): Feeds {
  const rowsOf = (table: number[], width: number) =>
    floatTensor(
      Float32Array.from(
        answerPositions.flatMap((position) => table.slice(position * width, (position + 1) * width)),
      ),
      [answerPositions.length, 1, width],
    )
  const feeds: Feeds = { 'answer.mask': rowsOf(causalMask(length), length) }
  const { rotary } = layer(0).attention
  if (!rotary) return feeds
  const { cos, sin } = rotaryTables(length, dHead, rotary)
  return { ...feeds, 'answer.cos': rowsOf(cos, dHead), 'answer.sin': rowsOf(sin, dHead) }
}
