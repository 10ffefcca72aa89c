/**
 * `absolute`: the largest magnitude first. `signed`: first what hurts most when it is patched, where `sense`
 * is +1 for a metric that grows when things get worse, -1 for one that falls.
 */
export type RankBy = 'absolute' | 'signed'

/** Edge indices, most important first; equal scores by edge index. `scores` [edge] are effects. */
export function rankEdges(scores: ArrayLike<number>, by: RankBy, sense: 1 | -1): Int32Array {
  const weight = (edge: number) => (by === 'absolute' ? Math.abs(scores[edge]) : sense * scores[edge])
  return Int32Array.from({ length: scores.length }, (_, edge) => edge).sort(
    (a, b) => weight(b) - weight(a) || a - b,
  )
}

/** A random order of all edges, the same for the same seed. */
export function shuffledEdges(edgeCount: number, seed: number): Int32Array {
  const random = randomNumbers(seed)
  const edges = Int32Array.from({ length: edgeCount }, (_, edge) => edge)
  for (let last = edgeCount - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    const edge = edges[last]
    edges[last] = edges[other]
    edges[other] = edge
  }
  return edges
}

/** Numbers in [0, 1) from a 32-bit seed (a Weyl sequence, mixed). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32
  }
}
