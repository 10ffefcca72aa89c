import { keptClass, type KeptClass } from '../../engine/graph'
import type { StabilityDetail } from './stability'

/** What was measured over circuits of about this size: scores are measured at several. */
export function nearestStability(
  stabilities: readonly StabilityDetail[],
  kept: number,
): StabilityDetail | null {
  const distance = ({ sizes }: StabilityDetail) => Math.abs(sizes.mean - kept)
  return stabilities.toSorted((a, b) => distance(a) - distance(b))[0] ?? null
}

/** In how many of the circuits an edge is, and what that makes it. */
export function edgeStability(
  { kept, circuits }: StabilityDetail,
  edge: number,
): { count: number; className: KeptClass } {
  const count = kept.edgeCounts[positionOf(edge, kept.edges)] ?? 0
  return { count, className: keptClass(count, circuits) }
}

/** The same of a node. */
export function nodeStability(
  { kept, circuits }: StabilityDetail,
  node: string,
): { count: number; className: KeptClass } {
  const count = kept.nodes[node] ?? 0
  return { count, className: keptClass(count, circuits) }
}

/** In ascending numbers; -1 where it is none of them. */
function positionOf(value: number, ascending: readonly number[]): number {
  let [low, high] = [0, ascending.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    if (ascending[middle] === value) return middle
    if (ascending[middle] < value) low = middle + 1
    else high = middle - 1
  }
  return -1
}
