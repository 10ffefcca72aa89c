import { edgeStability, nodeStability, type StabilityDetail } from '../../../../contract'
import { edgeName, type KeptClass } from '../../../../engine/graph'
import { graphOfShape } from '../../../state/graph-of-shape'

/** An edge or a node that at least one of the circuits has. */
export interface KeptRow {
  kind: 'edge' | 'node'
  /** As files have it. */
  name: string
  count: number
  className: KeptClass
}

/** What at least one circuit has, most often first. */
export function keptRows(stability: StabilityDetail, kind: KeptRow['kind']): KeptRow[] {
  const { kept, shape } = stability
  const graph = graphOfShape(shape)
  const rows: KeptRow[] =
    kind === 'edge'
      ? kept.edges.map((edge) => ({ kind, name: edgeName(graph, edge), ...edgeStability(stability, edge) }))
      : Object.keys(kept.nodes).map((node) => ({ kind, name: node, ...nodeStability(stability, node) }))
  return rows.sort((a, b) => b.count - a.count)
}

/** [rank] in what part of the circuits the edge or node is, most often first. */
export function keptShares(rows: readonly KeptRow[], { circuits }: StabilityDetail): number[] {
  return rows.map(({ count }) => count / circuits)
}

type Cell = string | number

/** Of each pair of rows, all and by axis, the mean index with its interval. */
export function csvOfAlike({ all, byAxis }: StabilityDetail): Cell[][] {
  const rows = all ? [{ axis: 'all', ...all }, ...byAxis] : []
  return [
    ['over', 'of', 'mean_jaccard', 'low_95', 'high_95', 'pairs'],
    ...rows.flatMap(({ axis, pairs, ...of }) =>
      (['edges', 'nodes'] as const).map((what): Cell[] => {
        const { mean, interval } = of[what]
        return [axis, what, mean, interval?.low ?? NaN, interval?.high ?? NaN, pairs]
      }),
    ),
  ]
}

/** Every edge and node that at least one circuit has. */
export function csvOfKept(stability: StabilityDetail): Cell[][] {
  const rows = [...keptRows(stability, 'edge'), ...keptRows(stability, 'node')]
  return [
    ['kind', 'name', 'kept_in', 'circuits', 'share', 'class'],
    ...rows.map(({ kind, name, count, className }) => [
      ...[kind, name, count, stability.circuits],
      ...[count / stability.circuits, className],
    ]),
  ]
}
