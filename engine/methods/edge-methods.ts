import type { EdgeScores, EffectColumns, RunConfig } from '../../contract'
import { edgeName, type ComputationalGraph } from '../graph'
import {
  baseSide,
  chainPatching,
  checkAblation,
  checkEapOptions,
  eap,
  edgePatching,
  edgesByName,
  edgesFrom,
  edgesInto,
  edgesOfPath,
  graphOf,
  pathPatching,
  resultOf,
  type Baseline,
  type EapOptions,
  type Experiment,
  type Progress,
  type Score,
} from './patching'
import { progressOf, relayed, type MethodEvent, type MethodEvents } from './method-event'

export type EdgesConfig = Extract<RunConfig, { method: 'edges' }>
export type PathConfig = Extract<RunConfig, { method: 'path' }>
export type EapConfig = Extract<RunConfig, { method: 'eap' }>
type OfModel = Pick<Experiment, 'config'>

/** @throws PatchbayError (bad-input) for nodes and edges the model does not have, and as checkAblation. */
export function checkEdges({ config: model }: OfModel, config: EdgesConfig): void {
  checkAblation(config.direction, config.ablation)
  selectedEdges(graphOf(model), config.select)
}

/** @throws PatchbayError (bad-input) for a text that is no path, for edges that cannot exist, and as checkAblation. */
export function checkPath({ config: model }: OfModel, { path, ablation, direction }: PathConfig): void {
  checkAblation(direction, ablation)
  edgesOfPath(graphOf(model), path)
}

/** @throws PatchbayError (bad-input) as checkEapOptions. */
export function checkEap(config: EapConfig): void {
  checkEapOptions(eapOptions(config))
}

const eapOptions = ({ metric, direction, igSteps, ablation }: EapConfig): EapOptions => ({
  metric,
  direction,
  ablation,
  igSteps: igSteps > 0 ? igSteps : undefined,
})

/** Edge indices, ascending, each once. */
function selectedEdges(graph: ComputationalGraph, select: EdgesConfig['select']): number[] {
  switch (select.kind) {
    case 'all':
      return Array.from({ length: graph.edgeCount }, (_, edge) => edge)
    case 'list':
      return [...new Set(edgesByName(graph, select.edges))].sort((a, b) => a - b)
    case 'into':
      return edgesInto(graph, select.receiver)
    case 'from':
      return edgesFrom(graph, select.sender)
  }
}

/**
 * Exact effects of edges. A sweep over all of them tells each effect as it is measured and goes on from the
 * `known` ones; it keeps no effects per prompt. A selection is small: it is measured in one go.
 */
export async function* runEdges(
  experiment: Experiment,
  config: EdgesConfig,
  known: EffectColumns,
): MethodEvents {
  const { direction, metric, select } = config
  const isSweep = select.kind === 'all'
  const effects = new Map(isSweep ? Array.from(known.edge, (edge, row) => [edge, known.effect[row]]) : [])
  const selected = selectedEdges(graphOf(experiment.config), select)
  const values = new Map<number, Float64Array>()
  const rest = selected.filter((edge) => !effects.has(edge))
  const baseline = yield* relayed(measuredEdges(experiment, config, rest), (event): MethodEvent | null => {
    if (event.type === 'progress') return { ...event, done: effects.size, total: selected.length }
    if (event.type !== 'measured') return event
    const { edge, effect, perPrompt } = event
    effects.set(edge, effect)
    if (isSweep) return { type: 'effect', edge, effect }
    values.set(edge, perPrompt)
    return null
  })
  const base = baseline[baseSide(direction)]
  yield { type: 'baseline', ...baseline, metricInitial: base.mean[metric] }
  const perPrompt = selected.flatMap((edge) => effectsPerPrompt(values.get(edge), base.perPrompt[metric]))
  const scores: EdgeScores = {
    edge: Int32Array.from(selected),
    score: Float64Array.from(selected, (edge) => effects.get(edge)!),
    perPrompt: isSweep ? null : Float64Array.from(perPrompt),
    baseMetric: base.mean[metric],
    promptCount: base.perPrompt[metric].length,
    passes: { forward: 2 + selected.length, backward: 0 },
  }
  yield {
    type: 'result',
    outcome: {
      result: { kind: 'edges', scores },
      testsRun: selected.length,
      metricFinal: null,
      circuit: null,
    },
  }
}

