import { Circuit, type ComputationalGraph } from '../engine/graph'
import type { Draw } from './random-models'

/**
 * Circuits from those of a few edges to the whole graph, and of each also the circuit without one edge and without one
 * node: what a judgement measures side by side.
 */
export function drawCircuits(draw: Draw, graph: ComputationalGraph): Circuit[] {
  const shares = [2, 5, 20, 50, 80, 95, 100]
  const drawn = shares.map((share) =>
    Circuit.of(
      graph.edgeCount,
      [...graph.edgeSender.keys()].filter(() => draw.below(100) < share),
    ),
  )
  return [
    Circuit.empty(graph.edgeCount),
    ...drawn.flatMap((circuit) => [circuit, ...lesser(draw, graph, circuit)]),
  ]
}

function lesser(draw: Draw, graph: ComputationalGraph, circuit: Circuit): Circuit[] {
  const edges = [...circuit.edges()]
  if (edges.length === 0) return []
  const edge = draw.of(edges)
  const node = graph.edgeSender[draw.of(edges)]
  const isOf = (one: number) =>
    graph.edgeSender[one] === node || graph.receivers[graph.edgeReceiver[one]].sender === node
  return [edges.filter((one) => one !== edge), edges.filter((one) => !isOf(one))].map((some) =>
    Circuit.of(graph.edgeCount, some),
  )
}
