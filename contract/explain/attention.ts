/** Why a head looks from one position to another: its score there, by what its query and its key were read from. */
export interface AttentionReasons {
  head: string
  prompt: number
  query: number
  key: number
  run: 'clean' | 'corrupt'
  /** q . k * scale, before a soft cap; with ALiBi its term is apart */
  score: number
  probability: number
  /** Senders that the head reads, in the order of the graph, then `constants` (biases of the norm and of q or k, earlier b_O). */
  nodes: string[]
  /** [node into the query, node into the key], adding up to the score */
  terms: Float64Array
  /** Sums over the other side: [node] */
  intoQuery: Float64Array
  intoKey: Float64Array
  /** sum of the terms - score */
  gap: number
  /** What is added to the score by distance (ALiBi), 0 without. */
  byDistance: number
  /** The score after the soft cap, null without one. */
  capped: number | null
  notes: string[]
}