/** [prompt] effects from metrics of the patched run; none where those were not kept. */
export function effectsPerPrompt(values: Float64Array | undefined, base: Float64Array): number[] {
  return Array.from(values ?? [], (value, prompt) => value - base[prompt])
}

/** An edge's effect, and [prompt] the metric of the patched run. */
type Measured = { type: 'measured'; edge: number; effect: number; perPrompt: Float64Array }

/** Frozen MLPs are exact edge patching, many edges in a run; recomputed ones take a path patching for each edge. */
async function* measuredEdges(
  experiment: Experiment,
  { direction, metric, mlps, ablation }: EdgesConfig,
  edges: number[],
): AsyncGenerator<Progress | Measured, Baseline> {
  const measured = (edge: number, { effect, perPrompt }: Score): Measured => {
    return { type: 'measured', edge, effect: effect[metric]!, perPrompt: perPrompt[metric]! }
  }
  if (mlps === 'frozen' || edges.length === 0) {
    const method = edgePatching(experiment, { direction, ablation, metrics: [metric], edges })
    const { baseline } = yield* relayed(method, (event) =>
      event.type === 'edge' ? measured(event.score.edge, event.score) : event,
    )
    return baseline
  }
  const graph = graphOf(experiment.config)
  let baseline: Baseline | null = null
  yield { type: 'stage', stage: 'patching edges, MLPs recomputed' }
  for (const [i, edge] of edges.entries()) {
    const [sender, receiver] = edgeName(graph, edge).split('->')
    const nodes = { senders: [sender], receivers: [receiver], mlps }
    const options = { direction, ablation, metrics: [metric], ...nodes }
    const found = await resultOf(pathPatching(experiment, options))
    baseline = found.baseline
    yield measured(edge, found.score)
    yield { type: 'progress', done: i + 1, total: edges.length }
  }
  return baseline!
}

export async function* runPath(
  experiment: Experiment,
  { path, direction, ablation, metric }: PathConfig,
): MethodEvents {
  const { score, baseline, edges } = yield* progressOf(
    chainPatching(experiment, { path, direction, ablation, metrics: [metric] }),
  )
  const base = baseline[baseSide(direction)]
  yield { type: 'baseline', ...baseline, metricInitial: base.mean[metric] }
  const value = score.value[metric]!
  const found = {
    path: pathText(edges),
    value,
    effect: score.effect[metric]!,
    perPrompt: score.perPrompt[metric]!.map((one, prompt) => one - base.perPrompt[metric][prompt]),
    baseMetric: base.mean[metric],
  }
  yield {
    type: 'result',
    outcome: { result: { kind: 'path', score: found }, testsRun: 1, metricFinal: value, circuit: null },
  }
}

/** `a0.h1->a1.h2<q>`, `a1.h2->logits` as `a0.h1->a1.h2<q>->logits` */
function pathText(edges: readonly string[]): string {
  return [edges[0].split('->')[0], ...edges.map((edge) => edge.split('->')[1])].join('->')
}

export async function* runEap(experiment: Experiment, config: EapConfig): MethodEvents {
  const { direction, metric } = config
  const { scores, baseline, passes } = yield* progressOf(eap(experiment, eapOptions(config)))
  const base = baseline[baseSide(direction)]
  yield { type: 'baseline', ...baseline, metricInitial: base.mean[metric] }
  const columns: EdgeScores = {
    edge: Int32Array.from(scores, (_, edge) => edge),
    score: scores,
    perPrompt: null,
    baseMetric: base.mean[metric],
    promptCount: base.perPrompt[metric].length,
    passes: { forward: passes.forwards, backward: passes.backwards },
  }
  yield {
    type: 'result',
    outcome: { result: { kind: 'edges', scores: columns }, testsRun: 0, metricFinal: null, circuit: null },
  }
}
