import type { Baselines } from '../../../contract'
import { graphOf, type Experiment } from '../../experiment/experiment'
import { resultOf, type Progress } from '../../experiment/progress'
import { edgeName } from '../../graph'
import { pathPatching } from '../path'
import type { EdgeQuestion, MeasuredEdge } from './measured-edge'

/** Effects of single edges with the MLPs in between recomputed, a path patching for each; at least one edge. */
export async function* recomputedEffects(
  experiment: Experiment,
  question: EdgeQuestion,
  edges: readonly number[],
): AsyncGenerator<Progress<'edges'> | MeasuredEdge, Baselines> {
  const graph = graphOf(experiment.config)
  let baseline: Baselines | null = null
  yield { type: 'stage', stage: 'patching edges, MLPs recomputed' }
  for (const [i, edge] of edges.entries()) {
    const [sender, receiver] = edgeName(graph, edge).split('->')
    const nodes = { senders: [sender], receivers: [receiver], mlps: 'recomputed' } as const
    const found = await resultOf(pathPatching(experiment, { ...question, ...nodes }))
    baseline = found.baseline
    yield { type: 'measured', edge, found: found.score }
    yield { type: 'progress', done: i + 1, total: edges.length }
  }
  return baseline!
}
