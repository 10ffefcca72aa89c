import { MultiSelect } from '@mantine/core'
import { useMemo } from 'react'
import { edgeName, shownEdge, shownNode, type ComputationalGraph } from '../../../engine/graph'

interface CutEdgesProps {
  graph: ComputationalGraph
  head: string
  /** Those of the circuit are offered first; null without one. */
  circuit: Int32Array | null
  cut: readonly number[]
  onChange: (cut: number[]) => void
}

/** How many edges are listed at once; the others are found by typing. */
const MOST_LISTED = 60

/** Which edges into the head are cut for its pattern in the patched run. */
export function CutEdges({ graph, head, circuit, cut, onChange }: CutEdgesProps) {
  const data = useMemo(() => groupsOf(edgesInto(graph, head), graph, circuit), [graph, head, circuit])
  return (
    <MultiSelect
      size="xs"
      aria-label={`Edges into ${shownNode(head)} that are cut`}
      placeholder={cut.length === 0 ? 'Cut edges into it…' : ''}
      searchable
      clearable
      limit={MOST_LISTED}
      comboboxProps={{ zIndex: 1000 }}
      data={data}
      value={cut.map(String)}
      onChange={(chosen) => onChange(chosen.map(Number))}
    />
  )
}

/** Those that carry something into its query, key or value. */
export function edgesInto(graph: ComputationalGraph, node: string): number[] {
  const edges = Array.from({ length: graph.edgeCount }, (_, edge) => edge)
  return edges.filter((edge) => graph.receivers[graph.edgeReceiver[edge]].node === node)
}

function groupsOf(edges: readonly number[], graph: ComputationalGraph, circuit: Int32Array | null) {
  const kept = new Set(circuit)
  const items = (chosen: readonly number[]) =>
    chosen.map((edge) => ({
      value: String(edge),
      label: shownEdge(graph, edge),
      title: edgeName(graph, edge),
    }))
  const groups = [
    { group: 'In the circuit', items: items(edges.filter((edge) => kept.has(edge))) },
    { group: kept.size > 0 ? 'Other edges' : 'Edges', items: items(edges.filter((edge) => !kept.has(edge))) },
  ]
  return groups.filter((group) => group.items.length > 0)
}
