import { buildGraph, type ComputationalGraph, type GraphShape } from '../../engine/graph'

const graphs = new Map<string, ComputationalGraph>()

/** The graph of a shape, always the same object: what is drawn stays when only the run changes. */
export function graphOfShape(shape: GraphShape): ComputationalGraph {
  const key = [shape.layers, shape.heads, shape.mlps, shape.parallel].join()
  const graph = graphs.get(key) ?? buildGraph(shape)
  graphs.set(key, graph)
  return graph
}
