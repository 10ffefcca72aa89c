import {
  pickRows,
  siteAt,
  type Ablation,
  type Baselines,
  type Direction,
  type MetricName,
  type Site,
  type SiteScores,
  type Workflow,
} from '../../../contract'
import { baseSide, graphOf, onOtherPart, type Experiment } from '../../experiment/experiment'
import { normalisedEffect } from '../../experiment/faithfulness'
import { inStep, type Method, type Progress } from '../../experiment/progress'
import { Circuit, withoutDanglingEdges } from '../../graph'
import { hasSite } from '../../transformer'
import { activationPatching, agreementOf } from '../activation'
import { attributionPatching } from '../attribution'
import { edgePatching } from '../edges'
import { evaluateCircuits, judgeCircuit, type JudgedCircuit } from '../evaluate'
import type { BaselineEvent } from '../event'
import { edgesAmong } from './edges-among'

export interface WorkflowOptions {
  metric: MetricName
  direction?: Direction
  ablation?: Ablation
  /** How many of the screened nodes are confirmed exactly. */
  top?: number
  /** A node or an edge stays from this part of |m(clean) - m(every edge cut)| on. */
  minNodeShare?: number
  minEdgeShare?: number
}

export interface FoundWorkflow extends Omit<Workflow, 'judgement'> {
  judged: JudgedCircuit
  baseline: Baselines
}

/**
 * Screen all heads and MLPs by attribution, confirm the best by activation patching, trace the edges among them
 * by exact edge patching, propose the circuit of those that matter (without dangling edges), and judge it as any other.
 * Each step is a method of its own. Where the set is split, all but the judgement is about the train part.
 * @throws PatchbayError (bad-input) as those do, and where the metric is the same with every edge cut.
 */
export async function* workflow(
  experiment: Experiment,
  options: WorkflowOptions,
): AsyncGenerator<Progress<'workflow'> | BaselineEvent, FoundWorkflow> {
  const { metric, direction = 'noising', ablation = 'resample', top = 20 } = options
  const { minNodeShare = 0.02, minEdgeShare = 0.005 } = options
  const question = { metric, direction, ablation }
  const graph = graphOf(experiment.config)
  const families = hasSite(experiment.config, 'mlp') ? (['heads', 'mlp'] as const) : (['heads'] as const)
  const screening = yield* inStep('screen', attributionPatching(experiment, { ...question, families }))
  const baseline = yield* withEmpty(experiment, screening.baseline, ablation)
  yield { type: 'baseline', ...baseline, metricInitial: baseline[baseSide(direction)].mean[metric] }
  const { clean, corrupt, empty = corrupt } = baseline
  normalisedEffect(clean.mean[metric], baseline, metric)
  const range = Math.abs(clean.mean[metric] - empty.mean[metric])
  const screen = wholeNodes(screening.scores)

  const sites = Array.from(screen.site.subarray(0, top), (_, row) => siteAt(screen, row))
  const confirmation = { ...question, families: [], sites }
  const { scores: exact } = yield* inStep('confirm', activationPatching(experiment, confirmation))
  const nodes = new Set(
    sites.filter((_, row) => Math.abs(exact.effect[row]) >= minNodeShare * range).map(nodeName),
  )
  const edges = edgesAmong(graph, nodes)
  const { scores: trace } = yield* inStep('trace', edgePatching(experiment, { ...question, edges }))
  const strong = trace.edge.filter((_, row) => Math.abs(trace.score[row]) >= minEdgeShare * range)
  const proposed = withoutDanglingEdges(graph, Circuit.of(graph.edgeCount, strong)).edges()
  const judging = onOtherPart(experiment) ?? experiment
  const judged = yield* inStep('judge', judgeCircuit(judging, { circuit: { edges: proposed }, ablation }))
  return { screen, confirm: agreementOf(exact, screen)!, trace, proposed, judged, baseline }
}

/** Of heads and MLPs those that are whole nodes, the largest magnitude first. */
function wholeNodes(scores: SiteScores): SiteScores {
  const rows = Array.from(scores.site.keys()).filter((row) => scores.pos[row] < 0)
  return pickRows(
    scores,
    rows.sort((a, b) => Math.abs(scores.effect[b]) - Math.abs(scores.effect[a])),
  )
}

/** What is left with every edge cut is the corrupt run, but where cut edges carry 0 or a mean. */
async function* withEmpty(
  experiment: Experiment,
  baseline: Baselines,
  ablation: Ablation,
): Method<'workflow', Baselines> {
  if (ablation === 'resample') return baseline
  const all = yield* inStep('screen', evaluateCircuits(experiment, [], ablation))
  return { ...baseline, empty: all.baseline.empty }
}

const nodeName = ({ site, layer, head }: Site) => (site === 'mlp' ? `m${layer}` : `a${layer}.h${head}`)
