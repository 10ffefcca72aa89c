import type { RunComparison } from '../../../contract'
import type { EdgeLook } from '../../graph/looks'

/** As many as the canvas draws smoothly. */
const MOST_DRAWN = 1000

/** The edges of the union to draw, differences first, and how many are left out. */
export function unionLooks(
  comparison: Pick<RunComparison, 'onlyA' | 'onlyB' | 'both'>,
  selectedEdge: number | null,
  most = MOST_DRAWN,
): { looks: EdgeLook[]; hidden: number } {
  const { onlyA, onlyB, both } = comparison
  const total = onlyA.length + onlyB.length + both.length
  const ofA = Math.min(onlyA.length, Math.max(most / 2, most - onlyB.length))
  const ofB = Math.min(onlyB.length, most - ofA)
  const looks: EdgeLook[] = [
    ...Array.from(both.subarray(0, most - ofA - ofB), (edge) => ({ edge, kind: 'both' as const })),
    ...Array.from(onlyB.subarray(0, ofB), (edge) => ({ edge, kind: 'only-b' as const })),
    ...Array.from(onlyA.subarray(0, ofA), (edge) => ({ edge, kind: 'only-a' as const })),
  ]
  // The selected edge is always drawn.
  if (selectedEdge !== null && !looks.some(({ edge }) => edge === selectedEdge)) {
    if (both.includes(selectedEdge)) looks.push({ edge: selectedEdge, kind: 'both' })
    else if (onlyA.includes(selectedEdge)) looks.push({ edge: selectedEdge, kind: 'only-a' })
    else if (onlyB.includes(selectedEdge)) looks.push({ edge: selectedEdge, kind: 'only-b' })
  }
  return { looks, hidden: total - looks.length }
}
