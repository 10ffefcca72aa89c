import type { EdgesConfig } from '../../../contract'
import { checkAblation } from '../../experiment/ablation'
import { edgesByName, edgesFrom, edgesInto } from '../../experiment/edge-names'
import { baseSide, graphOf } from '../../experiment/experiment'
import type { ComputationalGraph } from '../../graph'
import type { EngineMethod } from '../engine-method'
import { edgePatching } from './edge-patching'
import { edgesMemory } from './memory'

export { edgesMemory } from './memory'
export { edgePatching, type EdgePatchingOptions, type PatchedEdges } from './edge-patching'

export const edgesMethod: EngineMethod<'edges'> = {
  /** Nodes and edges the model does not have are refused. */
  check({ config: model }, { direction, ablation, select }) {
    checkAblation(direction, ablation)
    selectedEdges(graphOf(model), select)
  },
  memory: edgesMemory,

  async *run(experiment, { metric, direction, ablation, mlps, select }, { effects: known }) {
    const edges = selectedEdges(graphOf(experiment.config), select)
    const options = { metric, direction, ablation, mlps, edges, known }
    const { scores, baseline } = yield* edgePatching(experiment, options)
    yield { type: 'baseline', ...baseline, metricInitial: baseline[baseSide(direction)].mean[metric] }
    return {
      result: { kind: 'edges', scores },
      testsRun: scores.edge.length,
      metricFinal: null,
      circuit: null,
    }
  },
}

/** Edge indices; undefined for a sweep over all. */
function selectedEdges(graph: ComputationalGraph, select: EdgesConfig['select']): number[] | undefined {
  switch (select.kind) {
    case 'all':
      return undefined
    case 'list':
      return edgesByName(graph, select.edges)
    case 'into':
      return edgesInto(graph, select.receiver)
    case 'from':
      return edgesFrom(graph, select.sender)
  }
}
