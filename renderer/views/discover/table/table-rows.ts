import { shownNode, type ComputationalGraph } from '../../../../engine/graph'
import { keptEdges } from '../../../graph/draw-cap'
import { edgeValue, shownValue } from '../../../state/edge-values'
import type { EdgeColumn, NodeColumn } from '../../../state/graph-table'
import { KEPT, UNDECIDED, type LiveRun } from '../../../state/live-run'
import type { Sort } from '../../../widgets/grid-table'

/** The edges that are listed, sorted; without a sort those of the circuit by value, all others in the order of the graph. */
export function edgeRows(
  graph: ComputationalGraph,
  run: LiveRun | null,
  isAll: boolean,
  sort: Sort<EdgeColumn> | null,
): number[] {
  const edges = isAll
    ? Array.from({ length: graph.edgeCount }, (_, edge) => edge)
    : run
      ? [...keptEdges(run)]
      : []
  if (!sort) return edges
  return sorted(edges, sort.descending, (edge) => edgeKey(run, edge, sort.column))
}

function edgeKey(run: LiveRun | null, edge: number, column: EdgeColumn): number {
  if (column === 'edge' || !run) return edge
  if (column === 'state') return run.state[edge]
  return column === 'harm' ? run.delta[edge] : shownValue(run, edge)
}

/** What an edge of the circuit on screen is: edges with the best scores are chosen, and no method kept them. */
export function circuitWord(run: LiveRun | null): 'kept' | 'chosen' {
  return run?.excerpt?.kind === 'scores' ? 'chosen' : 'kept'
}

/** `kept`, `removed` or `undecided`; by score `chosen` or `not chosen`. */
export function edgeState(run: LiveRun | null, edge: number): string {
  const state = run?.state[edge] ?? UNDECIDED
  if (circuitWord(run) === 'chosen') return state === KEPT ? 'chosen' : 'not chosen'
  return state === KEPT ? 'kept' : state === UNDECIDED ? 'undecided' : 'removed'
}

/** A node of the graph, and what of the circuit begins and ends at it. */
export interface NodeRow {
  node: string
  kind: string
  edgesIn: number
  edgesOut: number
  /** The largest |value| of its kept edges; 0 where it has none. */
  largest: number
}

/** Every node once, in the order of the graph unless sorted otherwise. */
export function nodeRows(graph: ComputationalGraph, run: LiveRun | null, sort: Sort<NodeColumn>): NodeRow[] {
  const names = new Set([
    ...graph.senders.map(({ name }) => name),
    ...graph.receivers.map(({ node }) => node),
  ])
  const rows = new Map([...names].map((node) => [node, emptyRow(node)]))
  for (const edge of run ? keptEdges(run) : []) {
    const size = Math.abs(edgeValue(run!, edge)) || 0
    const from = rows.get(graph.senders[graph.edgeSender[edge]].name)!
    const to = rows.get(graph.receivers[graph.edgeReceiver[edge]].node)!
    from.edgesOut++
    to.edgesIn++
    for (const row of [from, to]) row.largest = Math.max(row.largest, size)
  }
  const all = [...rows.values()]
  const order = new Map(all.map((row, at) => [row, at]))
  const { column, descending } = sort
  if (column === 'kind') {
    const kinds = [...new Set(all.map(({ kind }) => kind))].sort()
    return sorted(all, descending, ({ kind }) => kinds.indexOf(kind))
  }
  const key = { in: 'edgesIn', out: 'edgesOut', largest: 'largest' } as const
  return sorted(all, descending, (row) => (column === 'node' ? order.get(row)! : row[key[column]]))
}

function emptyRow(node: string): NodeRow {
  return { node, kind: kindOf(node), edgesIn: 0, edgesOut: 0, largest: 0 }
}

function kindOf(node: string): string {
  if (node === 'input') return 'embedding'
  if (node === 'logits') return 'output'
  return shownNode(node).startsWith('MLP') ? 'MLP' : 'head'
}

/** Stable, what has no number last either way. */
function sorted<Row>(rows: readonly Row[], descending: boolean, keyOf: (row: Row) => number): Row[] {
  const sign = descending ? -1 : 1
  return rows
    .map((row) => ({ row, key: keyOf(row) }))
    .sort((a, b) => Number(Number.isNaN(a.key)) - Number(Number.isNaN(b.key)) || sign * (a.key - b.key) || 0)
    .map(({ row }) => row)
}
