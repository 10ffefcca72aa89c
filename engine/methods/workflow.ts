import { type EdgeScores, type PlaceScores, type RunConfig, type WorkflowResult } from '../../contract'
import { Circuit, headName, mlpName, withoutDanglingEdges, type ComputationalGraph } from '../graph'
import {
  activationPatching,
  attributionPatching,
  baseSide,
  checkGradientMetric,
  edgePatching,
  graphOf,
  placeEffects,
  type Baseline,
  type Experiment,
  type Place,
  type PlaceChoice,
} from '../patching'
import { judge } from './evaluate'
import { progressOf, type MethodEvents } from './method-event'
import { agreementOn } from './node-methods'
import { estimateColumns, exactColumns, placeOfRow } from './place-columns'

export type WorkflowConfig = Extract<RunConfig, { method: 'workflow' }>

/** Of the difference of the clean and the corrupt metric: what a confirmed place and a proposed edge must reach. */
const SHARE = 0.01

/** @throws PatchbayError (bad-input) for kl with noising: its screening would be 0 everywhere. */
export function checkWorkflow({ metric, direction }: WorkflowConfig): void {
  checkGradientMetric(metric, direction)
}

/**
 * Three stages and a judgement. Screen: attribution patching of every head and MLP (positions and neurons
 * beside them). Confirm: activation patching of the top k heads and MLPs. Trace: the exact effect of every edge
 * among input, logits and those whose exact effect is at least 1 % of |clean - corrupt|. Proposed: the traced
 * edges whose effect is at least as large, without dangling ones; it is judged at once.
 */
export async function* runWorkflow(
  experiment: Experiment,
  config: WorkflowConfig,
  choices: Record<string, string>,
): MethodEvents {
  const { metric, direction, top } = config
  const run = { metric, direction }
  const found = yield* progressOf(attributionPatching(experiment, { ...run, sites: undefined }))
  const { baseline } = found
  const base = baseline[baseSide(direction)]
  yield { type: 'baseline', ...baseline, metricInitial: base.mean[metric] }
  const words = screenedPlaces(experiment)
  const scored = words.flatMap((word) => placeEffects(experiment.config, found, word))
  const passes = { forward: found.passes.forwards, backward: found.passes.backwards }
  const screen = estimateColumns(scored, { ...run, baseline, passes })

  const places = topNodes(screen, top)
  const patched = yield* progressOf(activationPatching(experiment, { direction, choices: [], places, metrics: [metric] }))
  const exact = exactColumns(patched.scores, { ...run, baseline, passes: { forward: 4 + patched.patchedRuns, backward: 0 } })
  const confirm = agreementOn(exact, screen)!

  const graph = graphOf(experiment.config)
  const limit = SHARE * rangeOf(baseline, metric)
  const edges = edgesAmong(graph, confirmedNodes(exact, limit))
  const traced = yield* progressOf(edgePatching(experiment, { direction, edges, metrics: [metric] }))
  const trace: EdgeScores = {
    edge: Int32Array.from(traced.scores, ({ edge }) => edge),
    score: Float64Array.from(traced.scores, ({ effect }) => effect[metric]!),
    perPrompt: Float64Array.from(
      traced.scores.flatMap(({ perPrompt }) => [...perPrompt[metric]!.map((value, i) => value - base.perPrompt[metric][i])]),
    ),
    baseMetric: base.mean[metric],
    promptCount: base.perPrompt[metric].length,
    passes: { forward: 2 + edges.length, backward: 0 },
  }

  const proposed = proposedCircuit(graph, trace, limit)
  const given = { name: 'the proposed circuit', edges: proposed, scores: null }
  const judged = yield* judge(experiment, { metric, given, reference: null, top: [], by: 'absolute', choices })
  const workflow: WorkflowResult = { screen, confirm, trace, proposed, judgement: judged.evaluation }
  const { measurement, faithfulness } = judged.report
  yield {
    type: 'result',
    outcome: {
      result: { kind: 'workflow', workflow },
      testsRun: patched.patchedRuns + edges.length,
      metricFinal: measurement.mean[metric],
      circuit: { edges: proposed, measurement, faithfulness: faithfulness.mean },
    },
  }
}

function screenedPlaces({ config }: Experiment): PlaceChoice[] {
  const withMlps: PlaceChoice[] = ['resid', 'heads', 'heads-by-position', 'mlp', 'neurons']
  return config.mlp.kind === 'none' ? ['resid', 'heads', 'heads-by-position'] : withMlps
}

/** The heads and MLPs (all positions at once) with the largest estimates, largest first. */
function topNodes(screen: PlaceScores, top: number): Place[] {
  const rows = Array.from(screen.place, (_, row) => row)
  return rows
    .map((row) => ({ row, place: placeOfRow(screen, row) }))
    .filter(({ place }) => isNode(place))
    .sort((a, b) => Math.abs(screen.effect[b.row]) - Math.abs(screen.effect[a.row]))
    .slice(0, top)
    .map(({ place }) => place)
}

const isNode = ({ place, pos }: Place) => pos === undefined && (place === 'heads' || place === 'mlp')

function confirmedNodes(exact: PlaceScores, limit: number): Set<string> {
  const names = ['input', 'logits']
  exact.effect.forEach((effect, row) => {
    const { layer, head } = placeOfRow(exact, row)
    if (Math.abs(effect) >= limit) names.push(head === undefined ? mlpName(layer) : headName(layer, head))
  })
  return new Set(names)
}

function edgesAmong(graph: ComputationalGraph, nodes: ReadonlySet<string>): number[] {
  const isAmong = (edge: number) =>
    nodes.has(graph.senders[graph.edgeSender[edge]].name) && nodes.has(graph.receivers[graph.edgeReceiver[edge]].node)
  return Array.from({ length: graph.edgeCount }, (_, edge) => edge).filter(isAmong)
}

function proposedCircuit(graph: ComputationalGraph, { edge, score }: EdgeScores, limit: number): Int32Array {
  const strong = edge.filter((_, row) => Math.abs(score[row]) >= limit)
  return withoutDanglingEdges(graph, Circuit.of(graph.edgeCount, strong)).edges()
}

function rangeOf({ clean, corrupt }: Baseline, metric: WorkflowConfig['metric']): number {
  return Math.abs(clean.mean[metric] - corrupt.mean[metric])
}
