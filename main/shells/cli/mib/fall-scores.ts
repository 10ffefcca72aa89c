/** What ACDC kept at one threshold. */
export interface AcdcCircuit {
  threshold: number
  /** [edge] */
  kept: readonly boolean[]
  /** [edge] what cutting it did when it was decided, positive = it hurt; null where it was not tested. */
  harm: readonly (number | null)[]
}

/**
 * [edge] Edges by the threshold at which they fall: above the highest one at which ACDC keeps the edge (0 where there is none),
 * below the next one. Between the two, edges that fall there are ordered by their harm of removal in the run that cut them
 * (of those that the highest threshold keeps, in that run), equal ones alike and those that were not tested first. Those that
 * never fall lie between the highest threshold and twice it.
 * @param circuits of ascending thresholds above 0, at least one
 */
export function fallScores(circuits: readonly AcdcCircuit[]): Float64Array {
  const edgeCount = circuits[0].kept.length
  const scores = new Float64Array(edgeCount)
  const levels = Array.from({ length: circuits.length + 1 }, (): number[] => [])
  for (let edge = 0; edge < edgeCount; edge++)
    levels[circuits.findLastIndex(({ kept }) => kept[edge]) + 1].push(edge)
  levels.forEach((edges, level) => {
    const lower = level === 0 ? 0 : circuits[level - 1].threshold
    const upper = circuits[level]?.threshold ?? 2 * lower
    const { harm } = circuits[Math.min(level, circuits.length - 1)]
    const ranks = ranksOf(edges.map((edge) => harm[edge] ?? -Infinity))
    const steps = Math.max(...ranks, 0) + 1
    edges.forEach((edge, i) => (scores[edge] = lower + ((upper - lower) * ranks[i]) / steps))
  })
  return scores
}

/** [value] its position among the different values; the least has 1. */
function ranksOf(values: readonly number[]): number[] {
  const ordered = [...new Set(values)].sort((a, b) => a - b)
  const rank = new Map(ordered.map((value, at) => [value, at + 1]))
  return values.map((value) => rank.get(value)!)
}
