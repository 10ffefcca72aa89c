/** `absolute`: the largest magnitude first. `signed`: what matters most first. */
export type RankBy = 'absolute' | 'signed'

/**
 * Edge indices, most important first; equal ones by edge index, those without a score (NaN) last. `importance`
 * [edge] are scores turned so that positive = matters (contract: importanceOf); `absolute` needs no turning.
 */
export function rankEdges(importance: ArrayLike<number>, by: RankBy): Int32Array {
  const weights = Float64Array.from(importance, (score) => {
    if (Number.isNaN(score)) return -Infinity
    return by === 'absolute' ? Math.abs(score) : score
  })
  return Int32Array.from(weights, (_, edge) => edge).sort((a, b) => weights[b] - weights[a] || a - b)
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
