/** Edges that every one of the circuits has. */
export function edgesOfAll(circuits: readonly { kept: Int32Array }[]): ReadonlySet<number> {
  const [first, ...others] = circuits
  const shared = new Set(first?.kept)
  for (const { kept } of others) {
    const own = new Set(kept)
    for (const edge of shared) if (!own.has(edge)) shared.delete(edge)
  }
  return shared
}

/** Of a circuit's edges those to draw, the ones that not all share first; and how many are left out. */
export function edgesToDraw(
  edges: Int32Array,
  shared: ReadonlySet<number>,
  most: number,
): { own: number[]; common: number[]; hidden: number } {
  const own: number[] = []
  const common: number[] = []
  for (const edge of edges) (shared.has(edge) ? common : own).push(edge)
  const drawnOwn = own.slice(0, most)
  const drawnCommon = common.slice(0, most - drawnOwn.length)
  return { own: drawnOwn, common: drawnCommon, hidden: edges.length - drawnOwn.length - drawnCommon.length }
}
